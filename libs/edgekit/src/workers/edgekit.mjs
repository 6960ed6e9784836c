// edgekit's half in JavaScript. A crossing between Python and JavaScript costs more than the work
// on either side, so each function here does in one crossing what Python would need several for.
// Python works without this module too (platform/plain.py); it is only faster with it.

const NO_BODY_STATUS = new Set([101, 204, 205, 304]);
// Safe in a header and in a log, and short; tracing.py has it too.
const REQUEST_ID = /^[A-Za-z0-9._:=+/@-]{1,128}$/;
// W3C Trace Context; tracing.py has it too.
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;
// Stands for a header without a value; facts.py has it too.
const EMPTY = " ";
const NO_TRACE = "0".repeat(32);

/**
 * Connect a Python isolate.
 * @param {string} worker its name, for the log
 * @param {number} slowMs a request that takes longer is slow
 * @param {boolean} quiet whether requests that are neither slow nor failed go without a line of log
 * @param {(id: number, value: unknown, error?: string) => void} settle goes on with what waits for `id`
 * @param {(ticket: number, text: string | undefined, error?: string) => void} received hands over the
 *   body of a request that `read` was asked for
 * @param {string} headerNames headers that are facts of a request, with spaces between
 * @param {string} routeLines the routes that `describe` may answer by their numbers: method, path and the
 *   type of the body, if any, with spaces between, a line each
 */
