/**
 * Puts a memory snapshot made by `snapshot.mjs` back into a fresh, not yet initialized Pyodide.
 *
 * Memory holds addresses of functions, so the table must come out exactly as it was: each dynamic
 * library is loaded again at its recorded bases, then the entries between them are filled in.
 */

function loadLibrary(Module, library, wasmModule) {
  const flags = { loadAsync: false, nodelete: true, allowUndefined: true };
  const exports = Module.loadWebAssemblyModule(wasmModule, flags, library.name, {}, 0);
  const dso = { refcount: Infinity, name: library.name, exports, global: library.global };
  Module.LDSO.loadedLibsByName[library.name] = dso;
  for (const handle of library.handles) Module.LDSO.loadedLibsByHandle[handle] = dso;
}

function findFunction(Module, [library, symbol]) {
  if (library === "") return Module[symbol];
  return Module.LDSO.loadedLibsByName[library].exports[symbol];
}

function fillTable(Module, entries, length) {
  const table = Module.wasmTable;
  if (table.length < length) table.grow(length - table.length);
  for (const [index, origin] of entries) {
    const fn = findFunction(Module, origin);
    Module.setWasmTableEntry(index, fn);
    Module.functionsInTableMap?.set(fn, index);
  }
  if (table.length !== length) throw new Error(`function table has ${table.length} entries, not ${length}`);
}

/** Loads the snapshot's dynamic libraries where they were; before any memory is written. */
export function restoreLibraries(Module, meta, wasmModules) {
  if (Module.wasmTable.length !== meta.tableBase) {
    throw new Error(`function table starts at ${Module.wasmTable.length}, not ${meta.tableBase}`);
  }
  Module.forcedBases = Object.fromEntries(meta.libraries.map((library) => [library.name, library]));
  meta.libraries.forEach((library, i) => loadLibrary(Module, library, wasmModules[i]));
  fillTable(Module, meta.tableEntries, meta.tableLength);
}

/**
 * @param {[number, number][]} runs address and length of each stored stretch of memory
 * @returns {(chunk: Uint8Array) => void} writes the chunks of a snapshot file where they belong
 */
export function memoryWriter(heap, runs) {
  let run = 0;
  let done = 0;
  return (chunk) => {
    let at = 0;
    while (at < chunk.byteLength) {
      const [address, length] = runs[run];
      const size = Math.min(length - done, chunk.byteLength - at);
      heap.set(chunk.subarray(at, at + size), address + done);
      at += size;
      done += size;
      if (done === length) {
        run += 1;
        done = 0;
      }
    }
  };
}
