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

/** A file of a package, which Python finds where it was vendored. */
export const packageModule = ([name, file]) => ({ type: "Data", path: `/${PACKAGES}/${name}`, contents: readFileSync(file) });

/**
 * @param {import("../project.mjs").Project} project
 * @returns {object[]} its modules for miniflare, the main one first
 */
export function officialModules(project) {
  const main = `${project.mainModule}.py`;
  const { own, local, site } = project.files();
  // A rule may make data of what is JavaScript by its name.
  const isData = new Set(own.map(([name]) => name));
  const scripts = project.scripts().filter(([name]) => !isData.has(name));
  const isScript = new Set(scripts.map(([name]) => name));
  const packages = [...local, ...site].filter(([name]) => !isScript.has(`${PACKAGES}/${name}`));
  return [
    ...own.toSorted(([a], [b]) => Number(b === main) - Number(a === main)).map(sourceModule),
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
