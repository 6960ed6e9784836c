/**
 * Gives Pyodide's glue the browser-like surroundings it expects inside workerd, for as long as it boots.
 */

const LOCAL = "https://pyodide.local/";

/** What Python sees of its process: in a snapshot, which is taken in Node, the same as here. */
export const PROCESS = { _sysExecutable: "./this.program", env: { HOME: "/session", LANG: "en_US.UTF-8" } };

// workerd compiles WebAssembly at run time only through the unsafe-eval binding. Pyodide also makes
// small modules of its own (trampolines, feature tests), so the constructor itself is replaced.
function allowWasm(unsafeEval) {
  const Real = WebAssembly.Module;
  const compile = (bytes) => unsafeEval.newWasmModule(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));
  function Module(bytes) {
    return compile(bytes);
  }
  Object.defineProperty(Module, Symbol.hasInstance, { value: (x) => x instanceof Real });
  Module.prototype = Real.prototype;
  for (const name of ["customSections", "exports", "imports"]) Module[name] = Real[name].bind(Real);
  WebAssembly.Module = Module;
  WebAssembly.compile = async (bytes) => compile(bytes);
  WebAssembly.instantiate = async (source, imports) => {
    if (source instanceof Real) return new WebAssembly.Instance(source, imports);
    const module = compile(source);
    return { module, instance: new WebAssembly.Instance(module, imports) };
  };
}

let prepared = false;

function prepare(unsafeEval) {
  if (prepared) return;
  prepared = true;
  // The glue calls both before it looks whether they are there.
  globalThis.setImmediate ??= (callback, ...args) => setTimeout(callback, 0, ...args);
  globalThis.clearImmediate ??= clearTimeout;
  globalThis.location ??= { href: LOCAL, toString: () => LOCAL };
  allowWasm(unsafeEval);
}

/**
 * Makes `fetch` serve Pyodide's own files from memory until the returned function is called.
 * Other URLs go through: after a reload, requests of the previous instance may still be running.
 * @returns {() => void} puts the real `fetch` back
 */
function serveLocally(wasm, stdlib) {
  const real = globalThis.fetch;
  WebAssembly.instantiateStreaming = async (response, imports) => {
    await response;
    return { module: wasm, instance: new WebAssembly.Instance(wasm, imports) };
  };
  globalThis.fetch = (resource, ...rest) => {
    const url = String(resource?.url ?? resource);
    if (!url.startsWith(LOCAL)) return real(resource, ...rest);
    return Promise.resolve(new Response(url.endsWith(".zip") ? stdlib : null));
  };
  return () => {
    globalThis.fetch = real;
  };
}

// workerd has a `process` too, and the glue would take it for Node's.
function hideProcess() {
  const own = Object.getOwnPropertyDescriptor(globalThis, "process");
  Object.defineProperty(globalThis, "process", { value: undefined, configurable: true, writable: true });
  return () => {
    if (own) Object.defineProperty(globalThis, "process", own);
    else delete globalThis.process;
  };
}

/**
 * Runs `load` with everything in place for Pyodide's glue.
 * @param {(options: object, ready: () => void) => Promise<any>} load gets the options common to all
 *   boots of `loadPyodide`, and a function to call once Pyodide's own files are read
 */
export async function inSandbox({ unsafeEval, wasm, stdlib }, load) {
  prepare(unsafeEval);
  const restoreFetch = serveLocally(wasm, stdlib);
  const restoreProcess = hideProcess();
  const options = {
    indexURL: LOCAL,
    packageBaseUrl: LOCAL,
    stdLibURL: `${LOCAL}stdlib.zip`,
    jsglobals: globalThis,
    ...PROCESS,
    stdout: (line) => console.log(line),
    stderr: (line) => console.error(line),
  };
  try {
    return await load(options, restoreFetch);
  } finally {
    restoreFetch();
    restoreProcess();
  }
}
