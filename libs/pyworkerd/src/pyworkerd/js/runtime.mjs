/**
 * Prepares in the cache what all workers of a run share: the glue, Pyodide's files with bytecode, the
 * vendored third-party packages and the snapshots that hold them.
 */

import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { hashOf } from "./cache.mjs";
import { patchedGlue, plainGlue } from "./glue.mjs";
import { npmPath, npmVersion } from "./npm.mjs";
import { makePack } from "./pack.mjs";
import { walk } from "./tree.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const STDLIB_ROOT = "/lib/python314.zip";
// Each takes some 30 MB; every edit of a local package makes a new one at the next start.
const KEPT_SNAPSHOTS = 4;
const MODULES_ROOT = "/session/metadata/python_modules";

// What a snapshot holds if it is there: what most workers import, and importing does no I/O.
const STDLIB_IMPORTS =
  "asyncio json datetime decimal re typing dataclasses enum uuid hmac hashlib base64 urllib.parse email.message " +
  "http.client logging contextlib collections.abc functools itertools string secrets random time math html " +
  "textwrap csv io traceback inspect zoneinfo calendar types abc operator statistics heapq bisect copy " +
  "unicodedata fractions difflib pyodide.http pyodide.ffi pyodide.code pyodide.webloop importlib.metadata";
const PACKAGE_IMPORTS = {
  workers: "workers workers.workflows workers.asgi workers.wsgi",
  asgi: "asgi",
  pydantic: "pydantic pydantic.json_schema pydantic.fields pydantic_core annotated_types",
  starlette: "starlette.applications starlette.routing starlette.responses starlette.middleware",
  fastapi: "fastapi fastapi.responses fastapi.encoders",
  jinja2: "jinja2",
  numpy: "numpy",
};

const sourcesOf = (...names) => names.map((name) => readFileSync(path.join(HERE, name)));
const ownPython = () => walk(path.join(HERE, "python")).filter((name) => name.endsWith(".py"));

/** A hash of what the compiled standard library depends on. */
const stdlibKey = () => hashOf(npmVersion("pyodide"), ...sourcesOf("python/_pyworkerd_build.py", "builder.mjs"));

/** A hash of what a snapshot depends on besides the packages in it. */
function snapshotKey() {
  const python = ownPython().map((name) => `python/${name}`);
  const made = sourcesOf("runtime.mjs", "builder.mjs", "snapshot.mjs", "glue.mjs", "workerd/sandbox.mjs", ...python);
  return hashOf(stdlibKey(), process.version, ...made);
}

