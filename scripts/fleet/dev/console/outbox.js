// What was sent out, in the place it goes to: a channel, a mailbox, a phone, or a provider.

import { $, clock, empty, fill, make, pretty, reconcile, tone } from "./dom.js";
import { ask, fleet, names } from "./fleet.js";
import { address, bind } from "./route.js";
import { trace } from "./requests.js";
import { slackMessage } from "./slack.js";

const ORDER = ["slack", "mail", "text", "call"];
const METHODS = { "chat.update": "changes a message in", "chat.delete": "deletes a message in" };
const filters = bind("outbox", $("#outbox form"), showOutbox);
let place = "";

const title = {
  slack: ({ channel, method }) => [METHODS[method] ? `${method} ${METHODS[method]} ` : "", channel || "incoming webhook"].join(""),
  mail: ({ to }) => `Mail to ${to.join(", ")}`,
  text: ({ to }) => `Text to ${to}`,
  call: (_, { method, url }) => `${method} ${new URL(url).host}${new URL(url).pathname}`,
};

const content = {
  slack: slackMessage,
  mail: (mail, { id }) => make("div", { class: "mail" },
    make("dl", {}, ...[["From", mail.sender], ["To", mail.to.join(", ")]].flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]),
      make("dt", {}, "Subject"), make("dd", { class: "subject" }, mail.subject || "(none)")),
    mail.html ? htmlPart(id, mail.text) : make("pre", { class: "body plain-part" }, mail.text)),
  text: ({ sender, to, body }) => make("div", {}, make("p", { class: "soft" }, `${sender} to ${to}`), make("div", { class: "bubble" }, body)),
  call: (_, { url, body }) => make("div", { class: "call" }, query(url), body ? make("pre", {}, pretty(body)) : null),
};

function query(url) {
  const asked = [...new URL(url).searchParams];
  return asked.length ? make("dl", {}, ...asked.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])) : null;
}

/** The HTML part, in a frame that runs and loads nothing, and the text part below it. */
function htmlPart(id, text) {
  const frame = make("iframe", { sandbox: "", loading: "lazy", title: "HTML part of the mail", src: `/__fleet/messages/${id}/html` });
  const plain = text ? make("details", {}, make("summary", {}, "Text part"), make("pre", { class: "plain-part" }, text)) : null;
  return make("div", { class: "body" }, frame, plain);
}

const placeOf = ({ reading, provider }) => ({ slack: reading.channel || "incoming webhook", mail: "Mail", text: "Texts", call: provider }[reading.kind]);

function card(message) {
  const { reading, status } = message;
  const raw = make("div", { class: "raw", hidden: "" });
  const toggle = make("button", { type: "button", class: "plain", "aria-expanded": "false", click: () => showRaw(message, raw, toggle) }, "Raw");
  const log = message.request_id ? make("span", {}, "Request ", trace(message.request_id)) : make("a", { href: address("logs", { worker: message.worker }) }, `Log of ${message.worker}`);
  return make("article", { class: "message-card" },
    make("header", {}, make("h3", {}, title[reading.kind](reading, message)), make("span", { class: "soft" }, `${message.worker} · ${message.provider} · ${clock(message.at)}`)),
    make("div", { class: "content" }, content[reading.kind](reading, message)),
    make("footer", {}, make("span", { class: tone(status) }, `answered ${status}`), toggle, log), raw);
}

function showRaw({ method, url, headers, body }, raw, toggle) {
  raw.hidden = !raw.hidden;
  toggle.setAttribute("aria-expanded", String(!raw.hidden));
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  raw.replaceChildren(make("pre", {}, [`${method} ${url}`, ...lines].join("\n")), make("pre", {}, body || "(no body)"));
}

function showPlaces(messages) {
  const counts = new Map();
  for (const message of messages) counts.set(placeOf(message), [ORDER.indexOf(message.reading.kind), (counts.get(placeOf(message))?.[1] ?? 0) + 1]);
  if (!counts.has(place)) place = "";
  const listed = [...counts].map(([name, [order, count]]) => ({ name, order, count })).sort((a, b) => a.order - b.order || a.name.localeCompare(b.name));
  const all = { name: "", count: messages.length };
  reconcile($("#outbox .places"), messages.length ? [all, ...listed] : [], ({ name, count }) => `${name}\n${count}`, placeItem, () => make("li"));
  for (const button of document.querySelectorAll("#outbox .places button")) {
    if (button.dataset.place === place) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

const placeItem = ({ name, count }) => make("li", {}, make("button", { type: "button", "data-place": name, click: () => { place = name; showOutbox(); } },
  make("span", {}, name || "Everything"), make("span", { class: "soft" }, String(count))));

export function showOutbox() {
  const all = fleet.messages.entries;
  fill($("#outbox select[name=provider]"), [...new Set(all.map((message) => message.provider))].sort(), "all");
  fill($("#outbox select[name=worker]"), names(), "all");
  const { provider, worker, request } = filters.read();
  const matching = all.filter((message) => ["", message.provider].includes(provider) && ["", message.worker].includes(worker)
    && message.request_id.includes(request));
  showPlaces(matching);
  const shown = matching.filter((message) => place === "" || placeOf(message) === place).reverse();
  reconcile($("#outbox .messages"), shown, (message) => message.id, card, () => empty(all.length ? "No messages that match." : "Nothing was sent out."));
}

$("#outbox .clear").addEventListener("click", async () => {
  await ask("/outbox", { method: "DELETE" });
  await fleet.messages.poll();
  showOutbox();
});

export const outbox = { follow: filters.follow, show: showOutbox, feeds: [fleet.messages] };
