/**
 * A Python Worker alone in a workerd of its own, on Cloudflare's loader: what it takes to start, and its memory snapshot.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const LONGEST_MS = 240_000;
const SOCKET = "http";
const SNAPSHOT = "snapshot.bin"; // workerd's own choice
const KINDS = { ESModule: "esModule", PythonModule: "pythonModule", Data: "data" };

const text = (value) => JSON.stringify(value);

// Of the bindings only variables are there: nothing else can be used while a worker is imported.
const variable = ([name, value]) =>
  `(name = ${text(name)}, ${typeof value === "string" ? `text = ${text(value)}` : `json = ${text(JSON.stringify(value))}`})`;

// Wasm is only compiled as fast as it can be: to optimize it takes longer than so short a run can win.
/** A configuration in Cap'n Proto's text form, which takes the modules from files beside it. */
const configuration = ({ modules, date, flags, bindings }) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "${SOCKET}", address = "127.0.0.1:0", http = (), service = "main")],
  v8Flags = ["--liftoff-only"]
);
const main :Workerd.Worker = (
  modules = [${modules.map(({ type, path: name }, index) => `(name = ${text(name.slice(1))}, ${KINDS[type]} = embed "${index}")`).join(", ")}],
  bindings = [${Object.entries(bindings).map(variable).join(", ")}],
  compatibilityDate = ${text(date)},
  compatibilityFlags = ${text(flags)}
);
`;

/** @typedef {{modules: object[], date: string, flags: string[], bindings: object}} Worker modules as officialModules gives them */

export class Alone {
  /**
   * @param {{binary: string, folder: string}} bundle see Bundles
   * @param {Worker} worker
   */
  constructor({ binary, folder }, worker) {
    this.binary = binary;
    this.home = mkdtempSync(path.join(os.tmpdir(), "pyworkerd-alone-"));
    this.snapshots = path.join(this.home, "snapshots");
    mkdirSync(this.snapshots);
    this.config = path.join(this.home, "config.capnp");
    worker.modules.forEach(({ contents }, index) => writeFileSync(path.join(this.home, String(index)), contents));
    writeFileSync(this.config, configuration(worker));
    this.options = ["--experimental", `--pyodide-bundle-disk-cache-dir=${folder}`, `--python-snapshot-dir=${this.snapshots}`];
  }

  get #snapshot() {
    return path.join(this.snapshots, SNAPSHOT);
  }

  /**
   * Boots the worker and imports its main module.
   * @param {string[]} options more of workerd's
   * @returns {Promise<{said: string, cpuMs: number}>} what it printed, and the time of the processor that it took
   */
  async boot(...options) {
    // There is no test in it, which ends the run. The shell tells what its child used, on a stream of its own.
    const script = 'exec 3>&1; "$@" 3>&- 2>&1; times >&3; true';
    const child = spawn("sh", ["-c", script, "sh", this.binary, "test", this.config, ...this.options, ...options], { stdio: ["ignore", "pipe", "inherit"] });
    const timer = setTimeout(() => child.kill(), LONGEST_MS);
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => (said += chunk));
    await once(child, "close");
    clearTimeout(timer);
    return { said, cpuMs: childTimes(said) };
  }

  /** Boots it and saves a dedicated snapshot, as a deploy does; there is none if that can't be. */
  save() {
    return this.boot("--python-save-snapshot");
  }

  get hasSnapshot() {
    return existsSync(this.#snapshot);
  }

  /** @returns {Buffer} the snapshot */
  read() {
    return readFileSync(this.#snapshot);
  }

  /** What the worker answers to a GET request once it is restored from its snapshot. */
  async answer(requestPath) {
    const args = ["serve", this.config, ...this.options, `--python-load-snapshot=${SNAPSHOT}`, "--control-fd=3"];
    const child = spawn(this.binary, args, { stdio: ["ignore", "pipe", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk) => (said += chunk));
    try {
      const port = await Promise.race([listening(child.stdio[3]), once(child, "exit").then(() => null)]);
      if (port === null) return { status: 0, body: said.trim() };
      const response = await fetch(`http://127.0.0.1:${port}${requestPath}`, { signal: AbortSignal.timeout(LONGEST_MS) });
      return { status: response.status, body: await response.text() };
    } finally {
      child.kill("SIGKILL");
    }
  }

  close() {
    rmSync(this.home, { recursive: true, force: true });
  }
}

async function listening(control) {
  for await (const chunk of control.setEncoding("utf8")) {
    const event = JSON.parse(chunk.split("\n")[0]);
    if (event.event === "listen" && event.socket === SOCKET) return event.port;
  }
  return null;
}

/** `times` prints two lines, of the shell and of its children: user and system, each in minutes and seconds. */
function childTimes(said) {
  const times = [...said.matchAll(/^(\d+)m([\d.,]+)s (\d+)m([\d.,]+)s$/gm)].at(-1);
  if (!times) return NaN;
  const [, userMinutes, userSeconds, systemMinutes, systemSeconds] = times;
  const seconds = [userSeconds, systemSeconds].reduce((sum, each) => sum + Number(each.replace(",", ".")), 0);
  return Math.round(((Number(userMinutes) + Number(systemMinutes)) * 60 + seconds) * 1000);
}
