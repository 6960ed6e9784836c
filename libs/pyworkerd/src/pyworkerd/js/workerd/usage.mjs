/**
 * Counts what each event uses of Cloudflare's limits: worker invocations over service bindings, D1 queries and outgoing
 * requests, of its own worker and of all that it calls.
 *
 * The event that began it all is known in this isolate by the asynchronous context, and in others by a header of the
 * calls. Calls of methods (RPC) carry no header and are not counted.
 */

import { AsyncLocalStorage } from "node:async_hooks";

const CHAIN = "x-pyworkerd-chain";
const KEPT = 10_000;
const COUNTERS = { invocations: 0, d1_queries: 0, d1_most: 0, subrequests: 0 };

export class Usage {
  #current = new AsyncLocalStorage();
  /** What has happened since it was last taken, by chain. */
  #fresh = new Map();

  /**
   * @param {string} worker
   * @param {object} env the isolate's bindings, whose calls are counted from now on
   * @param {{services: string[], databases: string[]}} names of the bindings
   */
  constructor(worker, env, { services, databases }) {
    this.worker = worker;
    for (const name of services) this.#countCalls(env[name]);
    if (databases.length) this.#countQueries(env[databases[0]]);
    this.#countOutgoing();
  }

  /** Wraps the handler of an event: all that it does, behind its answer too, counts as its chain's. */
  counted(name, handle) {
    return (...args) => {
      const request = name === "fetch" ? args[0] : null;
      const given = request?.headers.get(CHAIN);
      if (given) return this.#current.run({ chain: given, queries: 0 }, handle, ...args);
      const chain = crypto.randomUUID();
      const invocation = { chain, queries: 0 };
      Object.assign(this.#of(chain), { worker: this.worker, event: name, request_id: request?.headers.get("x-request-id") ?? null });
      this.#add(invocation, "invocations");
      return this.#noting(chain, this.#current.run(invocation, handle, ...args));
    };
  }

  /** @returns {object[]} what was counted since the last call: a line each chain, with its event where that began here */
  take() {
    const taken = [...this.#fresh.values()];
    this.#fresh.clear();
    return taken;
  }

  #of(chain) {
    let counts = this.#fresh.get(chain);
    if (counts === undefined) {
      if (this.#fresh.size >= KEPT) this.#fresh.delete(this.#fresh.keys().next().value);
      this.#fresh.set(chain, (counts = { chain, ...COUNTERS }));
    }
    return counts;
  }

  #add(invocation, counter, amount = 1) {
    if (invocation !== undefined) this.#of(invocation.chain)[counter] += amount;
  }

  #addQueries(amount) {
    const invocation = this.#current.getStore();
    if (invocation === undefined) return;
    this.#add(invocation, "d1_queries", amount);
    invocation.queries += amount;
    const counts = this.#of(invocation.chain);
    counts.d1_most = Math.max(counts.d1_most, invocation.queries);
  }

  // A request without an id gets one from the worker, if at all.
  async #noting(chain, answer) {
    const response = await answer;
    const id = response instanceof Response ? response.headers.get("x-request-id") : null;
    if (id !== null) this.#of(chain).request_id = id;
    return response;
  }

  #countCalls(binding) {
    const { fetch } = binding;
    const counted = (resource, init) => {
      const invocation = this.#current.getStore();
      if (invocation === undefined) return fetch.call(binding, resource, init);
      this.#add(invocation, "invocations");
      const request = new Request(resource, init);
      request.headers.set(CHAIN, invocation.chain);
      return fetch.call(binding, request);
    };
    Object.defineProperty(binding, "fetch", { value: counted });
  }

  // All ways to query end in one method that sessions share; a batch gives it an array.
  #countQueries(database) {
    const sessions = Object.getPrototypeOf(database.withSession());
    const send = sessions._send;
    const usage = this;
    sessions._send = function (endpoint, query, ...rest) {
      usage.#addQueries(Array.isArray(query) ? query.length : 1);
      return send.call(this, endpoint, query, ...rest);
    };
  }

  #countOutgoing() {
    const { fetch } = globalThis;
    globalThis.fetch = (...args) => {
      this.#add(this.#current.getStore(), "subrequests");
      return fetch(...args);
    };
  }
}
