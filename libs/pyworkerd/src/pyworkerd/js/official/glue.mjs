/**
 * Fits Pyodide's glue to Cloudflare's loader: what workerd forbids or controls goes through the loader's own module of
 * wrappers, which is part of workerd. Each change must apply exactly as often as expected.
 */

import { Failure } from "../failure.mjs";

const WRAPPERS = "pyodide-internal:builtin_wrappers";
const WRAPPED = ["addEventListener", "getRandomValues", "location", "monotonicDateNow", "newWasmModule", "patchedLoadLibData", "wasmInstantiate"];

const HEAD = `import { ${WRAPPED.join(", ")} } from "${WRAPPERS}";
function noEval() { throw new Error("Pyodide's glue wants to compile JavaScript, which workerd refuses."); }
`;

/** What is in the glue, what takes its place, and how often. */
const CHANGES = [
  // Compiling: workerd lets only the runtime do that.
  ["new WebAssembly.Module(", "newWasmModule(", 4],
  ["WebAssembly.instantiate(", "wasmInstantiate(", 2],
  ["eval(", "noEval(", 6],
  // The clock and random values.
  ["Date.now", "monotonicDateNow", 22],
  ["crypto.getRandomValues(view)", "getRandomValues(Module,view)", 1],
  // Dynamic libraries come from the worker's read-only files, and lie in memory where a snapshot had them.
  [
    "function loadLibData(){",
    "function loadLibData(){const data=patchedLoadLibData(Module,libName,flags.rpath);return flags.loadAsync?Promise.resolve(data):data}" +
      "function loadLibDataOfEmscripten(){",
    1,
  ],
  ["getMemory(metadata.memorySize+memAlign)", "Module.getMemoryPatched(Module,libName,metadata.memorySize+memAlign)", 1],
  // So do the functions that ctypes makes.
  ["var index=getEmptyTableSlot();HEAPU32[(code>>2)", "var index=getEmptyTableSlot();Module.recordFfiClosureAlloc?.(closure,index);HEAPU32[(code>>2)", 1],
  ["freeTableIndexes.push(index);_free(closure)", "Module.recordFfiClosureFree?.(closure,index);freeTableIndexes.push(index);_free(closure)", 1],
  [
    "setWasmTableEntry(codeloc,wasm_trampoline);",
    "setWasmTableEntry(codeloc,wasm_trampoline);Module.recordFfiPrepClosureLoc?.(closure,codeloc,sig);",
    1,
  ],
  ["export default _createPyodideModule;", "export { _createPyodideModule, _createPyodideModule as default };", 1],
];

// A coroutine that waits for JavaScript must not be seen on the stack of the next one: Python's garbage collector would
// look at frames of a stack that is gone (pyodide#6466). The offset is that of `current_frame` in CPython 3.14's thread state.
const FRAME = "HEAP32[state.threadState+52>>2]";
const STACKS = [
  [
    "return{threadState,stackState,suspender:suspenderGlobal.value}}saveState.sig",
    `const state={threadState,stackState,suspender:suspenderGlobal.value};state.frame=${FRAME};${FRAME}=0;return state}saveState.sig`,
    1,
  ],
  [
    "_restoreThreadState(state.threadState);suspenderGlobal.value=state.suspender;",
    `_restoreThreadState(state.threadState);${FRAME}=state.frame;suspenderGlobal.value=state.suspender;`,
    1,
  ],
];

/** Changes by version of Pyodide; one that is not here has not been tried. */
const VERSIONS = { "314.0.6": [...CHANGES, ...STACKS] };

/**
 * @param {string} source `pyodide.asm.mjs` of Pyodide
 * @param {string} version of Pyodide
 * @returns {string} the glue for Cloudflare's loader
 * @throws {Failure} official_unfit, where this Pyodide is not one that the changes were made for
 */
export function loaderGlue(source, version) {
  const changes = VERSIONS[version];
  if (!changes) {
    const known = Object.keys(VERSIONS).join(", ");
    throw new Failure("official_unfit", `This workerd asks for Pyodide ${version}, and pyworkerd can prepare ${known}: update pyworkerd, or leave "official" out.`);
  }
  for (const [before, after, times] of changes) {
    const count = source.split(before).length - 1;
    if (count !== times) throw new Failure("official_unfit", `Pyodide ${version} has ${count} places, not ${times}, for "${before.slice(0, 60)}": install it anew from npm.`);
    source = source.replaceAll(before, () => after);
  }
  return HEAD + source;
}
