/**
 * Runs Python Workers on Cloudflare's own loader, in place of this host: in the same workerd, with the same bindings.
 */

import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isPythonFlag } from "../config.mjs";
import { blaming, Failure } from "../failure.mjs";
import { Bundles } from "./bundles.mjs";
import { Snapshots } from "./snapshots.mjs";

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** What decides which Python a worker gets. */
export const runtimeOf = ({ config: { compatibility_date: date, compatibility_flags: flags = [] } }) => ({
  date,
  flags: flags.filter(isPythonFlag),
});

/**
 * Changes miniflare's plugin for workflows, for as long as this process runs: its engine, in JavaScript and of an old
 * date, has the flags of the worker, and those that name Python would have workerd look for the Python of that date.
 * @param {object} plugin miniflare's `WORKFLOWS_PLUGIN`
 * @returns {object} the plugin, which may be changed but once
 */
export function withoutPythonEngines(plugin) {
  const { getServices } = plugin;
  plugin.getServices = (given) => {
    const { config } = given.options;
    const compatibilityFlags = config.compatibilityFlags?.filter((flag) => !isPythonFlag(flag));
    return getServices.call(plugin, { ...given, options: { ...given.options, config: { ...config, compatibilityFlags } } });
  };
  return plugin;
}

export class Official {
  /** There is no glue and no snapshot of this host's. */
  glue = { files: {}, patched: false };

  /**
   * @param {import("../runtime.mjs").Runtime} runtime
   * @param {string} folder of the run
   * @param {{snapshot: boolean}} params
   * @param {(worker: string, text: string) => void} warn
   */
  constructor(runtime, folder, { snapshot }, warn) {
    this.bundles = new Bundles(runtime);
    this.snapshots = snapshot ? new Snapshots(runtime.cache, warn) : null;
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
    const options = [`--pyodide-bundle-disk-cache-dir=${first.folder}`, ...((await this.snapshots?.options(projects, first)) ?? [])];
    writeFileSync(this.command, `#!/bin/sh\nexec ${quoted(first.binary)} "$@" ${options.map(quoted).join(" ")}\n`);
    chmodSync(this.command, 0o755);
    process.env.MINIFLARE_WORKERD_PATH = this.command;
  }
}
