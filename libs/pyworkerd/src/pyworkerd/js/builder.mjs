/**
 * Runs in a process of its own, with Pyodide in Node: compiles bytecode and takes memory snapshots.
 *
 *   node builder.mjs JOB.json
 *
 * The job is {"compile": {...}}, {"snapshot": {...}} or {"mains": {...}}; see the functions of these names.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Cache } from "./cache.mjs";
import { npmPath } from "./npm.mjs";
import { takeChanges, takeSnapshot } from "./snapshot.mjs";
import { mountPack } from "./workerd/disk.mjs";
import { memoryWriter, restoreLibraries } from "./workerd/restore.mjs";
import { PROCESS } from "./workerd/sandbox.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));

/** Loads Pyodide from a folder with (patched) glue files, or from npm as it is. */
async function load(glueFolder, options) {
  const indexURL = `${npmPath("pyodide")}/`;
  const from = glueFolder ?? indexURL;
  const importFrom = (name) => import(pathToFileURL(path.join(from, name)).href);
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all(
    ["pyodide.mjs", "pyodide.asm.mjs"].map(importFrom),
  );
  return loadPyodide({ indexURL, createPyodideModule, stdout: (line) => console.error(line), ...options });
}

/**
 * Compiles modules and, if asked, the standard library.
 * @param {object} job
 * @param {[string, string, string][]} job.files source path, file name in tracebacks, target path
 * @param {{source: string, target: string, root: string} | null} job.zip a zip of modules to compile
 */
async function compile({ files, zip }) {
  const pyodide = await load();
  pyodide.FS.mkdirTree("/build");
  pyodide.FS.writeFile("/build/_pyworkerd_build.py", readFileSync(path.join(HERE, "python/_pyworkerd_build.py")));
  pyodide.runPython("import sys; sys.path.append('/build')");
  const build = pyodide.pyimport("_pyworkerd_build");
  // Through files: converting buffers across the boundary costs more than it is worth.
  const convert = (source, filename, target, convertFile) => {
    pyodide.FS.writeFile("/build/source", readFileSync(source));
    if (!convertFile("/build/source", filename, "/build/target")) return;
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, pyodide.FS.readFile("/build/target"));
  };
  if (zip) convert(zip.source, zip.root, zip.target, build.compile_zip);
  for (const [source, filename, target] of files) convert(source, filename, target, build.compile_module);
}

// Names that exist in workerd but not in Node: packages may look them up when they are imported.
const WORKERD_GLOBALS = ["WebSocketPair", "HTMLRewriter", "caches"];

/** @param {(name: string, value: any) => void} seen told what Python looks up */
function workerdGlobals(seen = () => {}) {
  const isExtra = (name) => WORKERD_GLOBALS.includes(name) && !(name in globalThis);
  return new Proxy(globalThis, {
    get(target, name) {
      const value = isExtra(name) ? class {} : Reflect.get(target, name);
      seen(name, value);
      return value;
    },
    has: (target, name) => isExtra(name) || name in target,
  });
}

/**
 * Takes a snapshot with packages imported.
 * @param {object} job
 * @param {string} job.glue folder of the patched glue
 * @param {string} job.stdlib the compiled standard library
 * @param {{path: string, root: string}[]} job.packs what to mount
 * @param {string[]} job.imports modules to import, where they can be
 * @param {string} job.target path of the snapshot's memory; `.json` is added for its description
 */
async function snapshot({ glue, stdlib, packs, imports, target }) {
  const pyodide = await load(glue, {
    stdLibURL: stdlib,
    _makeSnapshot: true,
    jsglobals: workerdGlobals(),
    ...PROCESS,
  });
  const { memory, meta, failed } = takeSnapshot(pyodide, () => {
    for (const pack of packs) mountPack(pyodide.FS, readFileSync(pack.path), pack.root);
    pyodide.runPython("import sys; sys.path.append('/lib/pyworkerd'); del sys");
    const runtime = pyodide.pyimport("_pyworkerd");
    runtime.prepare_paths();
    runtime.process_pth_files();
    const failed = runtime.preimport(pyodide.toPy(imports)).toJs();
    runtime.destroy();
    return failed;
  });
  for (const line of failed) console.error(`not in the snapshot: ${line}`);
  writeFileSync(target, memory);
  writeFileSync(`${target}.json`, JSON.stringify(meta));
}

const openIn = (FS) => FS.streams.filter(Boolean).map(({ path: file }) => `${file} is open`);

/** Files that are there and may have been written, with their sizes and times, and those that are open. */
function filesOf(FS) {
  const found = [];
  const look = (folder) => {
    for (const name of FS.readdir(folder)) {
      if ([".", "..", "__pycache__"].includes(name)) continue;
      const file = path.posix.join(folder, name);
      if (["/dev", "/proc"].includes(file)) continue;
      const { mode, mtime, size } = FS.lstat(file);
      if (FS.isDir(mode)) look(file);
      else found.push(`${file} ${size} ${mtime.getTime()}`);
    }
  };
  look("/");
  return [...found, ...openIn(FS)];
}

