/**
 * Lists the files of folders.
 */

import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

const SKIPPED = new Set(["__pycache__", "node_modules"]);

/**
 * @param {string} folder
 * @returns {string[]} the files below it, relative and with slashes, in a stable order; caches and
 *   hidden folders are left out
 */
export function walk(folder, below = "") {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(path.join(folder, below), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const name = below + entry.name;
      if (SKIPPED.has(entry.name) || entry.name.startsWith(".")) return [];
      const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && isDirectory(path.join(folder, name)));
      return isFolder ? walk(folder, `${name}/`) : [name];
    });
}

function isDirectory(full) {
  try {
    readdirSync(full);
    return true;
  } catch {
    return false;
  }
}
