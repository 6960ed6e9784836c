/**
 * What it takes a worker to start on Cloudflare, and whether it can: its main module is imported and a snapshot taken of
 * it, as at a deploy; then it is restored from that, as wherever a request comes in.
 */

import { Cache } from "../cache.mjs";
import { Failure } from "../failure.mjs";
import { Project } from "../project.mjs";
import { Runtime } from "../runtime.mjs";
import { Alone } from "./alone.mjs";
import { Bundles } from "./bundles.mjs";
import { runtimeOf } from "./official.mjs";
import { refusal } from "./refusal.mjs";
import { lone } from "./snapshots.mjs";

const SNAPSHOT_OFFSET = 8; // of a snapshot's header, where it says at which byte the memory begins

/** What a boot costs before there is a worker: the loader fails for want of an SDK when all else is done. */
async function emptyCpuMs(bundle, { date, flags }) {
  const empty = { type: "PythonModule", path: "/empty.py", contents: "" };
  const alone = new Alone(bundle, { date, flags, modules: [empty], bindings: {} });
  try {
    return (await alone.boot()).cpuMs;
  } finally {
    alone.close();
  }
}

const empties = new Map();

function emptyOnce(bundle, worker) {
  const key = JSON.stringify([bundle.folder, worker.date, worker.flags]);
  if (!empties.has(key)) empties.set(key, emptyCpuMs(bundle, worker));
  return empties.get(key);
}

/**
 * @param {{project: object, cache: string, path?: string}} params a project as for Project, the folder of the cache, and
 *   what the restored worker is asked
 * @param {(text: string) => void} progress told what takes long
 * @returns {Promise<{worker: string, cpu_ms: number, memory_bytes: number, snapshot_bytes: number, status: number, body: string}>}
 *   the processor's time that importing took, linear memory after it, the snapshot's size, and the answer
 * @throws {Failure} not_snapshotted: what Cloudflare would say
 */
export async function startupOf({ project: given, cache, path = "/" }, progress) {
  const project = new Project(given);
  const bundle = await new Bundles(new Runtime(new Cache(cache), progress)).find(runtimeOf(project));
  const worker = lone(project);
  const empty = await emptyOnce(bundle, worker);
  const alone = new Alone(bundle, worker);
  try {
    const { said, cpuMs } = await alone.save();
    if (!alone.hasSnapshot) throw new Failure("not_snapshotted", await refusal(bundle, worker, said), project.dir);
    const snapshot = alone.read();
    const memory = snapshot.length - snapshot.readUInt32LE(SNAPSHOT_OFFSET);
    const answer = await alone.answer(path);
    return { worker: project.name, cpu_ms: Math.max(0, cpuMs - empty), memory_bytes: memory, snapshot_bytes: snapshot.length, ...answer };
  } finally {
    alone.close();
  }
}
