/**
 * Runs in a process of its own, with Pyodide in Node: compiles bytecode and takes memory snapshots.
 *
 *   node builder.mjs JOB.json
 *
 * The job is {"compile": {...}} or {"snapshot": {...}}; see `compile` and `snapshot` below.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { npmPath } from "./npm.mjs";
import { takeSnapshot } from "./snapshot.mjs";
import { mountPack } from "./workerd/disk.mjs";
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

function workerdGlobals() {
  const isExtra = (name) => WORKERD_GLOBALS.includes(name) && !(name in globalThis);
  return new Proxy(globalThis, {
    get: (target, name) => (isExtra(name) ? class {} : Reflect.get(target, name)),
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

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
if (job.compile) await compile(job.compile);
if (job.snapshot) await snapshot(job.snapshot);
process.exit(0);
