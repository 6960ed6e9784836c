/**
 * The bundle of Pyodide that a workerd boots Python Workers from: Cloudflare's own where it is in the cache or can be
 * downloaded, else one made here of npm's Pyodide, for which a copy of workerd in the cache accepts the checksum.
 */

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { hashOf } from "../cache.mjs";
import { Failure } from "../failure.mjs";
import { npmPath, npmRequire, npmVersion } from "../npm.mjs";
import { bundleChecksum, bundleOf, withChecksum } from "./binary.mjs";
import { bundleMessage } from "./capnp.mjs";
import { loaderGlue } from "./glue.mjs";

const PYODIDE = "pyodide-for-workerd";
const FOLDER = "official";
const GENUINE = `${FOLDER}/cloudflare`;
const KEPT = 2; // of those made here, for several versions of pyworkerd
// How long a machine that could not download is taken to be without a network.
const ASK_AGAIN_MS = 24 * 3600_000;

const MODULES = "pyodideRuntime-internal:";
const STDLIB = "python_stdlib.zip";

/** @returns {string} the workerd that miniflare would run */
const workerd = () => process.env.MINIFLARE_WORKERD_PATH ?? npmRequire("workerd").default;

/** @throws {Failure} official_unfit, where npm's Pyodide is another version than workerd wants */
function checkPyodide(version) {
  const there = npmVersion(PYODIDE);
  if (there === version) return;
  throw new Failure(
    "official_unfit",
    `This workerd boots Pyodide ${version} for the worker's compatibility date, and the npm package ${PYODIDE} is ${there}: give the worker a date for which both are the same.`,
  );
}

/** @param {Buffer} stdlib with bytecode, without which each boot would compile what it imports */
function ownBundle(version, stdlib) {
  const glue = loaderGlue(readFileSync(npmPath(PYODIDE, "pyodide.asm.mjs"), "utf8"), version);
  return bundleMessage([
    { name: `${MODULES}pyodide.asm`, kind: "src", content: Buffer.from(glue) },
    { name: `${MODULES}pyodide.asm.wasm`, kind: "wasm", content: readFileSync(npmPath(PYODIDE, "pyodide.asm.wasm")) },
    { name: `${MODULES}${STDLIB}`, kind: "data", content: stdlib },
  ]);
}

export class Bundles {
  /**
   * @param {import("../runtime.mjs").Runtime} runtime
   */
  constructor(runtime) {
    this.runtime = runtime;
    this.cache = runtime.cache;
    this.binary = workerd();
    mkdirSync(this.cache.path(GENUINE), { recursive: true });
  }

  /**
   * @param {{date: string, flags: string[]}} worker compatibility date and flags
   * @returns {Promise<{binary: string, folder: string, version: string, genuine: boolean}>} the workerd to run, the folder
   *   of its bundles, the version of Pyodide, and whether the bundle is Cloudflare's
   * @throws {Failure} official_unfit
   */
  async find(worker) {
    const { file, version } = await this.#name(worker);
    if (this.cache.has(`${GENUINE}/${file}`)) return { binary: this.binary, folder: this.cache.path(GENUINE), version, genuine: true };
    checkPyodide(version);
    const folder = `${FOLDER}/own-${this.#key()}`;
    const binary = `${folder}/workerd`;
    const isMade = () => this.cache.has(`${folder}/${file}`) && this.cache.has(binary);
    if (!isMade()) await this.cache.alone(() => isMade() || this.#make(folder, file, version), FOLDER);
    return { binary: this.cache.path(binary), folder: this.cache.path(folder), version, genuine: false };
  }

  async #name(worker) {
    const record = `${FOLDER}/asked-${hashOf(npmVersion("workerd"), JSON.stringify(worker))}.json`;
    const known = this.cache.has(record) ? JSON.parse(this.cache.read(record)) : null;
    if (known && (this.cache.has(`${GENUINE}/${known.file}`) || Date.now() - known.asked < ASK_AGAIN_MS)) return known;
    const bundle = await bundleOf(this.binary, worker, this.cache.path(GENUINE));
    this.cache.write(record, JSON.stringify({ ...bundle, asked: Date.now() }));
    return bundle;
  }

  #key() {
    const made = ["bundles.mjs", "capnp.mjs", "glue.mjs", "../python/_pyworkerd_build.py"].map((name) => readFileSync(new URL(name, import.meta.url)));
    return hashOf(npmVersion("workerd"), npmVersion(PYODIDE), ...made);
  }

  async #make(folder, file, version) {
    this.runtime.progress("preparing Pyodide for Cloudflare's own loader (once)");
    const stdlib = `${folder}/${STDLIB}`;
    await this.runtime.compileZip(npmPath(PYODIDE, STDLIB), stdlib);
    const bundle = ownBundle(version, this.cache.read(stdlib));
    rmSync(this.cache.path(stdlib));
    const bytes = readFileSync(this.binary);
    const checksum = `sha256-${createHash("sha256").update(bundle).digest("base64")}`;
    this.cache.write(`${folder}/${file}`, bundle);
    this.cache.write(`${folder}/workerd`, withChecksum(bytes, bundleChecksum(bytes, version), checksum), 0o755);
    this.#prune();
  }

  // Each has a copy of workerd, of 160 MB.
  #prune() {
    const folders = readdirSync(this.cache.path(FOLDER)).filter((name) => /^own-/.test(name)).map((name) => this.cache.path(`${FOLDER}/${name}`));
    const age = (folder) => statSync(folder).mtimeMs;
    for (const folder of folders.sort((a, b) => age(b) - age(a)).slice(KEPT)) rmSync(folder, { recursive: true });
  }
}
