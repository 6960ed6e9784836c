// Log lines, and all that belongs to one request: its lines, the requests it led to, and what was sent out.

import { $, clock, empty, fill, make, reconcile } from "./dom.js";
import { fleet, names } from "./fleet.js";
import { address, bind } from "./route.js";
import { trace } from "./requests.js";

const LEVELS = { "": ["debug", "info", "warning", "error"], warning: ["warning", "error"], error: ["error"] };
const filters = bind("logs", $("#logs form"), showLogs);

const line = (entry) => make("div", { class: "row" }, make("span", { class: "soft" }, clock(entry.at)), make("span", {}, entry.worker || "fleet"),
  make("span", { class: entry.level === "info" ? "soft" : entry.level }, entry.level), make("span", { class: "message" }, entry.message),
  make("span", { class: "identity short" }, trace(entry.request_id)));

function wanted() {
  const { worker, level, request, text, probes } = filters.read();
  return fleet.logs.entries.filter((entry) => (probes || request || !entry.probe) && ["", entry.worker].includes(worker)
    && LEVELS[level].includes(entry.level) && entry.request_id.includes(request)
    && entry.message.toLowerCase().includes(text.toLowerCase()));
}

export function showLogs() {
  fill($("#logs select[name=worker]"), names(), "all");
  const lines = wanted();
  reconcile($("#logs .lines"), lines.toReversed(), (entry) => entry.seq, line, () => empty("No log lines that match."));
  showTrace(filters.read().request);
}

function showTrace(id) {
  const calls = fleet.requests.entries.filter((entry) => entry.request_id === id && id);
  const sent = fleet.messages.entries.filter((entry) => entry.request_id === id && id);
  $("#trace").hidden = calls.length + sent.length === 0;
  const key = [id, calls.length, sent.length].join();
  if ($("#trace").dataset.key === key) return;
  $("#trace").dataset.key = key;
  const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;
  $("#trace").replaceChildren(make("strong", {}, "One request:"),
    make("a", { href: address("requests", { text: id, probes: "shown" }) }, count(calls.length, "request", "requests")),
    sent.length ? make("a", { href: address("outbox", { request: id }) }, `${count(sent.length, "message", "messages")} in the outbox`) : "nothing sent out",
    make("a", { href: address("logs") }, "Show every line"));
}

async function copy(event) {
  const told = wanted().map((entry) => [entry.at, entry.worker || "fleet", entry.level, entry.request_id, entry.message].join("  "));
  await navigator.clipboard.writeText(told.join("\n"));
  event.target.textContent = `Copied ${told.length}`;
  setTimeout(() => { event.target.textContent = "Copy"; }, 1500);
}

$("#logs .copy").addEventListener("click", copy);

export const logs = { follow: filters.follow, show: showLogs, feeds: [fleet.logs, fleet.requests, fleet.messages] };
