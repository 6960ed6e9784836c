/**
 * Runs Python Workers on Cloudflare's own loader, in place of this host: in the same workerd, with the same bindings.
 */

import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { blaming, Failure } from "../failure.mjs";
import { Bundles } from "./bundles.mjs";

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** What decides which Python a worker gets. */
const runtimeOf = ({ config: { compatibility_date: date, compatibility_flags: flags = [] } }) => ({
  date,
  flags: flags.filter((flag) => /(^|_)python_/.test(flag)),
});

export class Official {
  /** There is no glue and no snapshot of this host's. */
  glue = { files: {}, patched: false };

  /**
   * @param {import("../cache.mjs").Cache} cache
   * @param {string} folder of the run
   * @param {(text: string) => void} progress told what takes long
   */
  constructor(cache, folder, progress) {
    this.bundles = new Bundles(cache, progress);
    this.command = path.join(folder, "workerd.sh");
  }

  /** Has miniflare run a workerd that boots these projects. */
  async write(projects) {
    const found = [];
    for (const project of projects) found.push(await blaming(project.dir, () => this.bundles.find(runtimeOf(project))));
    const [first, ...others] = found;
    if (!first) return;
    const other = others.findIndex(({ version, binary }) => version !== first.version || binary !== first.binary);
    if (other >= 0) {
      const [one, two] = [projects[0], projects[other + 1]].map(({ name }) => name);
      throw new Failure("official_unfit", `${one} and ${two} have compatibility dates with different Pyodides: serve them apart.`);
    }
    writeFileSync(this.command, `#!/bin/sh\nexec ${quoted(first.binary)} "$@" ${quoted(`--pyodide-bundle-disk-cache-dir=${first.folder}`)}\n`);
    chmodSync(this.command, 0o755);
    process.env.MINIFLARE_WORKERD_PATH = this.command;
  }
}
