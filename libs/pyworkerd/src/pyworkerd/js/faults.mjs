/**
 * What keeps workers from answering on purpose: faults that tests set, and holds, which put a worker out
 * of service with a reason. Both outlast a restart of workerd, faults with the calls they have left.
 */

import { Failure } from "./failure.mjs";

const MODES = ["error", "down", "hang"];

export class Faults {
  #faults = new Map();
  #holds = new Map();
  #count = 0;

  /** @param {(worker: string, fault: object | null) => Promise<void>} apply tells a worker's host */
  constructor(apply) {
    this.apply = apply;
  }

  /** @throws {Failure} unsupported */
  async set(worker, { mode, times = null }) {
    if (!MODES.includes(mode)) throw new Failure("unsupported", `"${mode}" is no fault; use error, down or hang.`);
    this.#faults.set(worker, { id: ++this.#count, mode, times });
    await this.#tell(worker);
  }

  /** Ends the fault of a worker, or all of them. */
  async clear(worker) {
    const workers = worker ? [worker] : [...this.#faults.keys()];
    for (const each of workers) this.#faults.delete(each);
    await Promise.all(workers.map((each) => this.#tell(each)));
  }

  /** Puts a worker out of service for a reason, or back with none. */
  async hold(worker, reason) {
    if (reason) this.#holds.set(worker, { mode: "held", reason, times: null });
    else this.#holds.delete(worker);
    await this.#tell(worker);
  }

  /** Notes that a fault struck: how many calls it has left, as its host counts. It may be over by now. */
  struck(worker, id, left) {
    const fault = this.#faults.get(worker);
    if (fault?.id !== id) return;
    if (left > 0) fault.times = left;
    else this.#faults.delete(worker);
  }

  /** Forgets what is set on workers that are not among these. */
  keep(workers) {
    for (const map of [this.#faults, this.#holds]) for (const name of map.keys()) if (!workers.has(name)) map.delete(name);
  }

  /** @returns {{worker: string, mode: string, times: number | null}[]} the faults that are on */
  list() {
    return [...this.#faults].map(([worker, { mode, times }]) => ({ worker, mode, times }));
  }

  /** Tells a new workerd. */
  async restore() {
    const workers = new Set([...this.#faults.keys(), ...this.#holds.keys()]);
    await Promise.all([...workers].map((worker) => this.#tell(worker)));
  }

  #tell(worker) {
    return this.apply(worker, this.#holds.get(worker) ?? this.#faults.get(worker) ?? null);
  }
}
