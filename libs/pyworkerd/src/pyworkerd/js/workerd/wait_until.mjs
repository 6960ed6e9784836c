/**
 * `waitUntil` for Python awaitables. Pyodide destroys the proxy of an argument when the call returns;
 * without a copy the awaitable would be gone before anybody awaits it, and nothing would say so.
 */

/** @returns a promise of the awaitable's end, which owns a copy of its proxy */
export function adoptAwaitable(awaitable) {
  if (typeof awaitable?.copy !== "function" || typeof awaitable.destroy !== "function") return awaitable;
  const own = awaitable.copy();
  return (async () => {
    try {
      await own;
    } finally {
      own.destroy();
    }
  })();
}

const patched = new WeakSet();

/** Lets the `waitUntil` of this kind of context take Python awaitables. */
export function patchWaitUntil(ctx) {
  const prototype = Object.getPrototypeOf(ctx ?? {});
  if (patched.has(prototype) || typeof prototype.waitUntil !== "function") return;
  patched.add(prototype);
  const { waitUntil } = prototype;
  prototype.waitUntil = function (awaitable) {
    return waitUntil.call(this, adoptAwaitable(awaitable));
  };
}