export function connect(worker, slowMs, quiet, settle, received, headerNames, routeLines) {
  const factHeaders = headerNames.split(" ");
  const routes = new Map();
  for (const [number, line] of routeLines.split("\n").entries()) {
    const [method, path, type = null] = line.split(" ");
    routes.set(`${method} ${path}`, { number, type });
  }
  // What was noted of a request when it came in.
  const notes = new WeakMap();
  const answers = new Map();
  const held = new Map();
  const slots = [];
  const vacant = [];
  const heads = [];
  const bodies = [];
  const waiting = new Map();
  // The note of the request that was described last: Python answers it, or opens its answer, in the same turn.
  let latest;

  const take = (map, ticket) => {
    const taken = map.get(ticket);
    map.delete(ticket);
    return taken;
  };

  const addSlot = () => {
    const slot = new Slot(slots.length, vacant);
    slots.push(slot);
    return slot;
  };

  // Answers the number of the slot that the answer is to be found in.
  const open = (ticket) => {
    const slot = vacant.pop() ?? addSlot();
    const { promise, resolve, reject } = Promise.withResolvers();
    slot.occupy(promise);
    answers.set(ticket, { resolve, reject, note: latest, slot });
    return slot.number;
  };

  const hold = (ticket) => new Promise((resolve) => held.set(ticket, resolve));

  // What a request waits for first opens its answer on the way, which saves a crossing.
  const watch = (id, ticket, promise) => {
    promise.then((value) => settle(id, value ?? undefined), (error) => settle(id, undefined, String(error)));
    return ticket ? open(ticket) : undefined;
  };

  // A response copies headers much faster than it reads pairs.
  const headersOf = (lines) => {
    const headers = new Headers();
    for (const line of lines.split("\n")) append(headers, line);
    return headers;
  };

  // The request's line; answers its milliseconds if it was slow.
  const log = ({ id, method, path, started }, status) => {
    const duration = Date.now() - started;
    const level = status >= 500 ? "error" : duration > slowMs ? "warning" : "info";
    if (level !== "info" || !quiet) {
      const line = { level, worker, event: "request", request_id: id, method, path, status, duration_ms: duration };
      console.log(JSON.stringify(line));
    }
    return level === "warning" ? duration : undefined;
  };

  // `head` is lines, or the number of lines that are kept, and `body` may be the number of one; `more` are further
  // lines, each with its end.
  const respond = (note, status, body, head, more) => {
    const headers = typeof head === "number" ? heads[head] : headersOf(head);
    const sent = typeof body === "number" ? bodies[body] : body;
    const response = new Response(NO_BODY_STATUS.has(status) ? null : sent, { status, headers });
    response.headers.set("x-request-id", note.id);
    if (more) for (const line of more.trimEnd().split("\n")) append(response.headers, line);
    return response;
  };

  // What `edgekit.facts` names, a line each.
  const factsOf = ({ headers }, { method, base, path, query, started, id }) => {
    let facts = `${method}\n${base}\n${path}\n${query}\n${started}\n${id}`;
    for (const name of factHeaders) {
      const value = headers.get(name);
      facts += "\n" + (value === "" ? EMPTY : (value ?? ""));
    }
    return facts;
  };

  // Every call that a request makes carries the same.
  const traceparentOf = (request) => {
    const note = notes.get(request);
    return (note.traceparent ??= nextTraceparent(request.headers.get("traceparent") ?? ""));
  };

  return {
    /**
     * Take a request in. Answers the number of its route, where that and the request itself are all that Python needs
     * for now: the path is fixed, the body of the usual type, and no other origin asks. Else answers its facts.
     */
    describe(request) {
      const { method, url, headers } = request;
      const [address] = url.split("#", 1);
      const slash = address.indexOf("/", 8);
      const mark = address.indexOf("?", slash);
      const end = mark < 0 ? address.length : mark;
      const path = address.slice(slash, end);
      const given = headers.get("x-request-id");
      const id = given !== null && REQUEST_ID.test(given) ? given : crypto.randomUUID();
      latest = { id, method, base: address.slice(0, slash), path, query: address.slice(end + 1), started: Date.now() };
      notes.set(request, latest);
      const route = headers.get("origin") === null ? routes.get(`${method} ${path}`) : undefined;
      const known = route !== undefined && (route.type === null || route.type === headers.get("content-type"));
      return known ? route.number : factsOf(request, latest);
    },

    facts(request) {
      return factsOf(request, notes.get(request));
    },

    traceparent: traceparentOf,

    /** Keep the lines of a head; answers the number by which `respond` knows them. */
    head(lines) {
      return heads.push(headersOf(lines)) - 1;
    },

    /** Keep a body for good; answers the number by which `respond` knows it. */
    keep(bytes) {
      return bodies.push(bytes) - 1;
    },

    /** Answer the request that was described last. */
    respond(status, body, head, more) {
      log(latest, status);
      return respond(latest, status, body, head, more);
    },

    open,

    slot(number) {
      return slots[number];
    },

    /** Give an open answer; says how many milliseconds the request took if it was slow. */
    finish(ticket, status, body, head, more) {
      const answer = take(answers, ticket);
      if (answer === undefined) return undefined;
      answer.slot.settle();
      try {
        answer.resolve(respond(answer.note, status, body, head, more));
      } catch (error) {
        answer.reject(error); // no header may have such a name, for one
      }
      return log(answer.note, status);
    },

    fail(ticket, message) {
      const answer = take(answers, ticket);
      answer?.slot.settle();
      answer?.reject(new Error(message));
    },

    /** Drop answers, up to a ticket, whose requests the runtime has given up; nobody waits for them. */
    forget(before) {
      for (const ticket of answers.keys()) if (ticket < before) take(answers, ticket).slot.settle();
    },

    /** Read a body of at most `limit` bytes, as text or bytes; longer ones are not read to their end. */
    read(ticket, request, limit, binary) {
      const body = binary ? bodyBytes(request, limit) : requestText(request, limit);
      body.then((data) => received(ticket, data), (error) => received(ticket, undefined, error.code ?? String(error)));
      return open(ticket);
    },

    /** Await `object.method(...args)`. */
    call(id, ticket, object, method, ...args) {
      return watch(id, ticket, attempt(() => object[method](...args)));
    },

    /** The same, for so long. */
    within(id, ticket, timeoutMs, object, method, ...args) {
      return watch(id, ticket, within(timeoutMs, attempt(() => object[method](...args))));
    },

    /** Count a call under a key of a rate-limit binding; whether it may go on. */
    limit(id, ticket, limiter, key) {
      return watch(id, ticket, attempt(() => limiter.limit({ key })).then(({ success }) => success));
    },

    /** The text under a key of KV. */
    get(id, ticket, kv, key) {
      return watch(id, ticket, attempt(() => kv.get(key)));
    },

    /** One D1 statement; `kind` is first (the row), all (the rows) or run (what changed), as JSON text. */
    query(id, ticket, database, kind, sql, ...params) {
      return watch(id, ticket, bound(database, sql, params)[kind]().then(ANSWERS[kind]));
    },

    /** Several D1 statements in one transaction: `[sql, param, …]` each, their rows as JSON text. */
    batch(id, ticket, database, statements) {
      const prepared = JSON.parse(statements).map(([sql, ...params]) => bound(database, sql, params));
      return watch(id, ticket, database.batch(prepared).then((answers) => JSON.stringify(answers.map((answer) => answer.results))));
    },

    /**
     * Call another worker with JSON, if anything, under a deadline; answers the status and the text, a line each. The
     * ids of `request`, on whose behalf it is made, go with it.
     */
    ask(id, ticket, request, target, url, method, body, timeoutMs, more) {
      const headers = { "content-type": "application/json" };
      if (request) Object.assign(headers, { "x-request-id": notes.get(request).id, traceparent: traceparentOf(request) });
      if (more) Object.assign(headers, JSON.parse(more));
      return watch(id, ticket, ask(target, url, method, headers, body, timeoutMs));
    },

    /**
     * Pass a request on to another worker, its body as a stream, which has so long to begin its answer. `dropped` and
     * `keptBack` are expressions for the names of headers that do not go on, and that do not come back. Answers the
     * status, the header lines and the body.
     */
    forward(id, ticket, request, target, url, timeoutMs, dropped, keptBack, more) {
      const headers = endToEnd(request.headers, dropped);
      headers.set("x-request-id", notes.get(request).id);
      headers.set("traceparent", traceparentOf(request));
      for (const [name, value] of Object.entries(JSON.parse(more))) headers.set(name, value);
      const init = { method: request.method, headers, body: request.body, redirect: "manual" };
      return watch(id, ticket, forward(target, url, init, timeoutMs, keptBack));
    },

    /**
     * An HTTP call with a deadline. Answers the status, the `wanted` headers and the body (of at
     * most `limit` bytes, or only so much of it: `cut`), a line each.
     */
    fetch(id, ticket, ...asked) {
      return watch(id, ticket, exchange(...asked));
    },

    /** Wait for what another request publishes under `key`; each waits on a promise of its own. */
    join(id, ticket, key, timeoutMs) {
      const joined = new Promise((resolve, reject) => {
        if (!waiting.has(key)) waiting.set(key, []);
        waiting.get(key).push([resolve, reject]);
      });
      return watch(id, ticket, within(timeoutMs, joined));
    },

    publish(key, value, error) {
      const followers = waiting.get(key) ?? [];
      waiting.delete(key);
      for (const [resolve, reject] of followers) error === undefined ? resolve(value) : reject(new Error(error));
    },

    /** A body to answer with, and the writer of what it holds. */
    pipe() {
      const { readable, writable } = new IdentityTransformStream();
      const writer = writable.getWriter();
      writer.closed.catch(() => {}); // who writes hears of it
      return { readable, writer };
    },

    /** Write a piece, text or bytes, and wait until it is read. */
    write(id, ticket, writer, data) {
      const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
      return watch(id, ticket, attempt(() => writer.write(bytes)));
    },

    /** Close a pipe, or break it off. */
    end(id, ticket, writer, error) {
      return watch(id, ticket, attempt(() => (error === undefined ? writer.close() : writer.abort(new Error(error)))));
    },

    /** The messages of a queue's batch as JSON text. */
    messages(batch) {
      return `[${batch.messages.map(messageText)}]`;
    },

    /** Call back outside of whatever Python task is running now. */
    turn(callback) {
      return new Promise((resolve, reject) =>
        queueMicrotask(() => {
          try {
            resolve(callback());
          } catch (error) {
            reject(error);
          }
        }),
      );
    },

    now: () => Date.now(),

    sleep(id, ticket, ms) {
      return watch(id, ticket, new Promise((resolve) => setTimeout(resolve, ms)));
    },

    /** Keep the request's context alive until `ticket` is released. */
    hold(ticket, context) {
      context.waitUntil(hold(ticket));
    },

    /** A promise, in an object, of an event whose ticket is to be released. */
    event(ticket) {
      return { done: hold(ticket) };
    },

    release(ticket) {
      take(held, ticket)?.();
    },
  };
}

