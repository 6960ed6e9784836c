/**
 * What each worker's host boots: packs of its files and packages and a snapshot, listed in a manifest on
 * disk that is read at each boot.
 */

import { renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { blaming } from "./failure.mjs";
import { MainSnapshots } from "./main_snapshots.mjs";

const METADATA = "/session/metadata";

function mostCommon(names) {
  const count = (name) => names.filter((other) => other === name).length;
  return names.toSorted((a, b) => count(b) - count(a))[0];
}

export class Manifests {
  /**
   * @param {import("./runtime.mjs").Runtime} runtime
   * @param {string} folder where they are written
   * @param {{snapshot: boolean, cpuSeconds: number}} params
   */
  constructor(runtime, folder, { snapshot, cpuSeconds }) {
    this.runtime = runtime;
    this.folder = folder;
    this.cpuSeconds = cpuSeconds;
    this.glue = runtime.glue(snapshot);
    this.mains = new MainSnapshots(runtime);
  }

  /** Writes those of a new workerd. */
  async write(projects) {
    const bundles = await Promise.all(projects.map((project) => this.#bundle(project, true)));
    const shared = mostCommon(bundles.map(({ packages }) => packages.snapshotFile));
    await Promise.all(bundles.map((bundle) => this.#write(bundle, shared)));
  }

  /** Writes a project's anew while it runs. */
  async rewrite(project) {
    // Changed modules are left for Python to compile: that is faster than starting a compiler here.
    await this.#write(await this.#bundle(project, false), null);
  }

  /** Takes the snapshots with main modules that are missing, for the next start; see main_snapshots.mjs. */
  async takeMains(signal) {
    return this.glue.patched ? this.mains.take(this.glue.files, signal) : 0;
  }

  /** Packs a project's files and its packages. */
  #bundle(project, compile) {
    return blaming(project.dir, async () => {
      const { own, local, site: vendored } = project.files();
      const [base, site] = await Promise.all([this.runtime.base(), this.runtime.site(vendored)]);
      const packages = await this.runtime.withLocal(site, local, compile);
      return { project, base, site, packages, pack: await this.runtime.bundle(own, METADATA, compile) };
    });
  }

  async #write({ project, base, site, packages, pack }, shared) {
    const snapshot = this.glue.patched ? await this.#snapshot(site, packages, shared) : null;
    const native = snapshot?.coversNative ? [] : site.nativePacks;
    const manifest = {
      main: project.mainModule,
      cpuSeconds: this.cpuSeconds,
      compatibilityFlags: project.flags,
      runtime: { wasm: base.wasm, stdlib: base.stdlib },
      packs: [base.host, ...packages.packs, ...native, pack],
      fallbackPacks: snapshot?.coversNative ? site.nativePacks : [],
      snapshot,
    };
    manifest.mainSnapshot = snapshot && this.mains.find(project, manifest);
    const file = path.join(this.folder, `${project.name}.json`);
    writeFileSync(`${file}.new`, JSON.stringify(manifest));
    renameSync(`${file}.new`, file);
  }

  // With local packages a snapshot is only taken at a start, and for the set that most workers share:
  // others, and edited ones after a reload, import them on top of the third-party packages' snapshot.
  async #snapshot(site, packages, shared) {
    const wanted = packages.snapshotFile === shared || this.runtime.hasSnapshot(packages);
    const own = wanted ? await this.runtime.snapshot(packages, this.glue.files) : null;
    return own ?? this.runtime.snapshot(site, this.glue.files);
  }
}
