/**
 * Holds back what a worker does behind its answers until it is let go, and counts the calls of its bindings: so that a
 * benchmark can tell the one from the other.
 *
 * What belongs to which event is known by the asynchronous context. Calls of methods (RPC) are neither held nor counted.
 */

import { AsyncLocalStorage } from "node:async_hooks";

const LONGEST_MS = 60_000; // a pending timer also keeps workerd from taking what is held for hung
const READS = /^\s*(?:SELECT|WITH)\b/i;
const none = () => ({ d1_reads: 0, d1_writes: 0, d1_statements: 0, kv_reads: 0, kv_writes: 0, calls: 0, fetches: 0, messages: 0, limits: 0 });

export class Background {
  #current = new AsyncLocalStorage();
  #held = false;
  #waiting = [];
  #setTimeout;
  #counts = none();

  /**
   * @param {object} env the isolate's bindings, whose calls are watched from now on
   * @param {{services: string[], databases: string[], namespaces: string[], queues: string[], limiters: string[]}} names of the bindings
   */
  constructor(env, { services, databases, namespaces, queues, limiters }) {
    const counted = (counter) => () => void (this.#counts[counter] += 1);
    for (const name of services) this.#watch(env[name], "fetch", counted("calls"));
    for (const name of limiters) this.#watch(env[name], "limit", counted("limits"));
    for (const name of queues) for (const method of ["send", "sendBatch"]) this.#watch(env[name], method, counted("messages"));
    for (const name of namespaces) {
      for (const method of ["get", "getWithMetadata", "list"]) this.#watch(env[name], method, counted("kv_reads"));
      for (const method of ["put", "delete"]) this.#watch(env[name], method, counted("kv_writes"));
    }
    // All ways to query end in one method that sessions share; a batch gives it an array.
    if (databases.length) {
      const sessions = Object.getPrototypeOf(env[databases[0]].withSession());
      this.#watch(sessions, "_send", (_, query) => this.#countTrip([query].flat()));
    }
    this.#watch(globalThis, "fetch", counted("fetches"));
    this.#holdTimers();
  }

  /** Wraps the handler of an event: what it calls once its answer is there is behind the answer. */
  watched(handle) {
    return async (...args) => {
      const event = { answered: false };
      try {
        return await this.#current.run(event, handle, ...args);
      } finally {
        event.answered = true;
      }
    };
  }

  /** From now on calls behind answers wait. */
  hold() {
    this.#held = true;
  }

  /** Lets go of those that wait, and of all to come. */
  release() {
    this.#held = false;
    for (const go of this.#waiting.splice(0)) go();
  }

  /**
   * @returns {object} what was called since the last time, by kind (a batch of D1's is one trip with several statements),
   *   and how many calls and timers are `held` now
   */
  take() {
    const counts = this.#counts;
    this.#counts = none();
    return { ...counts, held: this.#waiting.length };
  }

  #countTrip(queries) {
    this.#counts[queries.every((sql) => READS.test(sql)) ? "d1_reads" : "d1_writes"] += 1;
    this.#counts.d1_statements += queries.length;
  }

  get #isHeld() {
    return this.#held && this.#current.getStore()?.answered === true;
  }

  #watch(object, method, count) {
    const call = object[method];
    const background = this;
    const value = function (...args) {
      const go = () => (count(...args), call.apply(this, args));
      return background.#isHeld ? background.#released().then(go) : go();
    };
    Object.defineProperty(object, method, { value, configurable: true, writable: true });
  }

  // What is begun by a timer behind an answer does not begin.
  #holdTimers() {
    this.#setTimeout = globalThis.setTimeout;
    globalThis.setTimeout = (callback, ms, ...args) =>
      this.#setTimeout.call(globalThis, () => (this.#isHeld ? this.#released().then(() => callback(...args)) : callback(...args)), ms);
  }

  // A promise of the caller's own: one that several events wait for belongs to the event that made it.
  async #released() {
    const { promise, resolve } = Promise.withResolvers();
    this.#waiting.push(resolve);
    const timer = this.#setTimeout.call(globalThis, resolve, LONGEST_MS);
    await promise;
    clearTimeout(timer);
  }
}
