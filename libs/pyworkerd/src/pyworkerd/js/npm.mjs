/**
 * Finds the npm parts (wrangler, miniflare, pyodide) in the `node_modules` that the Python side chose.
 */

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Failure } from "./failure.mjs";

const ROOT = path.resolve(process.env.PYWORKERD_NODE_MODULES ?? "node_modules");

/** @returns {string} the folder of a package, or of a file in it */
export function npmPath(...parts) {
  const full = path.join(ROOT, ...parts);
  if (!existsSync(full)) {
    throw new Failure("missing_npm", `The npm package "${parts[0]}" is not in ${ROOT}; install the npm parts of pyworkerd.`);
  }
  return full;
}

/** @returns {string} the version of a package */
export function npmVersion(name) {
  return JSON.parse(readFileSync(npmPath(name, "package.json"), "utf8")).version;
}

/** @returns {any} the package's CommonJS exports */
export function npmRequire(name) {
  npmPath(name);
  return createRequire(path.join(ROOT, "_.js"))(name);
}

/** @returns {Promise<any>} an ES module of a package */
export const npmImport = (...parts) => import(pathToFileURL(npmPath(...parts)).href);
