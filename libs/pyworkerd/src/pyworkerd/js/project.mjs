/**
 * A project on disk: which of its files are Python sources, data and JavaScript modules, what the bundle
 * holds besides, and which classes it exports.
 */

import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { compatibilityFlags, readConfig } from "./config.mjs";
import { Failure } from "./failure.mjs";
import { npmRequire } from "./npm.mjs";
import { walk } from "./tree.mjs";

const JS = /\.m?js$/;
// Python gets these of the source folder, as on Cloudflare; wrangler's rules may add more.
const DATA_RULES = ["**/*.py", "**/*.txt", "**/*.html", "**/*.sql", "**/*.bin"];
const SDK_JS = /^workers\/.*\.m?js$/;

function globToRegExp(glob) {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*\/|\*\*|\*|\?/g, (wild) => ({ "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" })[wild]);
  return new RegExp(`^${source}$`);
}

const matcher = (globs) => {
  const patterns = globs.map(globToRegExp);
  return (name) => patterns.some((pattern) => pattern.test(name));
};

/** Top-level names of a Python module that may be classes: defined, imported or assigned there. */
function topLevelNames(source) {
  const defined = [...source.matchAll(/^(?:class\s+(\w+)|(\w+)\s*(?::[^=\n]+)?=)/gm)].map((m) => m[1] ?? m[2]);
  const imported = [...source.matchAll(/^from\s+[\w.]+\s+import\s+(\([^)]*\)|[^\n]*)/gm)].flatMap((m) =>
    m[1].replace(/[()]/g, "").split(",").map((part) => part.trim().split(/\s+/).at(-1)),
  );
  return new Set([...defined, ...imported]);
}

// Entry points that no configuration names are found by their base class.
function entrypointClasses(source) {
  return [...source.matchAll(/^class\s+(\w+)\s*\([^)]*WorkerEntrypoint[^)]*\)/gm)].map((m) => m[1]);
}

/**
 * Files of python_modules that were installed from a local path: edited often, so kept out of snapshots.
 * Files and not folders: a local package may add files to a folder of another one.
 */
function localFiles(root, files) {
  const isRecord = (name) => /^[^/]+\.dist-info\/direct_url\.json$/.test(name);
  const isLocal = (name) => "dir_info" in JSON.parse(readFileSync(path.join(root, name), "utf8"));
  return new Set(
    files.filter(isRecord).filter(isLocal).flatMap((name) => {
      const info = name.split("/")[0];
      const record = path.join(root, info, "RECORD");
      const own = existsSync(record) ? readFileSync(record, "utf8").split("\n").map((line) => line.split(",")[0]) : [];
      return [...files.filter((file) => file.startsWith(`${info}/`)), ...own];
    }),
  );
}

// Where the options have a binding: alone in a field, or among others of its kind.
function placesOf(options, binding) {
  return Object.entries(options)
    .filter(([, value]) => value?.binding === binding || (value && typeof value === "object" && Object.hasOwn(value, binding)))
    .map(([field]) => field);
}

function without(value, binding) {
  if (value.binding === binding) return undefined;
  const { [binding]: _, ...others } = value;
  return others;
}

// In place of Workers AI.
const MODEL = "pyworkerd:model";

/** An OpenAI-compatible address, with its model behind a "#" and its key as a password: "https://:KEY@api.example/v1#name". */
function modelAt(binding, target, places) {
  if (places.some((field) => field !== "ai")) throw new Failure("config_invalid", `An address can stand in for Workers AI only, not for ${binding}.`);
  if (!URL.canParse(target)) throw new Failure("config_invalid", `${target} can't stand in for ${binding}: it is no address.`);
  const { origin, pathname, password, hash } = new URL(target);
  const given = { key: decodeURIComponent(password), model: decodeURIComponent(hash.slice(1)) };
  const props = { binding, address: (origin + pathname).replace(/\/+$/, ""), ...(given.key && { key: given.key }), ...(given.model && { model: given.model }) };
  return { name: MODEL, props };
}

/**
 * Options in which bindings that have no simulator go elsewhere instead: to workers of this run ("worker" or
 * "worker#Entrypoint"), Workers AI also to an OpenAI-compatible address. What the options have no binding of is passed over.
 */
