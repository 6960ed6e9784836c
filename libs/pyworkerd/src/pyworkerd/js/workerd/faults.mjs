/**
 * Faults that tests set on a worker, and holds that put it out of service: its callers see it fail, from
 * bindings too.
 */

const HANG_MS = 60_000;

/**
 * Takes one use of the fault.
 * @param {import("./host.mjs").Host} host with a fault set
 * @returns {Promise<string>} the sentence to fail with; for "hang", after a minute
 * @throws {Error} for "down", as if the connection were lost
 */
async function use(host) {
  const { fault } = host;
  if (fault.times !== null) countDown(host, fault);
  if (fault.mode === "down") throw new Error("Network connection lost.");
  if (fault.mode === "hang") await new Promise((resolve) => setTimeout(resolve, HANG_MS));
  return fault.reason ?? `The worker ${host.name} fails because a fault was set on it.`;
}

// The supervisor hears of each use, since this count is gone when workerd is restarted.
function countDown(host, fault) {
  fault.times -= 1;
  if (fault.times <= 0) host.fault = null;
  console.error(`\u0002fault ${fault.id} ${fault.times}`);
}

/** @returns {Promise<Response>} */
export async function faultyResponse(host) {
  const status = host.fault.mode === "held" ? 503 : 500;
  return new Response(await use(host), { status });
}

/** @throws {Error} always */
export async function faultyCall(host) {
  throw new Error(await use(host));
}