/**
 * Where an open answer is to be found. The runtime takes an object with `js_response` as "the answer is in there"; the
 * promise is not awaited on the way through Python. A slot is used again, as a new object would cost Python a new proxy:
 * but not before its promise was both taken and settled, so that nobody finds another's answer in it.
 */
class Slot {
  #vacant;
  #promise;
  #awaited = 0;

  constructor(number, vacant) {
    this.number = number;
    this.#vacant = vacant;
  }

  occupy(promise) {
    this.#promise = promise;
    this.#awaited = TAKEN | SETTLED;
  }

  get js_response() {
    this.#passed(TAKEN);
    return this.#promise;
  }

  settle() {
    this.#passed(SETTLED);
  }

  #passed(event) {
    if (this.#awaited === 0) return;
    this.#awaited &= ~event;
    if (this.#awaited === 0) this.#vacant.push(this);
  }
}

const TAKEN = 1;
const SETTLED = 2;

const attempt = (begin) => {
  try {
    return Promise.resolve(begin());
  } catch (error) {
    return Promise.reject(error);
  }
};

// A timer that is left behind would keep its request's objects until it fires.
const within = (timeoutMs, promise) => {
  const { promise: late, reject } = Promise.withResolvers();
  const timer = setTimeout(() => reject(new DOMException(`no answer within ${timeoutMs} ms`, "TimeoutError")), timeoutMs);
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

// Of a body that JSON can't hold (a BigInt, a circle) there is why it can't.
const messageText = ({ id, body, attempts }) => {
  try {
    return JSON.stringify({ id, body, attempts });
  } catch (error) {
    return JSON.stringify({ id, body: String(error), attempts });
  }
};

const append = (headers, line) => {
  const colon = line.indexOf(":");
  headers.append(line.slice(0, colon), line.slice(colon + 2));
};

// D1 takes null, not undefined, and Python's None arrives as undefined.
const bound = (database, sql, params) => {
  const statement = database.prepare(sql);
  return params.length ? statement.bind(...params.map((param) => param ?? null)) : statement;
};

const ANSWERS = {
  first: (row) => (row === null ? null : JSON.stringify(row)),
  all: (answer) => JSON.stringify(answer.results),
  run: (answer) => JSON.stringify(answer.meta),
};

// The trace id and the flags go on; the parent id is new (3.2).
const nextTraceparent = (incoming) => {
  const [, given = NO_TRACE, flags = "01"] = TRACEPARENT.exec(incoming) ?? [];
  return `00-${given === NO_TRACE ? randomHex() : given}-${randomHex().slice(-16)}-${flags}`;
};

const randomHex = () => crypto.randomUUID().replaceAll("-", "");

const ask = async (target, url, method, headers, body, timeoutMs) => {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await target.fetch(url, { method, headers, body, redirect: "manual", signal });
  return response.status + "\n" + (await response.text());
};

// The connection's own (RFC 9110, 7.6.1), whatever their message says of them.
const HOP_BY_HOP = /^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/;

/** A message's headers without those of its connection, and without those whose names fit `dropped`. */
const endToEnd = (given, dropped) => {
  const named = (given.get("connection") ?? "").toLowerCase().split(",").map((name) => name.trim());
  const expression = expressionOf(dropped);
  const headers = new Headers(given);
  for (const name of [...headers.keys()])
    if (HOP_BY_HOP.test(name) || expression.test(name) || named.includes(name)) headers.delete(name);
  return headers;
};

const expressions = new Map();

const expressionOf = (text) => {
  if (!expressions.has(text)) expressions.set(text, new RegExp(`^(?:${text})$`));
  return expressions.get(text);
};

// The deadline is for the head: a stream of events may go on for as long as it likes.
const forward = async (target, url, init, timeoutMs, keptBack) => {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new DOMException(`no answer within ${timeoutMs} ms`, "TimeoutError")), timeoutMs);
  try {
    const { status, headers, body } = await target.fetch(url, { ...init, signal: late.signal });
    let lines = "";
    for (const [name, value] of endToEnd(headers, keptBack)) lines += `${name}: ${value}\n`;
    return { status, lines, body };
  } finally {
    clearTimeout(timer);
  }
};