/** Restores a snapshot here as a worker's host does. */
function restored({ glue, stdlib, base }, options) {
  const meta = JSON.parse(readFileSync(base.meta, "utf8"));
  const memory = readFileSync(base.file);
  const image = Buffer.alloc(meta.heapLength);
  memoryWriter(image, meta.runs)(memory);
  const loading = load(glue, {
    stdLibURL: stdlib,
    _makeSnapshot: true,
    _loadSnapshot: new Uint8Array(16),
    async _restoreSnapshot(Module) {
      if (Module.HEAP8.length < meta.heapLength) Module.growMemory(meta.heapLength);
      restoreLibraries(Module, meta, base.libraries.map((file) => new WebAssembly.Module(readFileSync(file))));
      memoryWriter(Module.HEAPU8, meta.runs)(memory);
      return meta.hiwire;
    },
    ...PROCESS,
    ...options,
  });
  return { meta, image, loading };
}

const SAME_EVERYWHERE = ["JSON", "Math", "Reflect"];

/** What a worker's main module changes when it is imported; throws where a snapshot can't hold what it does then. */
async function importMain({ glue, stdlib }, { base, packs, main, flags }) {
  const lines = [];
  const looked = new Set();
  const say = (line) => lines.push(line);
  // Functions are kept by name; anything else is a fact of this process, not of the worker's.
  const seen = (name, value) => typeof name === "string" && typeof value !== "function" && !SAME_EVERYWHERE.includes(name) && looked.add(name);
  const { meta, image, loading } = restored({ glue, stdlib, base }, { jsglobals: workerdGlobals(seen), stdout: say, stderr: say });
  const pyodide = await loading;
  for (const pack of packs) mountPack(pyodide.FS, readFileSync(pack.path), pack.root);
  pyodide.runPython("import sys; '/lib/pyworkerd' in sys.path or sys.path.append('/lib/pyworkerd'); del sys");
  const runtime = pyodide.pyimport("_pyworkerd");
  runtime.prepare_paths();
  const files = filesOf(pyodide.FS);
  looked.clear();
  const asked = runtime.import_ahead(main, pyodide.toPy(flags)).toJs();
  runtime.destroy();
  if (asked.length > 0) throw new Error(`it asks for ${asked}`);
  if (looked.size > 0) throw new Error(`it looks at js.${[...looked]}`);
  if (lines.length > 0) throw new Error(`it prints: ${lines[0]}`);
  // Garbage may hold some open. All of it is only looked for then: that writes to every page.
  if (openIn(pyodide.FS).some((file) => !files.includes(file))) pyodide.runPython("import gc; gc.collect(); del gc");
  const written = filesOf(pyodide.FS).filter((file) => !files.includes(file));
  if (written.length > 0) throw new Error(`it leaves files: ${written[0]}`);
  return takeChanges(pyodide, meta, image);
}

/**
 * Takes a snapshot of each worker with its main module imported: what differs from the one of its packages.
 * @param {object} job
 * @param {string} job.glue folder of the patched glue
 * @param {string} job.stdlib the compiled standard library
 * @param {object[]} job.workers
 * @param {{file: string, meta: string, libraries: string[]}} job.workers[].base the packages' snapshot
 * @param {{path: string, root: string}[]} job.workers[].packs what to mount
 * @param {string} job.workers[].main the main module
 * @param {Record<string, boolean>} job.workers[].flags its compatibility flags
 * @param {string} job.workers[].file the snapshot's memory in the cache, empty for a worker that can't have one;
 *   `.json` is added for its description, which is then `{"refused"}`, the reason
 * @param {string} job.cache folder of the cache
 */
async function mains({ glue, stdlib, workers, cache: folder }) {
  const cache = new Cache(folder);
  const keep = ({ file }, memory, meta) => {
    cache.write(`${file}.json`, JSON.stringify(meta));
    cache.write(file, memory);
  };
  // Somebody is at work with the workers meanwhile; and who goes takes this process along.
  os.setPriority(os.constants.priority.PRIORITY_LOW);
  process.stdin.on("end", () => process.exit(1)).resume();
  for (const worker of workers) {
    try {
      const { memory, meta } = await importMain({ glue, stdlib }, worker);
      keep(worker, memory, meta);
    } catch (error) {
      keep(worker, "", { refused: String(error.message).trim().split("\n").at(-1) });
    }
  }
}

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
if (job.compile) await compile(job.compile);
if (job.snapshot) await snapshot(job.snapshot);
if (job.mains) await mains(job.mains);
process.exit(0);
