// Faults: told on every view while there are any, lifted there, and set beside the workers.

import { $, fill, make, reconcile } from "./dom.js";
import { ask, fleet, names } from "./fleet.js";

const SAID = { error: "answers 500", down: "can't be reached", hang: "does not answer in time" };

export const said = (fault) => SAID[fault.mode] ?? fault.mode;

function left({ times }) {
  if (times === null || times === undefined) return "until it is lifted";
  return times === 1 ? "for one more call" : `for ${times} more calls`;
}

async function lift(worker) {
  await ask(`/faults?worker=${encodeURIComponent(worker)}`, { method: "DELETE" });
  fleet.faults = fleet.faults.filter((fault) => fault.worker !== worker);
  showFaults();
}

const item = (fault) => make("li", {},
  make("span", {}, make("strong", {}, fault.worker), ` ${said(fault)}, ${left(fault)}.`),
  make("button", { type: "button", click: () => lift(fault.worker) }, "Lift", make("span", { class: "unseen" }, ` the fault of ${fault.worker}`)));

export function showFaults() {
  $("#faults").hidden = fleet.faults.length === 0;
  reconcile($("#faults ul"), fleet.faults, (fault) => JSON.stringify(fault), item, () => make("li"));
  fill($("#break select[name=worker]"), names());
}

export function listenForFaults(changed) {
  $("#break").addEventListener("submit", async (event) => {
    event.preventDefault();
    const { worker, mode, times } = Object.fromEntries(new FormData(event.target));
    try {
      await ask("/faults", { method: "POST", body: JSON.stringify({ worker, mode, times: times ? Number(times) : null }) });
    } catch (error) {
      $("#refused").textContent = error.message;
      return;
    }
    $("#refused").textContent = "";
    await changed();
  });
}
