/**
 * Ends a workerd that no longer answers. All workers of a run share one thread, and an endless loop in
 * one of them stops the others too; miniflare starts a killed workerd again, with its state.
 */

import { execFile } from "node:child_process";
import { promisify } from "node:util";

const LOOK_MS = 2000;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref());

// miniflare keeps its process to itself.
async function killWorkerd() {
  const { stdout } = await promisify(execFile)("pgrep", ["-P", String(process.pid), "workerd"]);
  for (const pid of stdout.split("\n").filter(Boolean)) process.kill(Number(pid), "SIGKILL");
}

/**
 * Watches until `isStopped`.
 * @param {object} options
 * @param {() => Promise<any>} options.ping asks workerd anything
 * @param {number} options.seconds for how long it may be silent
 * @param {(event: object) => void} options.emit
 * @param {() => boolean} options.isStopped
 */
export async function watchForSilence({ ping, seconds, emit, isStopped }) {
  for (;;) {
    await sleep(LOOK_MS);
    if (isStopped()) return;
    // A refused connection is a restart under way.
    const answered = ping().then(() => true, () => true);
    if ((await Promise.race([answered, sleep(seconds * 1000)])) || isStopped()) continue;
    emit({ event: "stuck", text: `No worker has answered for ${seconds} s: code that never ends runs in one of them. Restarting.` });
    await killWorkerd().catch(() => {});
  }
}
