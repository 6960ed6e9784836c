/**
 * A Python Worker as Cloudflare has it: its files are the modules of its bundle, and workerd's own loader boots them.
 */

import { readFileSync } from "node:fs";

// The loader shows Python the files under the names that they have in the bundle.
const PACKAGES = "python_modules";

const sourceModule = ([name, file]) =>
  name.endsWith(".py")
    ? { type: "PythonModule", path: `/${name}`, contents: readFileSync(file, "utf8") }
    : { type: "Data", path: `/${name}`, contents: readFileSync(file) };

const packageModule = ([name, file]) => ({ type: "Data", path: `/${PACKAGES}/${name}`, contents: readFileSync(file) });

/**
 * @param {import("../project.mjs").Project} project
 * @returns {object[]} its modules for miniflare, the main one first
 */
export function officialModules(project) {
  const main = `${project.mainModule}.py`;
  const { own, local, site } = project.files();
  const scripts = project.scripts();
  const isScript = new Set(scripts.map(([name]) => name));
  const sources = own.toSorted(([a], [b]) => Number(b === main) - Number(a === main)).filter(([name]) => !isScript.has(name));
  const packages = [...local, ...site].filter(([name]) => !isScript.has(`${PACKAGES}/${name}`));
  return [
    ...sources.map(sourceModule),
    ...packages.map(packageModule),
    ...scripts.map(([name, contents]) => ({ type: "ESModule", path: `/${name}`, contents })),
  ];
}

/** Miniflare's options for a project on Cloudflare's own runtime; unlike the host's, they keep the flags that name it. */
export function officialWorker(project) {
  return {
    ...project.options,
    rootPath: "/",
    modulesRoot: "/",
    modules: officialModules(project),
    compatibilityFlags: project.config.compatibility_flags,
  };
}
