/**
 * The chat box that any page may embed:
 *
 *   <script src="https://chatbot.example/widget.js" defer data-title="Ask us"></script>
 *
 * Attributes: data-title, data-greeting, data-label (of the button), data-accent (#rrggbb), data-theme (light, dark),
 * data-side (left), data-open (opens at once), data-api (another origin than the script's, such as founder-chat's).
 *
 * It lives in a shadow tree and needs of the page's Content-Security-Policy no more than script-src and connect-src of
 * its origin: no inline style, no eval, no image, no font. Text is only ever set as text. The session's id is kept in
 * sessionStorage and goes out in bodies, never in a URL.
 */
(() => {
  "use strict";

  const script = document.currentScript ?? document.querySelector('script[src$="/widget.js"]');
  const TAG = "hearthstack-chat";
  if (!script || document.querySelector(TAG)) return;

  const given = script.dataset;
  const API = (given.api ?? new URL(script.src).origin).replace(/\/+$/, "");
  const TITLE = given.title ?? "Questions about selling?";
  const GREETING = given.greeting ?? "Hello! Ask me anything about selling your home.";
  const LABEL = given.label ?? "Chat";
  const PERSON = "I would like to talk to a person.";

  const LONGEST = 4000; // characters of a message, as the API takes them
  const RETRY_MS = [1000, 3000, 6000];
  const MOST_LOOKS = 30; // for an answer that is being written elsewhere
  const SILENCE_MS = 40_000; // the API sends a comment now and then, so that this much means a lost connection
  const LONGEST_WAIT_S = 60;
  const NEAR_PX = 60;
  const STORE = `hearthstack-chat:${API}`;

  // Colours are those of libs/design/tokens.css, which no stranger's page has.
  const CSS = `
:host { all: initial; color-scheme: light dark;
  --page: light-dark(#f5f6f4, #101513); --card: light-dark(#ffffff, #18201c); --text: light-dark(#1c2521, #e6ebe7);
  --muted: light-dark(#57625c, #a3afa8); --line: light-dark(#dde2dd, #2c3732); --field: light-dark(#868f89, #6f7c75);
  --accent: light-dark(#14614a, #6cc9a4); --soft: light-dark(#e3efe9, #1d3a30); --on-accent: light-dark(#ffffff, #06231a);
  --bad: light-dark(#b3261e, #ff9a8f); --bad-soft: light-dark(#fbe7e5, #42211e);
  position: fixed; inset: auto 1rem 1rem auto; z-index: 2147483000;
  font: .9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: var(--text) }
:host([side=left]) { inset: auto auto 1rem 1rem }
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
*, ::before { box-sizing: border-box }
[hidden] { display: none !important }
button, textarea { font: inherit; color: inherit; margin: 0 }
button { border: 0; background: none; cursor: pointer; padding: 0; border-radius: 10px }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
svg { display: block; width: 1.375rem; height: 1.375rem; fill: none; stroke: currentColor; stroke-width: 1.8;
  stroke-linecap: round; stroke-linejoin: round }
.launch { display: flex; gap: .5rem; align-items: center; min-height: 3.25rem; padding: 0 1.25rem 0 1rem;
  border-radius: 2rem; background: var(--accent); color: var(--on-accent); font-weight: 600;
  box-shadow: 0 4px 16px rgb(20 40 30 / .28) }
.box { display: flex; flex-direction: column; width: min(24rem, calc(100vw - 2rem));
  height: min(36rem, calc(100dvh - 2rem)); overflow: hidden; background: var(--card); border: 1px solid var(--line);
  border-radius: 16px; box-shadow: 0 12px 40px rgb(20 40 30 / .3) }
.head { display: flex; align-items: center; gap: .25rem; padding: .625rem .5rem .625rem 1rem;
  border-bottom: 1px solid var(--line) }
h2 { flex: 1; margin: 0; font-size: 1.0625rem; font-weight: 600; line-height: 1.3; overflow-wrap: anywhere }
.icon { display: grid; place-items: center; flex: none; width: 2.75rem; height: 2.75rem; color: var(--muted) }
.icon:hover { background: var(--page); color: var(--text) }
.log { position: relative; flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 1rem; background: var(--page);
  display: flex; flex-direction: column; gap: .75rem }
.log:focus-visible { outline-offset: -4px }
.said { display: flex; flex-direction: column; align-items: flex-start; max-width: 88%; align-self: flex-start }
.said.user { align-self: flex-end; align-items: flex-end }
.text { margin: 0; padding: .5rem .75rem; border-radius: 14px; border-bottom-left-radius: 4px; background: var(--card);
  border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere }
.user .text { background: var(--accent); border-color: var(--accent); color: var(--on-accent);
  border-radius: 14px; border-bottom-right-radius: 4px }
.failed .text { background: var(--bad-soft); border-color: var(--bad-soft); color: var(--text) }
a { color: var(--accent); text-underline-offset: 2px }
.user a { color: inherit }
.from { margin: .375rem 0 .25rem; font-size: .8125rem; color: var(--muted) }
.sources { margin: 0; padding: 0; list-style: none; font-size: .8125rem; color: var(--muted);
  display: flex; flex-wrap: wrap; gap: .375rem }
.sources li { padding: .0625rem .5rem; border-radius: 1rem; background: var(--soft); color: var(--text);
  overflow-wrap: anywhere }
.sources a { color: inherit }
.again { margin-top: .375rem; min-height: 2.75rem; padding: 0 1rem; border: 1px solid var(--field); font-weight: 600 }
.note { margin: 0; font-size: .8125rem; color: var(--muted); padding: 0 .25rem }
.dots { display: inline-flex; gap: .25rem; padding: .375rem 0 }
.dots i { width: .4375rem; height: .4375rem; border-radius: 50%; background: var(--muted); animation: wink 1.2s infinite }
.dots i:nth-child(2) { animation-delay: .2s }
.dots i:nth-child(3) { animation-delay: .4s }
@keyframes wink { 30% { opacity: .25 } }
.writing { padding: .75rem; border-top: 1px solid var(--line); display: grid; grid-template-columns: 1fr auto; gap: .5rem }
textarea { resize: none; min-height: 2.75rem; max-height: 8rem; padding: .5625rem .75rem; border-radius: 10px;
  border: 1px solid var(--field); background: var(--card); field-sizing: content }
textarea::placeholder { color: var(--muted); opacity: 1 }
.send { width: 2.75rem; height: 2.75rem; align-self: end; background: var(--accent); color: var(--on-accent) }
.send:hover { background: var(--accent); color: var(--on-accent); filter: brightness(1.1) }
.send[aria-disabled=true] { opacity: .45; cursor: default; filter: none }
.person { grid-column: 1 / -1; justify-self: start; min-height: 1.75rem; padding: 0 .25rem; font-size: .8125rem;
  color: var(--muted); text-decoration: underline; text-underline-offset: 2px }
.person:hover { color: var(--text) }
.apart { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (max-width: 30rem) {
  :host([open]) { inset: 0 }
  .box { width: 100%; height: 100dvh; border: 0; border-radius: 0 }
}
@media (prefers-reduced-motion: no-preference) { .box { animation: rise .16s ease-out } }
@keyframes rise { from { opacity: 0; transform: translateY(.5rem) } }
@media (prefers-reduced-motion: reduce) { .dots i { animation: none } }
@media (forced-colors: active) { .launch, .send, .box { border: 1px solid ButtonText } }
@media print { :host { display: none } }`;

  const ICONS = {
    chat: "M21 12a8 8 0 0 1-8 8H4l1.8-3A8 8 0 1 1 21 12z",
    close: "M6 6l12 12M18 6L6 18",
    fresh: "M4 12a8 8 0 1 0 2.5-5.8M4 4v4h4",
    send: "M5 12h14M13 6l6 6-6 6",
  };

  // Elements

  /** An element with properties, `aria-…` and `data-…` attributes among them, and children. */
  function make(tag, props = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
      if (name.includes("-") || name === "role" || name === "for") element.setAttribute(name, value);
      else element[name] = value;
    }
    element.append(...children);
    return element;
  }

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  /** @returns {string} the address if it is one of https, else nothing */
  function safeAddress(text) {
    try {
      const url = new URL(text);
      return url.protocol === "https:" ? url.href : "";
    } catch {
      return "";
    }
  }

  const link = (address, text) => make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text);

  /** Text with its links: `[words](address)` and bare addresses. What is no https stays words. */
  function withLinks(text) {
    const nodes = [];
    let end = 0;
    for (const found of text.matchAll(/\[([^\][]{1,200})\]\(([^()\s]{1,2000})\)|https:\/\/[^\s<>"'()[\]]*[^\s<>"'()[\].,;:!?]/gi)) {
      const [whole, words, target] = found;
      const address = safeAddress(target ?? whole);
      nodes.push(text.slice(end, found.index), address ? link(address, words ?? whole) : (words ?? whole));
      end = found.index + whole.length;
    }
    return [...nodes, text.slice(end)];
  }

  // What outlives the page's other pages

  /** The tab's memory. Where a page may have none, as in a sandbox, it lasts as long as the page. */
  const memory = {
    value: {},
    load() {
      try {
        this.value = JSON.parse(sessionStorage.getItem(STORE)) ?? {};
      } catch {
        this.value = {};
      }
    },
    keep(changes) {
      Object.assign(this.value, changes);
      try {
        sessionStorage.setItem(STORE, JSON.stringify(this.value));
      } catch {
        // It is in `value`.
      }
    },
  };

  const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // The API

  /** A turn that did not come to its end: `retry` says whether the same turn may still succeed. */
  class Failure extends Error {
    constructor(message, { status = 0, retry = false, wait = 0 } = {}) {
      super(message);
      Object.assign(this, { status, retry, wait });
    }
  }

  const LOST = "The connection was lost.";

  // A turn whose connection was lost is answered nonetheless; until that is done, the same key is refused for a moment.
  const isAtWork = (status, wait) => status === 409 && wait > 0;
  const isOver = ({ status, retry }) => status === 404 || (status === 409 && !retry);

  async function post(path, body, headers = {}, signal) {
    const request = {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal,
    };
    const response = await fetch(API + path, request).catch(() => {
      throw new Failure(LOST, { retry: true });
    });
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    const wait = Math.min(Number(response.headers.get("retry-after")) || 0, LONGEST_WAIT_S);
    const { status } = response;
    const detail = problem.detail ?? "Something went wrong.";
    throw new Failure(detail, { status, wait, retry: status >= 500 || status === 429 || isAtWork(status, wait) });
  }

  /** The events of a stream, however its bytes come (WHATWG HTML, 9.2.6). */
  async function* eventsOf(stream, controller) {
    const reader = stream.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    let event = { name: "", data: [] };
    for (;;) {
      const { done, value } = await within(SILENCE_MS, reader.read(), controller);
      if (done) return;
      const text = rest + decoder.decode(value, { stream: true });
      // What ends in a carriage return may go on with the line feed that belongs to it.
      const end = text.endsWith("\r") ? text.length - 1 : text.length;
      const lines = text.slice(0, end).split(/\r\n|\r|\n/);
      rest = lines.pop() + text.slice(end);
      for (const line of lines) {
        if (line === "") {
          if (event.data.length) yield { name: event.name, data: event.data.join("\n") };
          event = { name: "", data: [] };
        } else if (line.startsWith("event:")) event.name = line.slice(6).trim();
        else if (line.startsWith("data:")) event.data.push(line.slice(5).replace(/^ /, ""));
      }
    }
  }

  /** What is waited for, or a lost connection where it fails or takes longer. */
  function within(ms, promise, controller) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        controller.abort();
        reject(new Failure(LOST, { retry: true }));
      }, ms);
      promise.then(resolve, () => reject(new Failure(LOST, { retry: true }))).finally(() => clearTimeout(timer));
    });
  }

  /** One try at a turn: calls `hear` with each piece, and answers the whole. */
  async function attempt({ key, message }, hear) {
    const controller = new AbortController();
    const { session } = memory.value;
    const body = { message, ...(session && { session_id: session }) };
    const headers = { accept: "text/event-stream", "idempotency-key": key };
    const response = await within(SILENCE_MS, settled(post("/api/chat", body, headers, controller.signal)), controller).then(unsettled);
    if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return response.json();
    for await (const { name, data } of eventsOf(response.body, controller)) {
      const said = parsed(data);
      if (name === "delta") hear(said.text ?? "");
      else if (name === "done") return said;
      else if (name === "error") throw new Failure(said.detail ?? "Something went wrong.", { status: said.status ?? 500 });
    }
    throw new Failure(LOST, { retry: true });
  }

  // A refusal by the API is no lost connection, and goes past `within`.
  const settled = (promise) => promise.then((value) => ({ value }), (error) => ({ error }));
  const unsettled = ({ value, error }) => {
    if (error) throw error;
    return value;
  };

  function parsed(text) {
    try {
      return JSON.parse(text) ?? {};
    } catch {
      throw new Failure(LOST, { retry: true });
    }
  }

  // The box

  const host = document.createElement(TAG);
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  for (const name of ["theme", "side"]) if (given[name]) host.setAttribute(name, given[name]);

  const launch = make("button", { type: "button", className: "launch", "aria-haspopup": "dialog", "aria-expanded": "false" }, icon("chat"), LABEL);
  const title = make("h2", { id: "title" }, TITLE);
  const fresh = make("button", { type: "button", className: "icon", title: "Start over", "aria-label": "Start over" }, icon("fresh"));
  const close = make("button", { type: "button", className: "icon", title: "Close", "aria-label": "Close the chat" }, icon("close"));
  const log = make("div", { className: "log", role: "log", "aria-live": "polite", "aria-label": "Conversation", tabIndex: 0 });
  const status = make("p", { className: "apart", role: "status" });
  const field = make("textarea", { id: "message", rows: 1, maxLength: LONGEST, placeholder: "Your question", autocomplete: "off", enterKeyHint: "send" });
  const label = make("label", { for: "message", className: "apart" }, "Your message");
  const send = make("button", { type: "button", className: "icon send", title: "Send", "aria-label": "Send" }, icon("send"));
  const person = make("button", { type: "button", className: "person" }, "Talk to a person");
  // No form: a sandboxed frame may send none.
  const writing = make("div", { className: "writing" }, label, field, send, person);
  const box = make("section", { className: "box", role: "dialog", "aria-labelledby": "title", hidden: true }, make("div", { className: "head" }, title, fresh, close), log, status, writing);
  root.append(launch, box);

  // A colour of the page's own: text on it is black or white, whichever is easier to read.
  const [, r, g, b] = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(given.accent ?? "") ?? [];
  if (r) {
    const light = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    host.style.setProperty("--accent", given.accent);
    host.style.setProperty("--on-accent", light > 0.179 ? "#000000" : "#ffffff");
  }

  function linear(hex) {
    const part = parseInt(hex, 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }

  // What was said

  const isNearEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
  const scrollToEnd = () => (log.scrollTop = log.scrollHeight);

  function show(element) {
    const follows = isNearEnd();
    log.append(element);
    if (follows) scrollToEnd();
    return element;
  }

  const WHO = { user: "You: ", bot: "Answer: ", failed: "" };

  /** A message, in the words that it consists of and no markup. */
  function said(who, text, sources = []) {
    const words = make("p", { className: "text" }, make("span", { className: "apart" }, WHO[who]), ...withLinks(text));
    const message = make("div", { className: `said ${who}` }, words);
    if (sources.length) {
      const items = sources.map(({ title: name, url }) => make("li", {}, safeAddress(url) ? link(safeAddress(url), name) : name));
      message.append(make("p", { className: "from" }, "Sources:"), make("ul", { className: "sources", "aria-label": "Sources" }, ...items));
    }
    return message;
  }

  /** A message that is being written. Only when it is whole do screen readers hear of it. */
  function draft() {
    const dots = make("span", { className: "dots" }, make("i"), make("i"), make("i"));
    const words = make("p", { className: "text" }, dots);
    const message = show(make("div", { className: "said bot", "aria-hidden": "true" }, words));
    let text = "";
    return {
      add(piece) {
        const follows = isNearEnd();
        text += piece;
        words.replaceChildren(...withLinks(text));
        if (follows) scrollToEnd();
      },
      restart() {
        text = "";
        words.replaceChildren(dots);
      },
      remove: () => message.remove(),
    };
  }

  const note = (text) => show(make("p", { className: "note" }, text));

  // Turns

  let busy = false;
  const setBusy = (is) => {
    busy = is;
    status.textContent = is ? "Writing an answer…" : "";
    weighSend();
  };
  const weighSend = () => send.setAttribute("aria-disabled", String(busy || !field.value.trim()));

  const pause = (ms) =>
    new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        removeEventListener("online", go);
        resolve();
      };
      const timer = setTimeout(go, ms);
      addEventListener("online", go);
    });

  /** A turn until it is answered: a lost connection is tried again by the same key, so that it counts once. */
  async function persist(turn, growing) {
    let told;
    let tries = 0;
    let looks = 0;
    try {
      for (;;) {
        try {
          return await attempt(turn, growing.add);
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          growing.restart();
          if (isOver(error) && memory.value.session) {
            // The same question begins another conversation.
            turn.key = newKey();
            memory.keep({ session: null, turn });
            note("This is a new conversation: the one before has ended.");
            continue;
          }
          const working = isAtWork(error.status, error.wait) && looks < MOST_LOOKS;
          if (!working && (!error.retry || tries >= RETRY_MS.length)) throw error;
          told ??= note("");
          told.textContent = error.status ? "One moment, please…" : `${LOST} Trying again…`;
          if (working) looks += 1;
          await pause(Math.max(error.wait * 1000, working ? 0 : RETRY_MS[tries++]));
        }
      }
    } finally {
      told?.remove();
    }
  }

  async function take(turn) {
    setBusy(true);
    memory.keep({ turn });
    const growing = draft();
    try {
      const answer = await persist(turn, growing);
      memory.keep({ session: answer.session_id, turn: null });
      growing.remove();
      const message = show(said("bot", answer.reply, answer.sources));
      // One that does not fit is read from its beginning.
      if (message.offsetHeight > log.clientHeight) log.scrollTop = message.offsetTop;
    } catch (error) {
      growing.remove();
      offerAgain(turn, error);
    } finally {
      setBusy(false);
    }
  }

  function offerAgain(turn, error) {
    const failure = error instanceof Failure ? error : new Failure("Something went wrong.");
    const message = said("failed", failure.message === LOST ? `${LOST} Your message was not answered.` : failure.message);
    const refused = failure.status >= 400 && failure.status < 500 && !failure.retry;
    if (refused) {
      memory.keep({ turn: null });
      if (!field.value) field.value = turn.message;
    } else {
      const again = make("button", { type: "button", className: "again" }, "Try again");
      again.addEventListener("click", () => {
        if (busy) return;
        message.remove();
        field.focus();
        // An answer that failed by itself may be remembered under its key.
        void take(failure.status && turn.failed ? { ...turn, key: newKey() } : { ...turn, failed: failure.status > 0 });
      });
      message.append(again);
    }
    show(message);
  }

  function ask(message) {
    if (busy || !message.trim()) return;
    show(said("user", message));
    scrollToEnd();
    void take({ key: newKey(), message });
  }

  function submit() {
    if (busy || !field.value.trim()) return;
    const message = field.value;
    field.value = "";
    ask(message);
  }

  /** Shows what was said before on another page of this tab, and goes on with a turn that had no answer yet. */
  async function restore() {
    const { session, turn } = memory.value;
    let messages = [];
    if (session) {
      try {
        ({ messages } = await (await post("/api/chat/transcript", { session_id: session })).json());
      } catch (error) {
        if (error.status === 404) memory.keep({ session: null });
        else note("What was said before can't be shown just now.");
      }
    }
    if (turn) {
      const at = messages.findLastIndex(({ role, text }) => role === "user" && text === turn.message);
      const isOld = at >= 0 && messages.slice(at + 1).some(({ role, partial }) => role === "assistant" && !partial);
      if (isOld) memory.keep({ turn: null });
      else if (at >= 0) messages = messages.slice(0, at);
    }
    for (const { role, text, sources } of messages) show(said(role === "user" ? "user" : "bot", text, sources));
    scrollToEnd();
    if (memory.value.turn) {
      show(said("user", turn.message));
      scrollToEnd();
      void take(turn);
    }
  }

  // Opening and closing

  let begun = false;
  const small = matchMedia("(max-width: 30rem)");

  function begin() {
    if (begun) return;
    begun = true;
    show(said("bot", GREETING));
    void restore();
  }

  function open({ quietly = false } = {}) {
    launch.hidden = true;
    box.hidden = false;
    host.setAttribute("open", "");
    launch.setAttribute("aria-expanded", "true");
    box.setAttribute("aria-modal", String(small.matches));
    memory.keep({ open: true });
    begin();
    if (!quietly) field.focus();
    scrollToEnd();
  }

  function shut() {
    box.hidden = true;
    launch.hidden = false;
    host.removeAttribute("open");
    launch.setAttribute("aria-expanded", "false");
    memory.keep({ open: false });
    launch.focus();
  }

  /** Where the box covers the page, Tab stays in it. */
  function keepInside(event) {
    const stops = [...box.querySelectorAll("button, a[href], textarea, [tabindex]")];
    const [first, last] = [stops[0], stops.at(-1)];
    const here = root.activeElement;
    if (event.shiftKey ? here !== first : here !== last) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }

  launch.addEventListener("click", () => open());
  close.addEventListener("click", shut);
  fresh.addEventListener("click", () => {
    if (busy) return;
    memory.keep({ session: null, turn: null });
    log.replaceChildren(said("bot", GREETING));
    field.focus();
  });
  person.addEventListener("click", () => ask(PERSON));
  send.addEventListener("click", submit);
  field.addEventListener("input", weighSend);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") shut();
    else if (event.key === "Tab" && small.matches) keepInside(event);
    event.stopPropagation(); // a page's own shortcuts are not for what is typed here
  });

  memory.load();
  setBusy(false);
  const settle = () => {
    document.body.append(host);
    if ("open" in given || (memory.value.open && !small.matches)) open({ quietly: true });
  };
  if (document.body) settle();
  else addEventListener("DOMContentLoaded", settle, { once: true });
})();
