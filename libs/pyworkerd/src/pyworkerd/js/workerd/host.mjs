/**
 * The host of one Python Worker: everything that its isolate shares.
 *
 * `main.mjs`, generated for each worker at its bundle's root, calls `createHost` and exports what
 * workerd should see.
 */

import * as workersModule from "cloudflare:workers";
import * as socketsModule from "cloudflare:sockets";
import { boot } from "./boot.mjs";
import { CpuLimit } from "./cpu_limit.mjs";
import { readJson } from "./disk.mjs";
import { labelConsole } from "./console.mjs";
import { Environment } from "./environment.mjs";
import { adoptAwaitable, patchWaitUntil } from "./wait_until.mjs";

const CACHE = "__PYWORKERD_CACHE";
const RUN = "__PYWORKERD_RUN";
const EVAL = "__PYWORKERD_EVAL";

// Workers must see only their own bindings; `env` is one ordinary object for the whole isolate.
function takeBindings(env) {
  const bindings = { cache: env[CACHE], run: env[RUN], unsafeEval: env[EVAL] };
  for (const name of [CACHE, RUN, EVAL]) delete env[name];
  return bindings;
}

/** Python's view of `cloudflare:workers`, whose `waitUntil` keeps Python awaitables alive. */
function pythonWorkersModule(env) {
  const { waitUntil } = workersModule;
  return { __proto__: null, ...workersModule, env, waitUntil: (awaitable) => waitUntil(adoptAwaitable(awaitable)) };
}

export class Host {
  /** The running instance, or null: what every request looks at. */
  live = null;
  /** A fault that the supervisor set: {mode, times}, or null. */
  fault = null;
  generation = 0;
  cpu = new CpuLimit();
  requests = 0;
  errors = 0;
  /** What counts the events' use of the limits, where that is wanted; see usage.mjs. */
  usage = null;
  /** What holds back what is done behind answers, where that is wanted; see background.mjs. */
  background = null;
  /** Classes of the Durable Objects that were made here, by their ids. */
  objects = new Map();
  bootMs = null;
  bootError = null;
  #booting = null;

  /**
   * @param {{name: string, globalHandlers: boolean}} worker its name, and whether module-level handlers
   *   are on (`disable_python_no_global_handlers`)
   * @param {(specifier: string) => Promise<any>} importModule imports from the bundle's root
   */
  constructor({ name, globalHandlers }, importModule) {
    this.name = name;
    this.globalHandlers = globalHandlers;
    this.bindings = takeBindings(workersModule.env);
    labelConsole(name);
    const environment = new Environment(workersModule.env);
    this.helper = {
      doAnImport: importModule,
      cloudflareWorkersModule: pythonWorkersModule(environment.env),
      cloudflareSocketsModule: socketsModule,
      patchWaitUntil,
      patch_env_helper: (patch) => environment.patch(patch),
    };
  }

  /**
   * The live instance, booting it if need be.
   * @param {{waitUntil: (p: Promise<any>) => void}} ctx of the event that asks; the boot outlives it
   *   if its client goes away
   */
  ready(ctx) {
    if (this.live) return this.live;
    this.#booting ??= this.#boot();
    ctx?.waitUntil?.(this.#booting.catch(() => {}));
    return this.#booting;
  }

  /** Counts an event, which has its own share of CPU time. */
  begin() {
    this.requests += 1;
    this.cpu.renew();
  }

  async #boot() {
    const started = Date.now();
    const generation = this.generation;
    const { cache, run, unsafeEval } = this.bindings;
    try {
      const manifest = await readJson(run, `${this.name}.json`);
      const instance = { generation, ...(await boot({ cache, unsafeEval }, manifest, this.helper)) };
      this.cpu.install(instance.pyodide, manifest.cpuSeconds);
      if (generation === this.generation) this.live = instance;
      instance.pyodide._api.on_fatal = () => this.#crashed(generation);
      this.bootError = null;
      // Date.now() only moves with I/O, and the boot's last step may have none.
      await readJson(run, `${this.name}.json`);
      this.bootMs = Date.now() - started;
      return instance;
    } catch (error) {
      // What Python raised it would raise again, until a reload; anything else is worth another try.
      if (generation === this.generation && error.name !== "PythonError") this.#booting = null;
      this.#reportBootError(error);
      throw error;
    }
  }

  // Python answers nothing any more; Cloudflare ends the isolate.
  #crashed(generation) {
    if (generation === this.generation) this.reload();
  }

  #reportBootError(error) {
    const text = String(error?.message ?? error);
    if (text !== this.bootError) console.error(`\u0002boot ${text}`);
    this.bootError = text;
  }

  /** Drops the running instance; the next event boots again, with the files that are there then. */
  reload() {
    this.generation += 1;
    this.live = null;
    this.#booting = null;
    this.bootError = null;
  }
}
