/**
 * The memory snapshot that a workerd boots its Python Workers from, taken by Cloudflare's loader itself. There is one for
 * each run of workerd: of a lone worker its dedicated one, with the main module imported, as a deploy makes it; of several
 * workers one with the packages that all of them have.
 */

import { mkdirSync } from "node:fs";
import { hashOf } from "../cache.mjs";
import { fileHash, importsFor, packagesIn } from "../runtime.mjs";
import { Alone } from "./alone.mjs";
import { refusal } from "./refusal.mjs";
import { officialModules, packageModule } from "./worker.mjs";

const FOLDER = "official/snapshots";
const KEPT = 6; // of 30 to 50 MB
const SHARED_MAIN = "__pyworkerd_shared.py";

const contentsOf = ({ path, contents }) => [path, typeof contents === "string" ? contents : hashOf(contents)];

/** A project as a worker alone. */
export const lone = (project) => ({
  modules: officialModules(project),
  date: project.config.compatibility_date,
  flags: project.config.compatibility_flags,
  bindings: project.options.bindings,
});

const topOf = ([name]) => name.split("/")[0];

/** The packages' files that all projects have, whole packages only. */
function commonFiles(projects) {
  const packages = projects.map((project) => {
    const { local, site } = project.files();
    return Map.groupBy([...local, ...site], topOf);
  });
  const [first, ...others] = packages;
  const digest = (files) => files && hashOf(...files.map(([name, file]) => `${name} ${fileHash(file)}`).sort());
  return [...first].filter(([top, files]) => others.every((other) => digest(other.get(top)) === digest(files))).flatMap(([, files]) => files);
}

/** A worker that only imports what all projects have. */
function shared(projects) {
  const files = commonFiles(projects);
  const imports = [...new Set([...importsFor(files), ...packagesIn(files)])];
  // What is garbage may have files open, which are not in a snapshot.
  const source = ["import gc", "from contextlib import suppress", ...imports.map((name) => `with suppress(Exception):\n    import ${name}`), "gc.collect()"].join("\n");
  const main = { type: "PythonModule", path: `/${SHARED_MAIN}`, contents: source };
  return { ...lone(projects[0]), modules: [main, ...files.map(packageModule)], bindings: {} };
}

export class Snapshots {
  /**
   * @param {import("../cache.mjs").Cache} cache
   * @param {(worker: string, text: string) => void} warn
   */
  constructor(cache, warn) {
    this.cache = cache;
    this.warn = warn;
    mkdirSync(cache.path(FOLDER), { recursive: true });
  }

  /**
   * @param {import("../project.mjs").Project[]} projects
   * @param {object} bundle see Bundles
   * @returns {Promise<string[]>} workerd's options that boot them from a snapshot; none where there can't be one
   */
  async options(projects, bundle) {
    // Where the flag is off, Cloudflare has no dedicated snapshots, and workerd refuses them.
    if (projects.some(({ config }) => config.compatibility_flags.includes("disable_python_dedicated_snapshot"))) return [];
    const worker = projects.length === 1 ? lone(projects[0]) : shared(projects);
    const file = `${hashOf(bundle.folder, worker.date, JSON.stringify([worker.flags, worker.bindings]), ...worker.modules.flatMap(contentsOf))}.bin`;
    if (!this.cache.has(`${FOLDER}/${file}`) && !(await this.#take(projects, worker, bundle, file))) return [];
    return [`--python-snapshot-dir=${this.cache.path(FOLDER)}`, `--python-load-snapshot=${file}`];
  }

  async #take(projects, worker, bundle, file) {
    const alone = new Alone(bundle, worker);
    try {
      const { said } = await alone.save();
      if (alone.hasSnapshot) {
        this.cache.write(`${FOLDER}/${file}`, alone.read());
        this.cache.prune(FOLDER, /\.bin$/, KEPT);
        return true;
      }
      if (projects.length === 1) this.warn(projects[0].name, await refusal(bundle, worker, said));
      return false;
    } finally {
      alone.close();
    }
  }
}
