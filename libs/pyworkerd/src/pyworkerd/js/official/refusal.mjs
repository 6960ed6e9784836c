/**
 * Why Cloudflare's loader could take no snapshot of a worker: what it says, and the lines that hold what a snapshot can't.
 */

import { readFileSync } from "node:fs";
import { Failure } from "../failure.mjs";
import { userTraceback } from "../logs.mjs";
import { Alone } from "./alone.mjs";

const SEARCH = "__pyworkerd_held.py";
const FOUND = /^pyworkerd-held (.*)$/gm;
const UNSERIALIZABLE = "Can't serialize top-level variable";

const search = (main) => readFileSync(new URL("../python/_pyworkerd_held.py", import.meta.url), "utf8").replace("__MAIN__", () => main);

/** @returns {Promise<string[]>} "file:line: name" of what holds objects of JavaScript that no snapshot can have */
async function heldObjects(bundle, worker) {
  const main = worker.modules[0].path.slice(1).replace(/\.py$/, "");
  const module = { type: "PythonModule", path: `/${SEARCH}`, contents: search(main) };
  const alone = new Alone(bundle, { ...worker, modules: [module, ...worker.modules] });
  try {
    const { said } = await alone.boot();
    return [...said.matchAll(FOUND)].map(([, found]) => found);
  } finally {
    alone.close();
  }
}

// What Python raised stands between the words of workerd, which begin and end the traceback.
function traceback(said) {
  const found = /Traceback \(most recent call last\):\n(?:[ \t].*\n|\s*\n)*.*/.exec(said);
  return found && userTraceback(found[0]);
}

/**
 * Cloudflare's loader imports a worker while workerd starts, which ends with the first one that can't be imported.
 * @param {Error} error miniflare's, with all that workerd said
 * @param {import("../project.mjs").Project[]} projects
 * @returns {Error} one that names the worker, if that is why
 */
export function startFailure(error, projects) {
  const [, name] = /service core:user:([^:\s]+):/.exec(error.message) ?? [];
  const project = projects.find((each) => each.name === name);
  if (!project) return error;
  const said = error.message.replaceAll("\\n", "\n").replaceAll('\\"', '"');
  return new Failure("not_imported", `${name} can't be imported, and on Cloudflare's own runtime no worker starts without it: ${traceback(said) ?? said}`, project.dir);
}

/**
 * @param {object} bundle see Bundles
 * @param {import("./alone.mjs").Worker} worker
 * @param {string} said what workerd printed when it was to take the snapshot
 * @returns {Promise<string>} what Cloudflare would say, with the place
 */
export async function refusal(bundle, worker, said) {
  if (!said.includes(UNSERIALIZABLE)) return `Cloudflare would refuse this worker when it is imported: ${traceback(said) ?? said.trim()}`;
  const held = await heldObjects(bundle, worker);
  const where = held.length > 0 ? `by ${held.join("; ")}` : "somewhere, though by no global variable of its modules";
  return `Cloudflare can take no snapshot of this worker, and so would refuse it: objects of JavaScript are held ${where}.`;
}
