// Log lines, and all that belongs to one request: its lines, the requests it led to, and what was sent out.

import { $, clock, empty, fill, make, reconcile } from "./dom.js";
import { ask, fleet, names } from "./fleet.js";
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
  return showTrace(filters.read().request);
}

const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;

/** What a request used of Cloudflare's limits, with all that it called; behind its answer it goes on. */
function used([usage]) {
  if (!usage) return "";
  const { invocations, d1_queries: queries, subrequests } = usage;
  return `It took ${[count(invocations, "invocation", "invocations"), count(queries, "D1 query", "D1 queries"), count(subrequests, "call to a provider", "calls to providers")].join(", ")}.`;
}

async function showTrace(id) {
  const told = id ? used(await ask(`/usage?${new URLSearchParams({ request_id: id })}`)) : "";
  if (filters.read().request !== id) return; // another was chosen meanwhile
  const calls = fleet.requests.entries.filter((entry) => entry.request_id === id && id);
  const sent = fleet.messages.entries.filter((entry) => entry.request_id === id && id);
  $("#trace").hidden = calls.length + sent.length === 0;
  const key = [id, calls.length, sent.length, told].join();
  if ($("#trace").dataset.key === key) return;
  $("#trace").dataset.key = key;
  $("#trace").replaceChildren(make("strong", {}, "One request:"),
    make("a", { href: address("requests", { text: id, probes: "shown" }) }, count(calls.length, "request", "requests")),
    sent.length ? make("a", { href: address("outbox", { request: id }) }, `${count(sent.length, "message", "messages")} in the outbox`) : make("span", {}, "nothing sent out"),
    ...(told ? [make("span", {}, told)] : []), make("a", { href: address("logs") }, "Show every line"));
}

async function copy(event) {
  const told = wanted().map((entry) => [entry.at, entry.worker || "fleet", entry.level, entry.request_id, entry.message].join("  "));
  await navigator.clipboard.writeText(told.join("\n"));
  event.target.textContent = `Copied ${told.length}`;
  setTimeout(() => { event.target.textContent = "Copy"; }, 1500);
}

$("#logs .copy").addEventListener("click", copy);

export const logs = { follow: filters.follow, show: showLogs, feeds: [fleet.logs, fleet.requests, fleet.messages] };
