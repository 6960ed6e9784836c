// The page: which view is shown, and its renewal once a second.

import { $, hintAtWidth } from "./dom.js";
import { data } from "./data.js";
import { listenForFaults, showFaults } from "./faults.js";
import { fleet, look } from "./fleet.js";
import { showGraph } from "./graph.js";
import { logs } from "./logs.js";
import { outbox } from "./outbox.js";
import { requests } from "./requests.js";
import { route } from "./route.js";
import { showWorkers } from "./workers.js";

const EVERY_MS = 1000;
const views = { workers: { show: showWorkers }, graph: { show: showGraph }, requests, logs, outbox, data };
const current = () => (route().view in views ? route().view : "workers");
const paused = (view) => $(`#${view} .pause`)?.getAttribute("aria-pressed") === "true";

/** Writes only what changed, so that a screen reader is not told the same again. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function showSummary() {
  const up = fleet.workers.filter((worker) => worker.status === "up").length;
  const total = fleet.workers.reduce((sum, worker) => sum + worker.requests, 0);
  write($("#summary"), `${up} of ${fleet.workers.length} workers up`);
  write($("#count"), `${total.toLocaleString()} ${total === 1 ? "request" : "requests"}`);
  $("#summary").className = `dot ${up === fleet.workers.length ? "up" : "failed"}`;
}

async function refresh() {
  try {
    await look();
    showSummary();
    showFaults();
    const view = views[current()];
    if (!paused(current())) await Promise.all((view.feeds ?? []).map((feed) => feed.poll()));
    await view.show();
  } catch (error) {
    write($("#summary"), error instanceof TypeError ? "The fleet is not running." : error.message);
    $("#summary").className = "dot failed";
  }
}

async function navigate() {
  for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== current();
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#${current()}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  views[current()].follow?.(route());
  await refresh();
}

function pause({ target }) {
  const on = target.getAttribute("aria-pressed") !== "true";
  target.setAttribute("aria-pressed", String(on));
  target.textContent = on ? "Go on" : "Pause";
}

async function renew() {
  if (!document.hidden) await refresh();
  setTimeout(renew, EVERY_MS);
}

for (const button of document.querySelectorAll(".pause")) button.addEventListener("click", pause);
for (const frame of document.querySelectorAll(".drawing, #workers .frame, #requests .frame")) hintAtWidth(frame);
listenForFaults(refresh);
addEventListener("hashchange", navigate);
await navigate();
setTimeout(renew, EVERY_MS);
