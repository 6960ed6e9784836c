/**
 * The supervisor's own entry point into a worker's isolate; not reachable from outside or from workers.
 */

import { WorkerEntrypoint } from "cloudflare:workers";
import { mountPack, readFile } from "./disk.mjs";

function status(host) {
  const { live } = host;
  const module = live?.pyodide._module;
  return {
    booted: live !== null,
    boot_ms: host.bootMs,
    generation: host.generation,
    requests: host.requests,
    errors: host.errors,
    fault: host.fault,
    error: host.bootError,
    wasm_bytes: module?.HEAP8.length ?? 0,
    live_proxies: module?.hiwire?.num_keys?.() ?? 0,
  };
}

// The instances of Python that have what tests need besides their worker.
const equipped = new WeakSet();

async function equip(host, instance, { file, length, root }) {
  if (equipped.has(instance)) return;
  equipped.add(instance);
  mountPack(instance.pyodide.FS, await readFile(host.bindings.cache, file, length), root);
  instance.runtime.add_packages(root);
}

/** @param {import("./host.mjs").Host} host */
export function controlEntrypoint(host) {
  return class extends WorkerEntrypoint {
    status() {
      return status(host);
    }

    /** @returns {[string, string][]} ids and classes of the Durable Objects made since the last call */
    takeObjects() {
      const made = [...host.objects];
      host.objects.clear();
      return made;
    }

    /** @returns {object[]} what events have used since the last call */
    takeUsage() {
      return host.usage?.take() ?? [];
    }

    /** @param {"hold" | "release" | "take"} action of background.mjs; nothing where that is not wanted */
    background(action) {
      return host.background?.[action]();
    }

    async warm() {
      try {
        await host.ready(this.ctx);
      } catch {
        // The status says why.
      }
      return status(host);
    }

    reload() {
      host.reload();
    }

    /**
     * Runs one test of the project.
     * @param {{file: string, length: number, root: string}} pack pytest and what it needs
     * @param {string} test JSON, see `_pyworkerd_testing.run_test`
     * @returns {Promise<string>} JSON: the test's reports
     */
    async test(pack, test) {
      const instance = await host.ready(this.ctx);
      await equip(host, instance, pack);
      return instance.runtime.run_test.callPromising(this.ctx, test);
    }

    /** @param {{mode: "error" | "hang" | "down" | "held", reason?: string, times: number | null} | null} fault */
    setFault(fault) {
      host.fault = fault;
    }
  };
}
