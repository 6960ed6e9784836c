// Who calls whom: the drawing of `fleet graph`, in which a worker's own calls can be picked out, and the
// same as a table.

import { $, make, reconcile } from "./dom.js";
import { fleet } from "./fleet.js";

let drawn = "";
let pinned = "";

const both = (call) => [...call.dataset.from.split(" "), ...call.dataset.to.split(" ")];
const callers = (name) => fleet.workers.filter((worker) => worker.calls.includes(name)).map((worker) => worker.name);
const listed = (list) => list.join(", ") || "nobody";

export async function showGraph() {
  const now = JSON.stringify(fleet.workers.map(({ name, calls }) => [name, calls]));
  if (drawn !== now) await draw();
  drawn = now;
  for (const worker of fleet.workers) {
    const broken = worker.status === "failed" || fleet.faults.some((fault) => fault.worker === worker.name);
    $(`#graph [data-name="${CSS.escape(worker.name)}"]`)?.classList.toggle("failed", broken);
  }
  reconcile($("#calls tbody"), fleet.workers, (worker) => JSON.stringify([worker.name, worker.calls, callers(worker.name)]), tableRow, () => make("tr"));
}

const tableRow = ({ name, calls }) => make("tr", {}, make("td", { class: "wide" }, name),
  make("td", { "data-label": "calls", class: "wide" }, listed(calls)), make("td", { "data-label": "is called by", class: "wide" }, listed(callers(name))));

async function draw() {
  const text = await (await fetch("/__fleet/graph.svg")).text();
  const svg = document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true);
  for (const worker of svg.querySelectorAll(".worker")) makeButton(worker);
  svg.addEventListener("click", (event) => pin(svg, nameAt(event)));
  svg.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pin(svg, nameAt(event)); }
    if (event.key === "Escape") pin(svg, "");
  });
  for (const type of ["pointerover", "focusin"]) svg.addEventListener(type, (event) => pick(svg, nameAt(event) || pinned));
  for (const type of ["pointerleave", "focusout"]) svg.addEventListener(type, () => pick(svg, pinned));
  $("#graph .drawing").replaceChildren(svg);
  pick(svg, pinned);
}

const nameAt = (event) => event.target.closest(".worker")?.dataset.name ?? "";

function makeButton(group) {
  const { name } = group.dataset;
  const { calls } = fleet.workers.find((worker) => worker.name === name) ?? { calls: [] };
  const attributes = { tabindex: 0, role: "button", "aria-pressed": "false", "aria-label": `${name} calls ${listed(calls)}; is called by ${listed(callers(name))}` };
  for (const [attribute, value] of Object.entries(attributes)) group.setAttribute(attribute, value);
}

function pin(svg, name) {
  pinned = name === pinned ? "" : name;
  for (const group of svg.querySelectorAll(".worker")) group.setAttribute("aria-pressed", String(group.dataset.name === pinned));
  pick(svg, pinned);
}

/** Lets only a worker's own calls stand out, with their other ends. */
function pick(svg, name) {
  svg.classList.toggle("picked", name !== "");
  const near = new Set([name]), ends = new Set();
  for (const call of svg.querySelectorAll(".call")) {
    const touches = name !== "" && both(call).includes(name);
    call.classList.toggle("near", touches);
    if (!touches) continue;
    ends.add(call.dataset.from).add(call.dataset.to);
    const from = call.dataset.from.split(" "), to = call.dataset.to.split(" ");
    for (const other of from.includes(name) ? to : from) near.add(other);
  }
  for (const worker of svg.querySelectorAll(".worker")) worker.classList.toggle("near", near.has(worker.dataset.name));
  for (const crowd of svg.querySelectorAll(".crowd")) crowd.classList.toggle("near", ends.has(crowd.dataset.of));
}