/** Runs a job of builder.mjs in a process of its own, whose memory is gone afterwards. */
async function build(job, options = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "pyworkerd-"));
  const file = path.join(folder, "job.json");
  writeFileSync(file, JSON.stringify(job));
  try {
    const run = promisify(execFile)(process.execPath, [path.join(HERE, "builder.mjs"), file], { maxBuffer: 1 << 26, ...options });
    const { stderr } = await run;
    if (stderr) process.stderr.write(stderr);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const fileHashes = new Map();

// Vendored packages are hard links to one copy, which is read once for all workers.
export function fileHash(file) {
  const { dev, ino, size, mtimeMs } = statSync(file);
  const identity = `${dev}:${ino}:${size}:${mtimeMs}`;
  if (!fileHashes.has(identity)) fileHashes.set(identity, hashOf(readFileSync(file)));
  return fileHashes.get(identity);
}

export class Runtime {
  /**
   * @param {import("./cache.mjs").Cache} cache
   * @param {(text: string) => void} progress told what takes long
   */
  constructor(cache, progress = () => {}) {
    this.cache = cache;
    this.progress = progress;
    this.key = snapshotKey();
    this.builds = new Map();
    this.uncompiled = new Map();
    this.compiling = Promise.resolve();
  }

  /** One build a name, however many ask for it at once. */
  #once(name, make) {
    if (!this.builds.has(name)) this.builds.set(name, make());
    return this.builds.get(name);
  }

  /**
   * Glue for the workers' modules: patched where this Pyodide allows it.
   * @returns {{files: Record<string, string>, patched: boolean}}
   */
  glue(wanted) {
    if (!wanted) return { files: plainGlue(), patched: false };
    try {
      return { files: patchedGlue(), patched: true };
    } catch (error) {
      process.stderr.write(`No memory snapshots with this Pyodide: ${error.message}\n`);
      return { files: plainGlue(), patched: false };
    }
  }

  /** @returns {Promise<{wasm: object, stdlib: object, host: object}>} cache entries of Pyodide and of the host's Python */
  base() {
    return this.#once("base", async () => {
      const folder = `runtime-${stdlibKey()}`;
      const stdlib = `${folder}/stdlib.zip`;
      const wasm = this.cache.ensure(`${folder}/pyodide.asm.wasm`, () => readFileSync(npmPath("pyodide", "pyodide.asm.wasm")));
      if (!this.cache.has(stdlib)) await this.cache.alone(() => this.#compileStdlib(stdlib));
      const python = path.join(HERE, "python");
      const files = ownPython().filter((name) => !name.startsWith("_pyworkerd_build"));
      const host = await this.pack(`host-${this.key}.pack`, files.map((name) => [name, path.join(python, name)]), "/lib/pyworkerd");
      return { wasm, stdlib: this.cache.entry(stdlib), host: { ...host, root: "/lib/pyworkerd" } };
    });
  }

  async #compileStdlib(stdlib) {
    if (this.cache.has(stdlib)) return;
    this.progress("compiling Python's standard library (once)");
    await this.compileZip(npmPath("pyodide", "python_stdlib.zip"), stdlib);
  }

  /** Compiles a standard library: the modules in a zip on disk, into a file of the cache. */
  async compileZip(source, name) {
    const temporary = this.cache.path(`${name}.${process.pid}`);
    mkdirSync(path.dirname(temporary), { recursive: true });
    await build({ compile: { files: [], zip: { source, target: temporary, root: STDLIB_ROOT } } });
    this.cache.write(name, readFileSync(temporary));
    rmSync(temporary);
  }

  #bytecodeName(hash, filename) {
    return `bytecode-${npmVersion("pyodide")}/${hashOf(hash, filename)}.pyc`;
  }

  /**
   * Compiles the modules that the cache has no bytecode of. A build boots Pyodide, so that what many
   * projects ask for at once is compiled together: in the first build after the one that is running.
   */
  async #compileMissing(modules) {
    for (const module of modules) if (!this.cache.has(module.bytecode)) this.uncompiled.set(module.bytecode, module);
    if (this.uncompiled.size === 0) return this.compiling;
    this.compiling = this.compiling.then(setImmediate).then(() => this.#compile());
    return this.compiling;
  }

  async #compile() {
    const asked = [...this.uncompiled.values()];
    this.uncompiled.clear();
    if (asked.length > 0) await this.cache.alone(() => this.#compileThese(asked));
  }

  async #compileThese(asked) {
    const missing = asked.filter(({ bytecode }) => !this.cache.has(bytecode));
    if (missing.length === 0) return;
    if (missing.length > 50) this.progress(`compiling ${missing.length} Python modules`);
    const files = missing.map(({ source, filename, bytecode }) => [source, filename, this.cache.path(bytecode)]);
    await build({ compile: { files, zip: null } });
  }

  /**
   * Makes a pack of files, with bytecode beside each Python module that compiles.
   * @param {string} name of the pack in the cache
   * @param {[string, string][]} files path in the pack and on disk
   * @param {string} root where the pack will be mounted
   * @param {boolean} compile whether to compile what the cache has no bytecode of
   * @returns {Promise<{file: string, length: number}>}
   */
  async pack(name, files, root, compile = true) {
    if (this.cache.has(name)) return this.cache.entry(name);
    const modules = files
      .filter(([inside]) => inside.endsWith(".py"))
      .map(([inside, source]) => {
        const filename = `${root}/${inside}`;
        return { inside, source, filename, bytecode: this.#bytecodeName(fileHash(source), filename) };
      });
    if (compile) await this.#compileMissing(modules);
    const contents = new Map(files.map(([inside, source]) => [inside, readFileSync(source)]));
    for (const { inside, bytecode } of modules) {
      if (this.cache.has(bytecode)) contents.set(cachedPath(inside), this.cache.read(bytecode));
    }
    this.cache.write(name, makePack(contents));
    return this.cache.entry(name);
  }

  /** A pack of files that change often: a worker's own, or packages from local paths. */
  async bundle(files, root, compile) {
    const digest = hashOf(root, String(compile), ...digestParts(files));
    return { ...(await this.pack(`bundles/${digest}.pack`, files, root, compile)), root };
  }

  /** A folder of packages that only tests need, as a pack. */
  testing(folder) {
    const files = () => walk(folder).map((name) => [name, path.join(folder, name)]);
    return this.#once(`testing-${folder}`, () => this.bundle(files(), "/lib/pyworkerd-testing", true));
  }

  /** Looks again at what is on disk, for a reload. */
  forget() {
    this.builds.clear();
  }

  /**
   * The third-party packages of a project, as packs.
   * @param {[string, string][]} files path in python_modules and on disk
   */
  async site(files) {
    const digest = hashOf(this.key, ...digestParts(files));
    return this.#once(`site-${digest}`, async () => {
      const native = files.filter(([inside]) => inside.endsWith(".so"));
      const rest = files.filter(([inside]) => !inside.endsWith(".so"));
      const entry = async (kind, list) => ({
        ...(await this.pack(`site-${digest}/${kind}.pack`, list, MODULES_ROOT)),
        root: MODULES_ROOT,
      });
      return {
        folder: `site-${digest}`,
        snapshotFile: `site-${digest}/snapshot.bin`,
        packs: [await entry("python", rest)],
        native,
        nativePacks: native.length ? [await entry("native", native)] : [],
        imports: importsFor(files),
        nativeImports: nativePackages(native),
      };
    });
  }

  /**
   * The same packages and those from local paths, which import into a snapshot of their own.
   * @param {[string, string][]} files of the local packages: path in python_modules and on disk
   */
  async withLocal(site, files, compile) {
    if (files.length === 0) return site;
    const pack = await this.bundle(files, MODULES_ROOT, compile);
    const snapshotFile = `${site.folder}/with-${hashOf(...digestParts(files))}.bin`;
    return { ...site, snapshotFile, packs: [...site.packs, pack], imports: [...site.imports, ...packagesIn(files)] };
  }

  /** @returns {boolean} whether a snapshot of these packages has been taken */
  hasSnapshot({ snapshotFile }) {
    return this.cache.has(`${snapshotFile}.json`);
  }

  /**
   * The memory snapshot for a set of packages.
   * @returns {Promise<object | null>} what the manifest says of it; null if it cannot be taken
   */
  snapshot(site, glueFiles) {
    const file = site.snapshotFile;
    return this.#once(file, async () => {
      if (this.cache.has(`${file}.failed`)) return null;
      try {
        if (!this.hasSnapshot(site)) await this.cache.alone(() => this.#takeLargestSnapshot(site, glueFiles, file));
        return this.#describeSnapshot(site, file);
      } catch (error) {
        const reason = String(error.stderr || error.stack).trim();
        process.stderr.write(`No memory snapshot with these packages: ${reason}\n`);
        this.cache.write(`${file}.failed`, reason);
        return null;
      }
    });
  }

  // Some dynamic libraries can be restored and some can't: without those that nobody knows, it is worth another try.
  async #takeLargestSnapshot(site, glueFiles, file) {
    if (this.hasSnapshot(site)) return;
    const all = [...new Set([...site.imports, ...site.nativeImports])];
    try {
      await this.#takeSnapshot(site, glueFiles, file, all);
    } catch (error) {
      if (all.length === site.imports.length) throw error;
      await this.#takeSnapshot(site, glueFiles, file, site.imports);
    }
  }

  async #takeSnapshot(site, glueFiles, file, imports) {
    this.progress("taking a memory snapshot (once for these packages)");
    this.cache.prune(site.folder, /^with-.*\.bin$/, KEPT_SNAPSHOTS);
    const base = await this.base();
    const packs = [base.host, ...site.packs, ...site.nativePacks];
    const temporary = this.cache.path(`${file}.${process.pid}`);
    await build({
      snapshot: {
        glue: this.#glueFolder(glueFiles),
        stdlib: this.cache.path(base.stdlib.file),
        packs: packs.map(({ file, root }) => ({ path: this.cache.path(file), root })),
        imports,
        target: temporary,
      },
    });
    this.cache.write(file, readFileSync(temporary));
    this.cache.write(`${file}.json`, readFileSync(`${temporary}.json`));
    for (const suffix of ["", ".json"]) rmSync(`${temporary}${suffix}`);
  }

  #glueFolder(glueFiles) {
    for (const [name, source] of Object.entries(glueFiles)) this.cache.ensure(`glue-${this.key}/${name}`, () => source);
    return path.dirname(this.cache.path(`glue-${this.key}/_`));
  }

  /** Takes snapshots with main modules; see `mains` of builder.mjs. */
  async takeMains(workers, glueFiles, signal) {
    const { stdlib } = await this.base();
    const glue = this.#glueFolder(glueFiles);
    await build({ mains: { glue, stdlib: this.cache.path(stdlib.file), workers, cache: this.cache.folder } }, { signal });
  }

  #describeSnapshot(site, file) {
    const meta = JSON.parse(this.cache.read(`${file}.json`));
    const libraries = meta.libraries.map(({ name }) => {
      const [inside, source] = site.native.find(([inside]) => `${MODULES_ROOT}/${inside}` === name);
      return this.cache.ensure(`${site.folder}/${hashOf(inside)}.so`, () => readFileSync(source));
    });
    const all = libraries.length === site.native.length;
    return { ...this.cache.entry(file), meta: `${file}.json`, libraries, coversNative: all };
  }
}

/** @returns {string} where CPython looks for the bytecode of a module */
function cachedPath(inside) {
  const { dir, name } = path.posix.parse(inside);
  return path.posix.join(dir, "__pycache__", `${name}.cpython-314.pyc`);
}

const digestParts = (files) => files.flatMap(([inside, source]) => [inside, fileHash(source)]);

// Packages, not their modules: which of those a worker needs, only its own imports say.
export const packagesIn = (files) => files.flatMap(([inside]) => /^(\w+)\/__init__\.py$/.exec(inside)?.[1] ?? []);

// Loading a dynamic library costs each boot more than anything else that is not in the snapshot.
function nativePackages(native) {
  const tops = native.map(([inside]) => /^(\w+)(?:\/|\.cpython-|\.abi3|\.so$)/.exec(inside)?.[1]);
  return [...new Set(tops.filter(Boolean))];
}

/** What a snapshot with these packages imports. */
export function importsFor(files) {
  const top = new Set(files.map(([inside]) => inside.split("/")[0].replace(/\.py$/, "")));
  const packages = Object.entries(PACKAGE_IMPORTS).filter(([name]) => top.has(name));
  return [STDLIB_IMPORTS, ...packages.map(([, names]) => names)].join(" ").split(" ");
}
