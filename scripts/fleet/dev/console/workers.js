// The workers: whether they are up, what they keep, and how they fare.

import { $, make, ms, reconcile } from "./dom.js";
import { said } from "./faults.js";
import { fleet } from "./fleet.js";
import { address } from "./route.js";

const KINDS = { d1: "D1", kv: "KV", r2: "R2", queue: "Queue" };
const local = (worker) => `${location.protocol}//${worker.name}.localhost:${location.port}`;

function keeps(worker) {
  const stores = worker.bindings.filter(({ type }) => type in KINDS);
  const chip = ({ type, name, target }) => (type === "d1" || type === "kv"
    ? make("a", { class: "chip", href: address("data", { store: `${worker.name} ${type} ${name}` }) }, `${KINDS[type]} ${target ?? name}`)
    : make("span", { class: "chip" }, `${KINDS[type]} ${target ?? name}`));
  const crons = worker.crons.map((cron) => make("span", { class: "chip" }, `Cron ${cron}`));
  return make("div", { class: "chips" }, stores.map(chip), crons);
}

function row(worker) {
  const number = (name, label) => make("td", { class: "number", "data-label": label, "data-figure": name });
  return make("tr", {},
    make("td", { class: "wide" }, make("span", { class: "dot" }), make("a", { href: `${local(worker)}/openapi.json` }, worker.name),
      worker.private ? make("span", { class: "soft", title: "Reached only over bindings" }, " private") : null, make("div", { class: "reason" })),
    make("td", { class: "wide" }, keeps(worker)),
    number("boot_ms", "boot"), number("requests", "requests"), number("errors", "5xx"), number("p50_ms", "p50"), number("p99_ms", "p99"));
}

function renew(element, worker) {
  const fault = fleet.faults.find((each) => each.worker === worker.name);
  const reason = $(".reason", element);
  $(".dot", element).className = `dot ${fault ? "failed" : worker.status}`;
  reason.textContent = fault ? `A fault is set: ${said(fault)}.` : (worker.error ?? "").split("\n").at(-1);
  reason.classList.toggle("bad", Boolean(fault || worker.error));
  for (const cell of element.querySelectorAll("[data-figure]")) {
    const value = worker[cell.dataset.figure];
    cell.textContent = cell.dataset.figure.endsWith("_ms") ? ms(value) : value.toLocaleString();
    if (cell.dataset.figure === "errors") cell.classList.toggle("bad", value > 0);
  }
}

export function showWorkers() {
  const body = $("#workers tbody");
  const key = (worker) => JSON.stringify([worker.name, worker.bindings, worker.crons]);
  reconcile(body, fleet.workers, key, row, () => make("tr"));
  for (const worker of fleet.workers) renew([...body.children].find((child) => child.dataset.key === key(worker)), worker);
}
