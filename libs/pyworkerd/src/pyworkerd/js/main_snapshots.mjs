/**
 * Snapshots of single workers with their main module imported: what each adds to the snapshot of its packages.
 *
 * Taking one costs more than it saves at one boot, so that a start only uses those that are there; the others
 * are taken while the workers run, for the next start.
 */

import { hashOf } from "./cache.mjs";

const FOLDER = "mains";
const KEPT = 64; // the newest, of all projects: some 13 MB each

export class MainSnapshots {
  /** @param {import("./runtime.mjs").Runtime} runtime */
  constructor(runtime) {
    this.runtime = runtime;
    this.missing = new Map();
  }

  /**
   * @param {import("./project.mjs").Project} project
   * @param {object} manifest what the worker boots from
   * @returns {{file: string, length: number, meta: string} | null} its snapshot, if it has been taken
   */
  find(project, manifest) {
    const { cache } = this.runtime;
    const file = this.#fileOf(manifest);
    this.missing.delete(project.name);
    if (!cache.has(file)) {
      this.missing.set(project.name, { file, manifest });
      return null;
    }
    const entry = cache.entry(file);
    return entry.length > 0 ? { ...entry, meta: `${file}.json` } : null;
  }

  // Of a snapshot taken anew for the same packages nothing is where it was.
  #fileOf({ main, compatibilityFlags, packs, snapshot }) {
    const { id } = JSON.parse(this.runtime.cache.read(snapshot.meta));
    const parts = packs.flatMap(({ file, root }) => [file, root]);
    return `${FOLDER}/${hashOf(id, main, JSON.stringify(compatibilityFlags), ...parts)}.bin`;
  }

  /**
   * Takes those that are missing; takes about a second of CPU time each, in a process of low priority.
   * @param {object} glueFiles see `glue` of Runtime
   * @param {AbortSignal} signal ends it
   * @returns {Promise<number>} how many were taken
   */
  async take(glueFiles, signal) {
    const asked = [...this.missing.values()];
    this.missing.clear();
    const { cache } = this.runtime;
    await cache.alone(async () => {
      const missing = asked.filter(({ file }) => !cache.has(file));
      if (missing.length === 0 || signal.aborted) return;
      await this.runtime.takeMains(missing.map((each) => this.#job(each)), glueFiles, signal);
      cache.prune(FOLDER, /\.bin$/, KEPT);
    }, FOLDER);
    return asked.filter(({ file }) => cache.entry(file).length > 0).length;
  }

  #job({ file, manifest: { main, compatibilityFlags: flags, packs, snapshot } }) {
    const { cache } = this.runtime;
    const libraries = snapshot.libraries.map((library) => cache.path(library.file));
    const base = { file: cache.path(snapshot.file), meta: cache.path(snapshot.meta), libraries };
    return { file, main, flags, base, packs: packs.map((pack) => ({ path: cache.path(pack.file), root: pack.root })) };
  }
}
