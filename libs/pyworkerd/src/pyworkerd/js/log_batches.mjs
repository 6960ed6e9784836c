/**
 * Reads what workerd prints in batches, for the sake of the workers that print.
 *
 * A write to a pipe whose reader sleeps wakes it, and on a virtual machine that takes the writer longer than most
 * requests take in all. While nobody waits for its lines a worker pays for the writing alone.
 */

import diagnostics from "node:diagnostics_channel";

const PAUSE_MS = 10;

function readInBatches(stream) {
  if (typeof stream?._handle?.readStop !== "function") return;
  let paused = false;
  stream.on("data", () => {
    if (paused) return;
    paused = true;
    stream._handle?.readStop();
    setTimeout(() => {
      paused = false;
      stream._handle?.readStart();
    }, PAUSE_MS);
  });
}

/** From now on, for each process of workerd that this one starts. */
export function batchLogs() {
  diagnostics.subscribe("child_process", ({ process: child }) => {
    // Its streams are there, and miniflare reads them, once the call that makes it has returned.
    queueMicrotask(() => {
      if (!/workerd[^/\\]*$/.test(child.spawnfile ?? "")) return;
      readInBatches(child.stdout);
      readInBatches(child.stderr);
    });
  });
}