function withStandIns(options, standIns) {
  const result = { ...options, serviceBindings: { ...options.serviceBindings } };
  for (const [binding, target] of Object.entries(standIns)) {
    const places = placesOf(result, binding);
    if (places.length === 0) continue;
    for (const field of places) result[field] = without(result[field], binding);
    const [name, entrypoint] = target.split("#");
    result.serviceBindings[binding] = /^https?:/.test(target) ? modelAt(binding, target, places) : { name, entrypoint };
  }
  return result;
}

// Miniflare's options for bindings that only Cloudflare can serve. Of Workers AI, which many can do without, only a call tells.
const REMOTE = ["aiSearchInstances", "aiSearchNamespaces", "browserRendering", "vectorize"];

function remoteWarnings(options) {
  const names = REMOTE.map((field) => options[field] ?? {}).flatMap((value) => value.binding ?? Object.keys(value));
  return names.map((name) => `The binding ${name} works on Cloudflare only: calls of it fail here, unless a worker stands in.`);
}

// The others say so themselves when they are called.
function withoutRemote({ ai, browserRendering, ...options }) {
  const absent = [[ai, MODEL], [browserRendering, "pyworkerd:absent"]].filter(([binding]) => binding);
  const bindings = absent.map(([{ binding }, name]) => [binding, { name, props: { binding } }]);
  return { ...options, serviceBindings: { ...options.serviceBindings, ...Object.fromEntries(bindings) } };
}

const secretWarnings = ({ secrets }, bindings) =>
  (secrets?.required ?? [])
    .filter((name) => !Object.hasOwn(bindings, name))
    .map((name) => `The secret ${name} is not set: add it to .dev.vars or .env.`);

export class Project {
  /**
   * @param {object} given
   * @param {string} given.dir
   * @param {string} [given.config] another file than wrangler.jsonc, .json or .toml
   * @param {string} [given.env] an environment of the configuration
   * @param {object} [given.vars] win over the configuration's vars and secrets
   * @param {string} [given.name] another name than the configuration's
   * @param {Record<string, string>} [given.standIns] what stands in for bindings, see `withStandIns`
   * @param {string} [given.sdk] a folder with the `workers` package, for projects that do not vendor it
   */
  constructor(given) {
    this.given = given;
    this.named = { durableObjects: [], workflows: [], entrypoints: [] };
    this.dir = path.resolve(given.dir);
    this.load();
  }

  /** Reads the configuration (again). */
  load() {
    const { file, config, options, main, warnings } = readConfig({ ...this.given, dir: this.dir });
    this.warnings = warnings;
    this.file = file;
    this.config = config;
    this.name = this.given.name ?? config.name;
    if (!this.name) throw new Failure("config_invalid", `${file}: the worker has no name.`);
    if (!main) throw new Failure("no_python_main", `${file}: "main" is missing; it names the worker's Python file.`);
    if (!existsSync(main)) throw new Failure("no_python_main", `${file}: "main" is ${main}, which does not exist.`);
    this.main = main;
    this.root = path.dirname(main);
    this.python = main.endsWith(".py");
    if (!this.python && !/\.[mc]?[jt]sx?$/.test(main)) {
      throw new Failure("no_python_main", `${file}: "main" is ${main}, which is neither Python nor JavaScript.`);
    }
    const bound = withStandIns(options, this.given.standIns ?? {});
    this.options = { ...withoutRemote(bound), name: this.name, bindings: { ...bound.bindings, ...this.given.vars } };
    this.warnings.push(...remoteWarnings(bound), ...secretWarnings(config, this.options.bindings));
    this.flags = compatibilityFlags(config);
  }

  /** The static files that miniflare looks up at a start: path, size, time of the last edit. */
  assets() {
    const folder = this.options.assets?.directory;
    if (!folder || !existsSync(folder)) return [];
    return walk(folder).map((name) => {
      const { size, mtimeMs } = statSync(path.join(folder, name));
      return [name, size, mtimeMs];
    });
  }

  get modulesFolder() {
    return path.join(path.dirname(this.file), "python_modules");
  }

