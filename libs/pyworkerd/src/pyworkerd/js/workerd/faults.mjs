/**
 * Faults that tests set on a worker: its callers see it fail, from bindings too.
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
  if (fault.times !== null && --fault.times <= 0) host.fault = null;
  if (fault.mode === "down") throw new Error("Network connection lost.");
  if (fault.mode === "hang") await new Promise((resolve) => setTimeout(resolve, HANG_MS));
  return `The worker ${host.name} fails because a fault was set on it.`;
}

/** @returns {Promise<Response>} */
export async function faultyResponse(host) {
  return new Response(await use(host), { status: 500 });
}

/** @throws {Error} always */
export async function faultyCall(host) {
  throw new Error(await use(host));
}
