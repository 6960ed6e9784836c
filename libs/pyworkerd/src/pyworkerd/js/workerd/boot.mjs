/**
 * Boots Pyodide in this isolate, from the memory snapshot or plainly, and imports the worker's main module.
 */

import { connect } from "cloudflare:sockets";
import { mountPack, readFile, readJson, streamFile } from "./disk.mjs";
import { memoryWriter, restoreLibraries } from "./restore.mjs";
import { inSandbox } from "./sandbox.mjs";

const EMPTY_LOCKFILE = JSON.stringify({
  info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten", version: "0", python: "3.14.0" },
  packages: {},
});

// Inside the sandbox: the glue looks at its surroundings as soon as it is imported.
async function loadPyodide(options) {
  const [{ loadPyodide }, { default: createPyodideModule }] = await Promise.all([
    import("./glue/pyodide.mjs"),
    import("./glue/pyodide.asm.mjs"),
  ]);
  return loadPyodide({ ...options, createPyodideModule, lockFileContents: EMPTY_LOCKFILE, checkAPIVersion: false });
}

// Each isolate has megabytes of such bytes, and the collector is in no hurry to find out that nobody needs them.
function release(bytes) {
  bytes.buffer.transfer(0);
}

function compile(unsafeEval, bytes) {
  const module = unsafeEval.newWasmModule(bytes);
  release(bytes);
  return module;
}

/** @param {object | null} main what the main module's import adds to the snapshot, if that was taken */
async function fromSnapshot({ cache, unsafeEval, manifest, wasm, stdlib }, main) {
  const { snapshot } = manifest;
  const [base, changes, ...libraries] = await Promise.all([
    readJson(cache, snapshot.meta),
    main && readJson(cache, main.meta),
    ...snapshot.libraries.map(({ file, length }) => readFile(cache, file, length)),
  ]);
  const meta = changes ?? base;
  const modules = libraries.map((bytes) => compile(unsafeEval, bytes));
  return inSandbox({ unsafeEval, wasm, stdlib }, (options, ready) =>
    loadPyodide({
      ...options,
      _loadSnapshot: new Uint8Array(16),
      async _restoreSnapshot(Module) {
        // Python keeps the `fetch` it finds now.
        ready();
        if (Module.HEAP8.length < meta.heapLength) Module.growMemory(meta.heapLength);
        restoreLibraries(Module, meta, modules);
        await streamFile(cache, snapshot.file, snapshot.length, memoryWriter(Module.HEAPU8, base.runs));
        if (changes) await streamFile(cache, main.file, main.length, memoryWriter(Module.HEAPU8, changes.runs));
        return meta.hiwire;
      },
    }),
  );
}

const plainly = ({ unsafeEval, wasm, stdlib }) => inSandbox({ unsafeEval, wasm, stdlib }, loadPyodide);

async function load(parts) {
  const { snapshot, mainSnapshot } = parts.manifest;
  for (const main of snapshot ? [...(mainSnapshot ? [mainSnapshot] : []), null] : []) {
    try {
      return { pyodide: await fromSnapshot(parts, main), restored: true };
    } catch (error) {
      console.warn(`The memory snapshot does not fit (${error.message}); booting without it.`);
    }
  }
  return { pyodide: await plainly(parts), restored: false };
}

/**
 * @param {object} bindings
 * @param {Fetcher} bindings.cache disk with the runtime, snapshots and packs
 * @param {object} bindings.unsafeEval workerd's unsafe-eval binding
 * @param {object} manifest what to boot, written by the supervisor
 * @param {object} helper becomes the Python module `_pyodide_entrypoint_helper`
 * @returns {Promise<{pyodide: any, runtime: any, main: any}>} Pyodide, the Python half of this host,
 *   and the worker's main module
 */
export async function boot({ cache, unsafeEval }, manifest, helper) {
  const { wasm: wasmFile, stdlib: stdlibFile } = manifest.runtime;
  const [wasmBytes, stdlib, packs] = await Promise.all([
    readFile(cache, wasmFile.file, wasmFile.length),
    readFile(cache, stdlibFile.file, stdlibFile.length),
    readPacks(cache, manifest.packs),
  ]);
  const wasm = compile(unsafeEval, wasmBytes);
  const { pyodide, restored } = await load({ cache, unsafeEval, manifest, wasm, stdlib });
  release(stdlib);
  // What Node's sockets are elsewhere: Python's `socket`, and with it http.client and the database drivers.
  await pyodide._api.initializeNodeSockFS(connect);
  if (!restored) packs.push(...(await readPacks(cache, manifest.fallbackPacks)));
  for (const { pack, root } of packs) mountPack(pyodide.FS, pack, root);
  const runtime = startRuntime(pyodide);
  runtime.start(helper, pyodide.toPy(manifest.compatibilityFlags));
  const main = await runtime.import_main.callPromising(manifest.main);
  return { pyodide, runtime, main };
}

const readPacks = (cache, packs) =>
  Promise.all(packs.map(async ({ file, length, root }) => ({ pack: await readFile(cache, file, length), root })));

function startRuntime(pyodide) {
  pyodide.runPython("import sys; '/lib/pyworkerd' in sys.path or sys.path.append('/lib/pyworkerd'); del sys");
  return pyodide.pyimport("_pyworkerd");
}
