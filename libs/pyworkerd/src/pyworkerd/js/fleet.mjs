/**
 * Many projects in one workerd: starts, reloads and stops them, and reaches into them.
 */

import { randomBytes } from "node:crypto";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { hashOf, Cache } from "./cache.mjs";
import { Failure } from "./failure.mjs";
import { checkNames, checkServices, foreignExports, namedEntrypoints } from "./links.mjs";
import { LogReader } from "./logs.mjs";
import { npmRequire } from "./npm.mjs";
import { Project } from "./project.mjs";
import { Runtime } from "./runtime.mjs";
import { adminWorker, outboundWorker, pythonWorker, resourcesOf, routerWorker, scriptWorker } from "./workers.mjs";

const METADATA = "/session/metadata";

async function checkPort(host, port) {
  if (!port) return;
  const server = net.createServer();
  await new Promise((resolve, reject) => {
    server.once("error", (error) =>
      reject(error.code === "EADDRINUSE" ? new Failure("port_taken", `Port ${port} is taken; choose another one.`) : error),
    );
    server.listen(port, host, () => server.close(resolve));
  });
}

export class Fleet {
  /** @param {(event: object) => void} emit */
  constructor(emit) {
    this.emit = emit;
    this.faults = new Map();
    this.token = randomBytes(16).toString("hex");
  }

  /** Starts everything; see the protocol in supervisor.mjs. */
  async start(params) {
    const started = performance.now();
    this.params = { host: "127.0.0.1", port: 0, snapshot: true, ...params };
    this.cache = new Cache(this.params.cache);
    this.run = mkdtempSync(path.join(os.tmpdir(), "pyworkerd-run-"));
    this.runtime = new Runtime(this.cache, (text) => this.emit({ event: "progress", text }));
    this.projects = this.params.projects.map((given) => new Project(given));
    checkNames(this.projects);
    checkServices(this.projects);
    await checkPort(this.params.host, this.params.port);
    const { Miniflare, Log, LogLevel, convertV4MiniflareOptions } = npmRequire("miniflare");
    this.logs = new LogReader(this.emit);
    this.convert = (options) => ({ ...convertV4MiniflareOptions(options), log: this.logs.miniflareLog(Log, LogLevel) });
    this.miniflare = new Miniflare(this.convert(await this.options()));
    await this.#connect();
    return { ...this.describe(), ready_ms: Math.round(performance.now() - started) };
  }