  #sourceFiles() {
    const rules = this.config.rules ?? [];
    const wanted = matcher([...DATA_RULES, ...rules.filter(({ type }) => type !== "ESModule").flatMap(({ globs }) => globs)]);
    const skipped = path.relative(this.root, this.modulesFolder);
    return walk(this.root)
      .filter((name) => wanted(name) && !name.startsWith(`${skipped}/`))
      .map((name) => [name, path.join(this.root, name)]);
  }

  /**
   * The Python bundle: the worker's own files, packages from local paths, and third-party packages.
   * @returns {{own: [string, string][], local: [string, string][], site: [string, string][]}} path in the
   *   bundle (packages: in its python_modules) and path on disk
   */
  files() {
    const root = this.modulesFolder;
    const excluded = matcher(this.config.python_modules?.exclude ?? []);
    const vendored = walk(root).filter((name) => !excluded(name) && !/\.dist-info\/(RECORD$|licenses\/)/.test(name));
    const local = localFiles(root, walk(root));
    const isLocal = (name) => local.has(name);
    const entry = (name) => [name, path.join(root, name)];
    const site = [...vendored.filter((name) => !isLocal(name)).map(entry), ...this.#sdkFiles(vendored)];
    return { own: this.#sourceFiles(), local: vendored.filter(isLocal).map(entry), site };
  }

  // Cloudflare's runtime brings an SDK of its own for projects that vendor none.
  #sdkFiles(vendored) {
    const { sdk } = this.given;
    if (!sdk || vendored.includes("workers/__init__.py")) return [];
    return walk(sdk).filter((name) => !/\.dist-info\/(RECORD$|licenses\/)/.test(name)).map((name) => [name, path.join(sdk, name)]);
  }

  /** @returns {[string, string][]} JavaScript modules that Python may import: name in the bundle and source */
  scripts() {
    const esRules = (this.config.rules ?? []).filter(({ type }) => type === "ESModule").flatMap(({ globs }) => globs);
    const wanted = matcher(["**/*.mjs", "**/*.js", ...esRules]);
    const skipped = path.relative(this.root, this.modulesFolder);
    const own = walk(this.root).filter((name) => wanted(name) && JS.test(name) && !name.startsWith(`${skipped}/`));
    const { local, site } = this.files();
    const besideSdk = [...local, ...site].filter(([name]) => SDK_JS.test(name));
    return [
      ...own.map((name) => [name, readFileSync(path.join(this.root, name), "utf8")]),
      ...besideSdk.map(([name, file]) => [`python_modules/${name}`, readFileSync(file, "utf8")]),
    ];
  }

  /**
   * What the worker exports. Others' bindings may name classes too; `linkProjects` notes them in `named`.
   * @returns {{handlers: boolean, durableObjects: string[], workflows: string[], entrypoints: string[]}}
   */
  exports() {
    const source = readFileSync(this.main, "utf8");
    const names = topLevelNames(source);
    const own = (bindings, field) =>
      Object.values(bindings ?? {}).filter(({ scriptName }) => !scriptName || scriptName === this.name).map((b) => b[field]);
    const { durableObjects: objects, additionalUnboundDurableObjects: unbound, workflows: flows } = this.options;
    const durableObjects = new Set([...own(objects, "className"), ...own(unbound, "className"), ...this.named.durableObjects]);
    const workflows = new Set([...own(flows, "className"), ...this.named.workflows]);
    const entrypoints = new Set([...entrypointClasses(source), ...this.named.entrypoints]);
    for (const name of ["Default", "default", ...durableObjects, ...workflows]) entrypoints.delete(name);
    return {
      handlers: !this.flags.python_no_global_handlers && !names.has("Default"),
      durableObjects: [...durableObjects],
      workflows: [...workflows],
      entrypoints: [...entrypoints],
    };
  }

  /** @returns {string} the name of the main module for Python's import */
  get mainModule() {
    return path.basename(this.main, ".py");
  }

  /** Bundles a JavaScript worker, as wrangler would. */
  bundle() {
    const esbuild = npmRequire("esbuild");
    const { outputFiles } = esbuild.buildSync({
      entryPoints: [this.main],
      absWorkingDir: this.dir,
      bundle: true,
      format: "esm",
      target: "es2024",
      external: ["cloudflare:*", "node:*", "workerd:*"],
      conditions: ["workerd", "worker", "browser"],
      loader: { ".txt": "text", ".html": "text", ".sql": "text", ".bin": "binary" },
      write: false,
      logLevel: "silent",
    });
    return outputFiles[0].text;
  }
}