const exchange = async (url, method, headers, body, timeoutMs, wanted, limit, cut, raw) => {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { method, headers: JSON.parse(headers), body, redirect: "manual", signal });
  const values = wanted.split(" ").map((name) => response.headers.get(name) ?? "");
  const reading = cut ? beginning(response.body, limit) : raw ? bodyCharacters(response, limit) : bodyText(response, limit);
  const text = await reading;
  return [response.status, ...values, text].join("\n");
};

/** The first `limit` bytes of a body, or what has come of it until it breaks off. */
const beginning = async (stream, limit) => {
  const chunks = [];
  let size = 0;
  try {
    for await (const chunk of stream ?? []) {
      chunks.push(chunk.subarray(0, limit - size));
      size += chunk.byteLength;
      if (size >= limit) break;
    }
  } catch {
    // The status has come, and says how it went.
  }
  return new Blob(chunks).text();
};

const refused = (code) => Object.assign(new Error(code), { code });

/** The length of a body if it is known before it is read; a compressed one comes out longer. */
const lengthOf = (message, limit) => {
  const length = message.headers.get("content-length");
  if (Number(length ?? 0) > limit) throw refused("too-large");
  return length === null || message.headers.has("content-encoding") ? null : Number(length);
};

// `message` is a request or a response.
const bodyText = async (message, limit) =>
  lengthOf(message, limit) === null ? new TextDecoder().decode(await gathered(message.body, limit)) : message.text();

const PIECE = 1 << 14; // arguments that a call can take

/** A body with a character for each byte, in whatever encoding it is. */
const bodyCharacters = async (message, limit) => {
  const bytes = new Uint8Array(await bodyBytes(message, limit));
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return text;
};

const bodyBytes = async (message, limit) =>
  lengthOf(message, limit) === null ? gathered(message.body, limit) : message.arrayBuffer();

// Decoding puts a replacement character of three bytes in the place of what is no UTF-8, which the length gives away.
const requestText = async (request, limit) => {
  const text = await bodyText(request, limit);
  if (text.includes("\ufffd") && !fits(text, lengthOf(request, limit))) throw refused("not-utf-8");
  return text;
};

const BYTE_ORDER_MARK = 3; // bytes that are no part of the text

const fits = (text, length) => {
  const surplus = length - new TextEncoder().encode(text).length;
  return length === null || surplus === 0 || surplus === BYTE_ORDER_MARK;
};

const gathered = async (stream, limit) => {
  const chunks = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw refused("too-large");
    chunks.push(chunk);
  }
  return new Blob(chunks).arrayBuffer();
};
