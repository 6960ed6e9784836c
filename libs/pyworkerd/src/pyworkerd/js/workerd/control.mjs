/**
 * The supervisor's own entry point into a worker's isolate; not reachable from outside or from workers.
 */

import { WorkerEntrypoint } from "cloudflare:workers";

function status(host) {
  const { live } = host;
  const module = live?.pyodide._module;
  return {
    booted: live !== null,
    boot_ms: host.bootMs,
    generation: host.generation,
    requests: host.requests,
    errors: host.errors,
    batches: host.batches,
    fault: host.fault,
    error: host.bootError,
    wasm_bytes: module?.HEAP8.length ?? 0,
    live_proxies: module?.hiwire?.num_keys?.() ?? 0,
  };
}

/** @param {import("./host.mjs").Host} host */
export function controlEntrypoint(host) {
  return class extends WorkerEntrypoint {
    status() {
      return status(host);
    }

    async warm() {
      await host.ready(this.ctx).catch(() => {});
      return status(host);
    }

    reload() {
      host.reload();
    }

    /** @param {{mode: "error" | "hang" | "down", times: number | null} | null} fault */
    setFault(fault) {
      host.fault = fault;
    }
  };
}