  async #connect() {
    const wait = (name) => this.miniflare.unsafeGetDirectURL(name);
    try {
      this.publicUrl = await wait("pyworkerd:router");
      this.adminUrl = await wait("pyworkerd:admin");
    } catch (error) {
      if (error.code === "ERR_ADDRESS_IN_USE") throw new Failure("port_taken", `Port ${this.params.port} is taken; choose another one.`);
      throw error;
    }
  }

  /** Prepares what the workers load, and says how workerd runs them. */
  async options() {
    const named = namedEntrypoints(this.projects);
    const glue = this.runtime.glue(this.params.snapshot);
    const workers = [];
    this.shapes = new Map();
    const pythons = this.projects.filter(({ python }) => python);
    await Promise.all(pythons.map((project) => this.writeManifest(project, glue)));
    for (const project of this.projects) {
      project.foreign = foreignExports(this.projects, project.name);
      workers.push(this.#worker(project, named, glue));
    }
    const { host, port, defaultWorker, controlPrefix, controlUrl, outboundUrl, state } = this.params;
    const router = { host, port, defaultWorker: defaultWorker ?? this.projects[0].name, controlPrefix, controlUrl };
    const own = [routerWorker(this.projects, router), adminWorker(this.projects, this.token)];
    if (outboundUrl) own.push(outboundWorker(outboundUrl));
    return {
      host: "127.0.0.1",
      port: 0,
      cf: false,
      unsafeTriggerHandlers: true,
      handleStructuredLogs: (log) => this.logs.read(log),
      unsafeHandleRuntimeRestart: () => this.#restarted(),
      ...(state && { resourcePersistencePath: path.resolve(state) }),
      workers: [...own, ...workers],
    };
  }

  #worker(project, named, glue) {
    const exports = project.python ? project.exports(named.get(project.name) ?? new Set()) : null;
    const parts = { exports, glue: glue.files, cache: this.cache.folder, run: this.run };
    const worker = project.python ? pythonWorker(project, parts) : scriptWorker(project);
    // What a reload cannot change inside the isolate.
    this.shapes.set(project.name, hashOf(JSON.stringify(worker)));
    if (!this.params.outboundUrl) return worker;
    return { ...worker, outboundService: { name: "pyworkerd:outbound", props: { worker: project.name } } };
  }

  /** Writes what a worker's host is to boot; it reads it at each boot. */
  async writeManifest(project, glue, compile = true) {
    const { own, site: vendored } = project.files();
    const [base, site] = await Promise.all([this.runtime.base(), this.runtime.site(vendored)]);
    const snapshot = glue.patched ? await this.runtime.snapshot(site, glue.files) : null;
    const pack = await this.runtime.bundle(own, METADATA, compile);
    const native = snapshot?.coversNative ? [] : site.nativePacks;
    const manifest = {
      main: project.mainModule,
      compatibilityFlags: project.flags,
      runtime: { wasm: base.wasm, stdlib: base.stdlib },
      packs: [base.host, ...site.packs, ...native, { ...pack, root: METADATA }],
      fallbackPacks: snapshot?.coversNative ? site.nativePacks : [],
      snapshot,
    };
    const file = path.join(this.run, `${project.name}.json`);
    writeFileSync(`${file}.new`, JSON.stringify(manifest));
    renameSync(`${file}.new`, file);
  }

  async #restarted() {
    await this.#connect();
    for (const [worker, fault] of this.faults) await this.#setFault(worker, fault);
    this.emit({ event: "ready", url: this.publicUrl.origin });
  }

  /** @returns {{url: string, port: number, workers: object[]}} */
  describe() {
    const { origin, port } = this.publicUrl;
    return { url: origin, port: Number(port), workers: this.projects.map((project) => this.#describe(project)) };
  }

  #describe(project) {
    const { options, config } = project;
    const services = Object.values(options.serviceBindings ?? {}).map((service) => service.name ?? service);
    const objects = Object.values(options.durableObjects ?? {}).map(({ scriptName }) => scriptName);
    const secrets = new Set(config.secrets?.required ?? []);
    return {
      name: project.name,
      url: `http://${project.name}.localhost:${this.publicUrl.port}`,
      dir: project.dir,
      python: project.python,
      bindings: describeBindings(options),
      calls: [...new Set([...services, ...objects])].filter((name) => typeof name === "string" && name !== project.name),
      crons: config.triggers?.crons ?? [],
      queues: Object.keys(options.queueConsumers ?? {}),
      vars: Object.keys(config.vars ?? {}).filter((name) => !secrets.has(name)),
      secrets: Object.keys(options.bindings).filter((name) => secrets.has(name) || !(name in (config.vars ?? {}))),
    };
  }

  /** Asks the admin worker. */
  async ask(method, params = {}) {
    const response = await fetch(this.adminUrl, {
      method: "POST",
      headers: { authorization: this.token },
      body: JSON.stringify({ method, params }),
    });
    const { result, error } = await response.json();
    if (error) throw new Failure("failed", error.message);
    return result;
  }

  control(worker, method, ...args) {
    return this.ask("control", { worker, method, args });
  }

  /** @returns {Project} */
  project(name) {
    const project = this.projects.find((candidate) => candidate.name === name);
    if (!project) {
      const names = this.projects.map((candidate) => candidate.name).join(", ");
      throw new Failure("unknown_worker", `There is no worker "${name}"; running: ${names}.`);
    }
    return project;
  }

  /** Boots workers before their first request. */
  async warm({ workers, concurrency = 2 }) {
    const waiting = (workers ?? this.projects.map(({ name }) => name)).map((name) => this.project(name)).filter(({ python }) => python);
    const booted = {};
    const next = async () => {
      for (let project; (project = waiting.shift()); ) {
        const { boot_ms, error } = await this.control(project.name, "warm");
        booted[project.name] = { boot_ms, error };
        this.emit({ event: "booted", worker: project.name, boot_ms, ...(error && { error }) });
      }
    };
    await Promise.all(Array.from({ length: concurrency }, next));
    return booted;
  }

  /** Takes over what changed on disk: inside the isolates if that is enough, else with a new workerd. */
  async reload({ worker } = {}) {
    const changed = worker ? [this.project(worker)] : this.projects;
    for (const project of changed) project.load();
    checkNames(this.projects);
    checkServices(this.projects);
    this.runtime.forget();
    const before = this.shapes;
    const options = await this.options();
    const names = changed.map(({ name }) => name);
    if ([...this.shapes].some(([name, shape]) => before.get(name) !== shape)) {
      await this.miniflare.setOptions(this.convert(options));
      await this.#restarted();
      return { restarted: true, workers: names };
    }
    await Promise.all(changed.filter(({ python }) => python).map(({ name }) => this.control(name, "reload")));
    return { restarted: false, workers: names };
  }

  async #setFault(worker, fault) {
    await this.control(worker, "setFault", fault);
  }

  async fault({ worker, mode, times = null }) {
    if (!this.project(worker).python) throw new Failure("unsupported", `${worker} is a JavaScript worker; faults can be set on Python Workers.`);
    if (!["error", "down", "hang"].includes(mode)) throw new Failure("unsupported", `"${mode}" is no fault; use error, down or hang.`);
    this.faults.set(worker, { mode, times });
    await this.#setFault(worker, { mode, times });
    return {};
  }

  async faultsClear() {
    await Promise.all([...this.faults.keys()].map((worker) => this.#setFault(worker, null)));
    this.faults.clear();
    return {};
  }

  async stats() {
    const pythons = this.projects.filter(({ python }) => python);
    const entries = pythons.map(async ({ name }) => [name, await this.control(name, "status")]);
    return Object.fromEntries(await Promise.all(entries));
  }

  /** The id of a worker's binding of a kind; of its only one if no name is given. */
  resource(kind, worker, binding) {
    const field = { d1: "d1Databases", kv: "kvNamespaces", r2: "r2Buckets" }[kind];
    const bindings = Object.entries(this.project(worker).options[field] ?? {});
    const found = binding ? bindings.find(([name]) => name === binding) : bindings[0];
    if (!found) {
      const names = bindings.map(([name]) => name).join(", ") || "none";
      throw new Failure("unknown_binding", `${worker} has no ${kind.toUpperCase()} binding ${binding ?? ""}; it has: ${names}.`);
    }
    return found[1].id ?? found[1];
  }

  resources() {
    return resourcesOf(this.projects);
  }

  async stop() {
    await this.miniflare?.dispose();
    if (this.run) rmSync(this.run, { recursive: true, force: true });
    return {};
  }
}

const KINDS = {
  d1Databases: "d1", kvNamespaces: "kv", r2Buckets: "r2", queueProducers: "queue", serviceBindings: "service",
  durableObjects: "durable_object", workflows: "workflow", ratelimits: "ratelimit",
  analyticsEngineDatasets: "analytics_engine", hyperdrives: "hyperdrive", vectorize: "vectorize",
};

const targetOf = (binding) =>
  typeof binding === "string" ? binding : binding.id ?? binding.queueName ?? binding.scriptName ?? binding.className ?? binding.name ?? binding.dataset;

function describeBindings(options) {
  const listed = Object.entries(KINDS).flatMap(([field, type]) =>
    Object.entries(options[field] ?? {}).map(([name, binding]) => ({ type, name, target: targetOf(binding) })),
  );
  if (options.assets?.binding) listed.push({ type: "assets", name: options.assets.binding });
  return listed;
}
