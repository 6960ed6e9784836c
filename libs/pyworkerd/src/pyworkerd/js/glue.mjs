/**
 * The changes to Pyodide's two glue files, most of which restoring a snapshot with dynamic libraries needs.
 * Each of those must apply exactly as often as expected: a new Pyodide either fits or is run without a snapshot.
 */

import { readFileSync } from "node:fs";
import { npmPath } from "./npm.mjs";

const FILES = ["pyodide.mjs", "pyodide.asm.mjs"];

const PATCHES = {
  "pyodide.asm.mjs": [
    // A library of the snapshot goes where it was: the restored memory holds its addresses.
    [
      "var memoryBase=metadata.memorySize?alignMemory(getMemory(metadata.memorySize+memAlign),memAlign):0;",
      "var forced=Module.forcedBases?.[libName];" +
        "var memoryBase=forced?forced.memoryBase:metadata.memorySize?alignMemory(getMemory(metadata.memorySize+memAlign),memAlign):0;" +
        "if(forced&&metadata.tableSize&&wasmTable.length<forced.tableBase)wasmTable.grow(forced.tableBase-wasmTable.length);",
    ],
    [
      "var tableBase=metadata.tableSize?wasmTable.length:0;",
      "var tableBase=metadata.tableSize?wasmTable.length:0;" +
        "if(forced&&metadata.tableSize&&tableBase!==forced.tableBase)throw new Error(`library table at ${tableBase}, not ${forced.tableBase}`);" +
        "(Module.loadedBases||=[]).push({name:libName,memoryBase,tableBase,tableSize:metadata.tableSize});",
    ],
  ],
  "pyodide.mjs": [
    // Restoring may wait for files.
    [
      "function Ae(e,t,n){let i=e.API,s;return t&&(s=i.restoreSnapshot(t)),",
      "async function Ae(e,t,n){let i=e.API,s;return t&&(s=await(n._restoreSnapshot?n._restoreSnapshot(e):i.restoreSnapshot(t))),",
    ],
    ["let a=Ae(r,s,t);", "let a=await Ae(r,s,t);"],
  ],
};

// An RPC stub seems to have any method. With `next` it would pass for an iterator, and Pyodide would put a `send`
// of its own over the stub's.
const withStubs = (source) => source.replaceAll('hasMethod(obj,"next")&&', 'hasMethod(obj,"next")&&!hasMethod(obj,"noSuchMethod")&&');

function patch(name, source) {
  for (const [before, after] of PATCHES[name]) {
    const count = source.split(before).length - 1;
    if (count !== 1) throw new Error(`${name} has ${count} places, not 1, for "${before.slice(0, 60)}…"`);
    source = source.replace(before, () => after);
  }
  return source;
}

/** @returns {Record<string, string>} the glue files, by name, without what only snapshots need */
export function plainGlue() {
  return Object.fromEntries(FILES.map((name) => [name, withStubs(readFileSync(npmPath("pyodide", name), "utf8"))]));
}

/**
 * @returns {Record<string, string>} the glue files able to restore a snapshot
 * @throws {Error} if this Pyodide is not the one the patches were made for
 */
export function patchedGlue() {
  return Object.fromEntries(Object.entries(plainGlue()).map(([name, source]) => [name, patch(name, source)]));
}
