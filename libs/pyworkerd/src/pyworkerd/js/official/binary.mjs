/**
 * What a workerd binary says of the Python runtime that it boots: which bundle of Pyodide it asks for, and what the
 * bundle's checksum has to be.
 */

import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Failure } from "../failure.mjs";

// A network that drops packets would hold this up for minutes.
const LONGEST_LOOK_MS = 60_000;
const BUNDLE = /pyodide_([\w.]+)_[\w.-]+\.capnp\.bin/;

const emptyWorker = ({ date, flags }) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "empty", worker = .empty)]);
const empty :Workerd.Worker = (
  modules = [(name = "empty.py", pythonModule = "")],
  compatibilityDate = ${JSON.stringify(date)},
  compatibilityFlags = ${JSON.stringify(flags)}
);
`;

/**
 * Has a workerd look for the bundle that a worker needs, as it does before it serves that worker: it downloads what the
 * folder does not have, and without a network it tells what it has missed.
 * @param {string} binary workerd
 * @param {{date: string, flags: string[]}} worker compatibility date and flags
 * @param {string} folder where bundles are
 * @returns {Promise<{file: string, version: string}>} the bundle's file name, and the version of Pyodide in it
 * @throws {Failure} official_unfit, where workerd tells neither
 */
export async function bundleOf(binary, worker, folder) {
  const home = mkdtempSync(path.join(os.tmpdir(), "pyworkerd-look-"));
  const config = path.join(home, "config.capnp");
  writeFileSync(config, emptyWorker(worker));
  const before = new Set(readdirSync(folder));
  try {
    const said = await outputOf(binary, ["test", config, "--experimental", `--pyodide-bundle-disk-cache-dir=${folder}`]);
    const fresh = readdirSync(folder).find((name) => !before.has(name) && BUNDLE.test(name));
    const [file, version] = BUNDLE.exec(fresh ?? said) ?? [];
    if (file) return { file, version };
    const last = said.trim().split("\n").at(-1) || "nothing";
    throw new Failure("official_unfit", `This workerd does not say which bundle of Pyodide it needs; it says: ${last}`);
  } finally {
    rmSync(home, { recursive: true });
  }
}

// The run fails in any case: the worker is empty. What it says is what counts.
const outputOf = (binary, args) =>
  new Promise((resolve) => execFile(binary, args, { timeout: LONGEST_LOOK_MS }, (_, stdout, stderr) => resolve(`${stderr}${stdout}`)));

/**
 * @param {Buffer} bytes of a workerd binary
 * @param {string} version of Pyodide
 * @returns {string} the checksum that the bundle must have, as it stands in the binary behind the version: "sha256-…="
 * @throws {Failure} official_unfit
 */
export function bundleChecksum(bytes, version) {
  const behind = new RegExp(`${version.replaceAll(".", "\\.")}\\0+(sha256-[A-Za-z0-9+/]{43}=)\\0`, "g");
  const found = new Set([...bytes.toString("latin1").matchAll(behind)].map(([, checksum]) => checksum));
  if (found.size !== 1) {
    throw new Failure("official_unfit", `This workerd names ${found.size} checksums, not one, for its bundle of Pyodide ${version}: pyworkerd can't give it a bundle of its own.`);
  }
  return [...found][0];
}

/** Puts one checksum in another's place; both are equally long. */
export function withChecksum(bytes, before, after) {
  const changed = Buffer.from(bytes);
  for (let at = changed.indexOf(before); at >= 0; at = changed.indexOf(before, at + 1)) changed.write(after, at, "latin1");
  return changed;
}
