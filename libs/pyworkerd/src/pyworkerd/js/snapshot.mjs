/**
 * Takes memory snapshots that `workerd/restore.mjs` can put back: memory, and the places of the
 * dynamic libraries that it points into.
 */

import { randomBytes } from "node:crypto";

const PAGE = 16384;
// What one worker's imports change lies scattered: with larger pages a third more would be stored.
const OWN_PAGE = 4096;
// A fresh instance writes its own data below this address before memory is restored, so zeros count there.
const LOW_MEMORY = 6 << 20;
const HEADER = 48;

function functionNames(Module, libraries) {
  const names = new Map();
  for (const [name, fn] of Object.entries(Module)) if (typeof fn === "function") names.set(fn, ["", name]);
  for (const { name } of libraries) {
    for (const [symbol, fn] of Object.entries(Module.LDSO.loadedLibsByName[name].exports)) {
      if (typeof fn === "function") names.set(fn, [name, symbol]);
    }
  }
  return names;
}

// Entries that belong to no library's own range: functions whose address was taken across libraries.
function looseEntries(Module, start, libraries) {
  const owned = (i) => libraries.some(({ tableBase, tableSize }) => i >= tableBase && i < tableBase + tableSize);
  const names = functionNames(Module, libraries);
  const entries = [];
  for (let i = start; i < Module.wasmTable.length; i++) {
    const fn = owned(i) ? null : Module.wasmTable.get(i);
    if (!fn) continue;
    const origin = names.get(fn);
    if (!origin) throw new Error(`function ${i} of the table has no name to find it by`);
    entries.push([i, origin]);
  }
  return entries;
}

function describeLibraries(Module, before) {
  return Object.entries(Module.LDSO.loadedLibsByName)
    .filter(([name]) => !before.has(name))
    .map(([name, dso]) => ({
      ...Module.loadedBases.find((bases) => bases.name === name),
      global: dso.global,
      handles: Object.entries(Module.LDSO.loadedLibsByHandle)
        .filter(([, other]) => other === dso)
        .map(([handle]) => Number(handle)),
    }));
}

/** Stretches of memory whose pages are wanted: their addresses and lengths. */
function runsOf(heap, size, wanted) {
  const runs = [];
  for (let page = 0; page < heap.length; page += size) {
    if (!wanted(page)) continue;
    const length = Math.min(size, heap.length - page);
    const last = runs.at(-1);
    if (last && last[0] + last[1] === page) last[1] += length;
    else runs.push([page, length]);
  }
  return runs;
}

/** Stretches of memory that are not all zero. */
function usedRuns(heap) {
  const words = new BigUint64Array(heap.buffer, heap.byteOffset, Math.floor(heap.length / 8));
  const used = (page) => page < LOW_MEMORY || words.subarray(page / 8, (page + PAGE) / 8).some((word) => word !== 0n);
  return runsOf(heap, PAGE, used);
}

/** Stretches of memory that differ from an image of it; behind the image's end, from zeros. */
function changedRuns(heap, image) {
  const zeros = Buffer.alloc(OWN_PAGE);
  const before = (page) => (page < image.length ? image.subarray(page, page + OWN_PAGE) : zeros);
  return runsOf(heap, OWN_PAGE, (page) => Buffer.compare(heap.subarray(page, page + OWN_PAGE), before(page)) !== 0);
}

function describe(Module, tableBase, before) {
  const libraries = describeLibraries(Module, before);
  const tableEntries = looseEntries(Module, tableBase, libraries);
  return { tableBase, tableLength: Module.wasmTable.length, tableEntries, libraries };
}

const cut = (heap, runs) => Buffer.concat(runs.map(([address, length]) => heap.subarray(address, address + length)));

// Pyodide's snapshot is a header, the list of JavaScript objects that Python holds, and the memory.
function splitSnapshot(snapshot) {
  const header = new Uint32Array(snapshot.buffer, snapshot.byteOffset, 4);
  const hiwire = JSON.parse(new TextDecoder().decode(snapshot.subarray(HEADER, HEADER + header[2])));
  return { hiwire, heap: snapshot.slice(header[1]) };
}

/**
 * @param {any} pyodide loaded with `_makeSnapshot`
 * @param {() => string[]} fill imports what the snapshot should hold, and says what could not be
 * @returns {{memory: Uint8Array, meta: object, failed: string[]}}
 */
export function takeSnapshot(pyodide, fill) {
  const Module = pyodide._module;
  const tableBase = Module.wasmTable.length;
  const before = new Set(Object.keys(Module.LDSO.loadedLibsByName));
  const failed = fill();
  pyodide.runPython("import gc; gc.collect(); del gc");
  const described = describe(Module, tableBase, before);
  const { hiwire, heap } = splitSnapshot(pyodide.makeMemorySnapshot());
  const runs = usedRuns(heap);
  const meta = { id: randomBytes(8).toString("hex"), ...described, heapLength: heap.length, runs, hiwire };
  return { memory: cut(heap, runs), meta, failed };
}

/**
 * Takes what has changed since a snapshot was restored.
 * @param {any} pyodide loaded with `_makeSnapshot` from the snapshot
 * @param {object} base the snapshot's description
 * @param {Uint8Array} image the snapshot's memory, with the gaps between its stretches
 * @returns {{memory: Uint8Array, meta: object}}
 * @throws {Error} if a library was loaded that the snapshot has not, or JavaScript's objects are held
 */
export function takeChanges(pyodide, base, image) {
  const Module = pyodide._module;
  const restored = new Set(base.libraries.map(({ name }) => name));
  const before = new Set(Object.keys(Module.LDSO.loadedLibsByName).filter((name) => !restored.has(name)));
  const described = describe(Module, base.tableBase, before);
  const names = ({ libraries }) => libraries.map(({ name }) => name).join(" ");
  if (names(described) !== names(base)) throw new Error("a dynamic library was loaded");
  const { hiwire, heap } = splitSnapshot(pyodide.makeMemorySnapshot());
  const runs = changedRuns(heap, image);
  return { memory: cut(heap, runs), meta: { ...described, heapLength: heap.length, runs, hiwire } };
}
