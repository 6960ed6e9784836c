// Requests as they come, without the probes that ask whether a worker is well.

import { $, clock, emptyRow, fill, make, ms, reconcile, tone } from "./dom.js";
import { fleet, names } from "./fleet.js";
import { address, bind } from "./route.js";

const filters = bind("requests", $("#requests form"), showRequests);

/** A link to all that belongs to one request. */
export function trace(id, ...classes) {
  return id ? make("a", { class: ["mono", ...classes].join(" "), href: address("logs", { request: id }), title: `All of request ${id}` }, id) : null;
}

const row = (entry) => make("tr", { class: entry.probe ? "probe" : null },
  make("td", { class: "soft nowrap" }, clock(entry.at)),
  make("td", { class: "nowrap" }, entry.worker),
  make("td", { class: "mono wide" }, `${entry.method} ${entry.path}`, entry.probe ? [" ", make("span", { class: "chip" }, "probe")] : null),
  make("td", {}, make("div", { class: "short" }, trace(entry.request_id))),
  make("td", { class: `number ${tone(entry.status)}` }, String(entry.status)),
  make("td", { class: "number" }, ms(entry.duration_ms)));

export function showRequests() {
  fill($("#requests select[name=worker]"), names(), "all");
  const { worker, status, text, probes } = filters.read();
  const wanted = fleet.requests.entries.filter((entry) => (probes || !entry.probe) && ["", entry.worker].includes(worker)
    && entry.status >= Number(status) && `${entry.method} ${entry.path} ${entry.request_id}`.toLowerCase().includes(text.toLowerCase()));
  const hidden = fleet.requests.entries.some((entry) => entry.probe) && !probes;
  const none = fleet.requests.entries.length > 0 && (worker || status || text) ? "No requests that match." : `No requests yet${hidden ? ", only probes" : ""}.`;
  reconcile($("#requests tbody"), wanted.reverse(), (entry) => entry.seq, row, () => emptyRow(6, none));
}

export const requests = { follow: filters.follow, show: showRequests, feeds: [fleet.requests] };
