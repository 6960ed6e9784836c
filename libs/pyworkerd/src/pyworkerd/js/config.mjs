/**
 * Reads a project's wrangler configuration with wrangler itself, offline.
 */

import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { Failure } from "./failure.mjs";
import { npmRequire } from "./npm.mjs";

const NAMES = ["wrangler.jsonc", "wrangler.json", "wrangler.toml"];
// For a worker that names none: the newest that the pinned workerd knows.
const LATEST_DATE = "2026-11-01";
// These name features of Cloudflare's own Python runtime; workerd itself would look for that runtime.
export const isPythonFlag = (flag) => /(^|_)python_/.test(flag);

function findConfig(dir) {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory()) throw new Failure("config_invalid", `There is no folder ${dir}.`);
  const name = NAMES.find((candidate) => existsSync(path.join(dir, candidate)));
  if (!name) throw new Failure("config_invalid", `${dir} has no wrangler.jsonc, wrangler.json or wrangler.toml.`);
  return path.join(dir, name);
}

const place = ({ file, line, column } = {}) => [file, line, column].filter((x) => x !== undefined).join(":");

// Wrangler begins with the path of the config from here, which is told anyway.
const withoutPreface = (text) => text.replace(/^Processing \S+ configuration:\s*/, "");

function invalid(file, error) {
  const where = place(error.location) || file;
  const [first, ...rest] = withoutPreface(String(error.message)).split("\n").map((line) => line.trim()).filter(Boolean);
  const detail = rest.length ? `${first} ${rest.join(" ")}` : first;
  const text = error.location && /^[A-Z]\w+$/.test(first) ? readable(first) : detail;
  return new Failure("config_invalid", `${where}: ${text}`);
}

// JSONC errors have names such as "CommaExpected".
const readable = (name) => `${name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()}.`.replace(/^./, (c) => c.toUpperCase());

/**
 * @param {{dir: string, config?: string, env?: string}} project
 * @returns {{file: string, config: object, options: object, main?: string, warnings: string[]}} wrangler's
 *   view of the configuration and its options for miniflare
 * @throws {Failure} config_invalid, with the place if there is one; unsupported_binding
 */
export function readConfig({ dir, config: given, env }) {
  const file = given ? path.resolve(dir, given) : findConfig(dir);
  if (!existsSync(file)) throw new Failure("config_invalid", `There is no ${file}.`);
  const wrangler = npmRequire("wrangler");
  try {
    const [read, said] = listening(() => wrangler.unstable_readConfig({ config: file, env }));
    checkFields(file, said);
    const { config, warnings } = withinReach(read);
    const [{ workerOptions, main }] = listening(() => wrangler.unstable_getMiniflareWorkerOptions(config, env));
    return { file, config, options: withFlagsOf(workerOptions, config), main, warnings: [...said, ...warnings, ...pythonVersion(config)] };
  } catch (error) {
    throw error instanceof Failure ? error : invalid(file, error);
  }
}

// wrangler says what it has to say on the console, in colours and boxes.
function listening(run) {
  const { log, warn, error, info } = console;
  const said = [];
  console.log = console.warn = console.error = console.info = (...values) => said.push(values.join(" "));
  try {
    const result = run();
    return [result, said.filter((text) => /WARNING/.test(text)).map(plainText)];
  } finally {
    Object.assign(console, { log, warn, error, info });
  }
}

const plainText = (text) =>
  withoutPreface(text.replace(/\u001b\[[0-9;]*m/g, "").replace(/^.*?\[WARNING\]\s*/s, ""))
    .replace(/\s+/g, " ")
    .trim();

// A top-level field that wrangler does not know is most often a kind of binding, misspelt or too new.
function checkFields(file, warnings) {
  const unknown = warnings.map((text) => /top-level field: "?([\w.-]+)"?/.exec(text)).find(Boolean);
  if (unknown) throw new Failure("unsupported_binding", `${file}: "${unknown[1]}" is no setting or kind of binding that wrangler knows.`);
}

/** The configuration without what only Cloudflare can run, and with a date; and what to say of that. */
function withinReach(read) {
  const warnings = [];
  const config = { ...read };
  if (!config.compatibility_date) {
    config.compatibility_date = LATEST_DATE;
    warnings.push(`The config has no compatibility_date; here it is ${LATEST_DATE}.`);
  }
  if (config.containers?.length) {
    config.containers = [];
    warnings.push("Containers are not run here: `ctx.container` is missing.");
  }
  return { config, warnings };
}

// https://developers.cloudflare.com/workers/languages/python/ names the versions by compatibility date.
function pythonVersion({ compatibility_date: date = "", compatibility_flags: flags = [] }) {
  if (date >= "2026-06-10" || !flags.includes("python_workers") || flags.some((flag) => /^python_workers_(20260610|314)$/.test(flag))) return [];
  const version = date < "2025-09-29" ? "3.12" : "3.13";
  return [`On Cloudflare the compatibility date ${date} means Python ${version}; here the worker runs on Python 3.14.`];
}

// What Pyodide needs and older dates leave out: flag, what turns it off, and since when it is on.
const PYODIDE_FLAGS = [["enable_weak_ref", "disable_weak_ref", "2025-05-05"]];

function withFlagsOf(options, { compatibility_date: date, compatibility_flags: flags = [] }) {
  const { modulesRules, cronTriggers, ...rest } = options;
  const needed = flags.includes("python_workers") ? PYODIDE_FLAGS : [];
  const unwanted = new Set(needed.flatMap(([enable, disable]) => [enable, disable]));
  const clean = (given = []) => [
    ...given.filter((flag) => !isPythonFlag(flag) && !unwanted.has(flag)),
    ...needed.filter(([, , since]) => date < since).map(([enable]) => enable),
  ];
  const assets = rest.assets && { ...rest.assets };
  if (assets?.assetConfig) {
    assets.assetConfig = { ...assets.assetConfig, compatibility_flags: clean(assets.assetConfig.compatibility_flags) };
  }
  return { ...rest, ...(assets && { assets }), compatibilityFlags: clean(rest.compatibilityFlags) };
}

// Flags that Python code or this host asks about: since when they are on, and what turns them off.
// https://developers.cloudflare.com/workers/configuration/compatibility-flags/
const PYTHON_FLAGS = [
  ["python_no_global_handlers", "disable_python_no_global_handlers", "2025-08-14"],
  ["python_workers_force_new_vendor_path", null, "2025-08-11"],
  ["python_request_headers_preserve_commas", "disable_python_request_headers_preserve_commas", "2026-02-17"],
  ["python_workflows_implicit_dependencies", "no_python_workflows_implicit_dependencies", "2026-02-25"],
  ["enable_python_external_sdk", "disable_python_external_sdk", "2026-04-21"],
  ["python_process_pth_files", "disable_python_process_pth_files", "2026-05-26"],
];

/** @returns {Record<string, boolean>} the flags that are on or off, as `_cloudflare_compat_flags` shows them to Python */
export function compatibilityFlags({ compatibility_date: date = "", compatibility_flags: flags = [] }) {
  const dated = PYTHON_FLAGS.map(([enable, disable, since]) => [enable, !flags.includes(disable) && date >= since]);
  return { ...Object.fromEntries(dated), ...Object.fromEntries(flags.map((flag) => [flag, true])) };
}
