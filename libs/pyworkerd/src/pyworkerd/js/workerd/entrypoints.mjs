/**
 * What a Python Worker exports to workerd: handlers or classes that forward events to Python, with the
 * same calls in the same order as Cloudflare's runtime, so that what is fast here is fast there.
 */

import { DurableObject, WorkerEntrypoint, WorkflowEntrypoint } from "cloudflare:workers";
import { faultyCall, faultyResponse } from "./faults.mjs";
import { summary } from "./traceback.mjs";
import { patchWaitUntil } from "./wait_until.mjs";

// https://developers.cloudflare.com/workers/runtime-apis/rpc/reserved-methods/
const DIRECT = ["connect"];
const DIRECT_IN_DURABLE_OBJECTS = ["connect", "alarm", "webSocketMessage", "webSocketClose", "webSocketError"];
const GLOBAL_HANDLERS = ["fetch", "scheduled", "queue", "email", "tail", "trace", "tailStream", "connect", "test"];
const metered = ({ background, usage }, name, handle) => {
  const watched = background === null ? handle : background.watched(handle);
  return usage === null ? watched : usage.counted(name, watched);
};

const PROMISING = { relaxed: false, promising: true };
const RELAXED = { relaxed: true, promising: true };

function failed(host, error) {
  host.errors += 1;
  console.error(`\u0002error ${error?.message ?? error}`);
  throw error;
}

function unavailable(host, name) {
  if (name !== "fetch") throw new Error(`The worker ${host.name} could not start; its log says why.`);
  return new Response(`The worker ${host.name} could not start: ${summary(host.bootError)}\n`, { status: 500 });
}

// The SDK's Response has the JavaScript one inside. Its proxy is let go of at once: left to the garbage
// collector, which does not see how much Python memory hangs on it, it would stay for very long.
function unwrap(result) {
  const response = result?.js_response;
  if (response === undefined) return result;
  result.destroy?.();
  return response;
}

/**
 * Module-level handlers (`on_fetch`, `on_scheduled`, …): one promising call with the raw objects.
 * @param {import("./host.mjs").Host} host
 */
export function globalHandlers(host) {
  const handle = (name) => {
    const attribute = name === "test" ? name : `on_${name}`;
    return async (...args) => {
      host.begin();
      if (host.fault !== null) return name === "fetch" ? faultyResponse(host) : faultyCall(host);
      let instance = host.live;
      if (instance === null) {
        try {
          instance = await host.ready(args[2]);
        } catch {
          return unavailable(host, name);
        }
        patchWaitUntil(args[2]);
      }
      const handler = instance.main[attribute];
      if (!handler) throw new Error(`The main module of ${host.name} has no handler named ${attribute}.`);
      try {
        return unwrap(await handler.callWithOptions(RELAXED, ...args));
      } catch (error) {
        failed(host, error);
      }
    };
  };
  return Object.fromEntries(GLOBAL_HANDLERS.map((name) => [name, metered(host, name, handle(name))]));
}

/** A Python object behind a JavaScript one: made when first needed, and again after a reload. */
class PythonObject {
  constructor(host, className, ctx, env) {
    Object.assign(this, { host, className, ctx, env, generation: -1, promise: null, calls: 0 });
    patchWaitUntil(ctx);
    if (host.live !== null) this.get().catch(() => {});
  }

  get() {
    if (this.promise === null || this.generation !== this.host.generation) {
      this.generation = this.host.generation;
      this.promise = this.#make();
    }
    return this.promise;
  }

  /** Lets go of the Python object, as `unwrap` does, once an entry point has had its one event. */
  async release() {
    const { promise } = this;
    this.promise = null;
    (await promise).python.destroy();
  }

  async #make() {
    const { main, runtime } = await this.host.ready(this.ctx);
    const make = main[this.className];
    if (typeof make !== "function") {
      throw new TypeError(`The main module of ${this.host.name} has no class named ${this.className}.`);
    }
    return { python: await make.callWithOptions(PROMISING, this.ctx, this.env), runtime };
  }
}

function makeMethod(object, name, direct, once) {
  const { host } = object;
  const relaxed = name === "fetch" || name === "test";
  // With global handlers, Cloudflare's runtime calls the events' methods of classes `on_…` too.
  const method = host.globalHandlers && (direct || name === "fetch") && name !== "run" ? `on_${name}` : name;
  return metered(host, name, async (...args) => {
    host.begin();
    if (host.fault !== null) return name === "fetch" ? faultyResponse(host) : faultyCall(host);
    let made;
    try {
      made = await object.get();
    } catch (error) {
      if (host.bootError !== null) return unavailable(host, name);
      return failed(host, error);
    }
    const { python, runtime } = made;
    if (typeof python[method] !== "function") throw new TypeError(`Method ${method} does not exist`);
    object.calls += 1;
    try {
      if (direct) return await python[method].callWithOptions(RELAXED, ...args);
      return await runtime.call_method.callWithOptions(PROMISING, relaxed, python, method, ...args);
    } catch (error) {
      return failed(host, error);
    } finally {
      object.calls -= 1;
      if (object.calls === 0 && once) object.release();
    }
  });
}

/** The method by which the supervisor empties a Durable Object's storage. */
const ERASE = "__pyworkerd_erase";

const erase = ({ storage }) => async () => {
  await storage.deleteAlarm();
  await storage.deleteAll();
};

// RPC may call any method, and only Python knows which there are.
function makeClass(host, Base, className, direct, methods) {
  const Entrypoint = class extends Base {
    constructor(ctx, env) {
      super(ctx, env);
      const object = new PythonObject(host, className, ctx, env);
      if (Base === DurableObject) host.objects.set(String(ctx.id), className);
      return new Proxy(this, {
        get(target, property) {
          if (typeof property !== "string") return Reflect.get(target, property);
          if (property === ERASE && Base === DurableObject) return erase(ctx);
          return makeMethod(object, property, direct.includes(property), Base === WorkerEntrypoint);
        },
      });
    }
  };
  // Never called: they tell workerd and miniflare which events the class takes.
  for (const name of methods) Entrypoint.prototype[name] = function () {};
  return Entrypoint;
}

const EVENTS = ["fetch", "scheduled", "queue", "email", "tail"];

/** A class derived from the SDK's `WorkerEntrypoint`. */
export const workerEntrypoint = (host, className) => makeClass(host, WorkerEntrypoint, className, DIRECT, EVENTS);

/** A class derived from the SDK's `DurableObject`. */
export const durableObject = (host, className) =>
  makeClass(host, DurableObject, className, DIRECT_IN_DURABLE_OBJECTS, ["fetch", ...DIRECT_IN_DURABLE_OBJECTS]);

/** A class derived from the SDK's `WorkflowEntrypoint`. */
export const workflow = (host, className) => makeClass(host, WorkflowEntrypoint, className, ["run"], ["run"]);
