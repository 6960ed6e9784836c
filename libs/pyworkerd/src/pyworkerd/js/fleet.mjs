/**
 * Many projects in one workerd: starts, reloads and stops them, and reaches into them.
 */

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { Cache } from "./cache.mjs";
import { describeWorker, portOf } from "./describe.mjs";
import { blaming, Failure } from "./failure.mjs";
import { Faults } from "./faults.mjs";
import { connectProjects } from "./links.mjs";
import { LogReader } from "./logs.mjs";
import { Manifests } from "./manifests.mjs";
import { npmRequire } from "./npm.mjs";
import { Project } from "./project.mjs";
import { Official, withoutPythonEngines } from "./official/official.mjs";
import { startFailure } from "./official/refusal.mjs";
import { keepQueues } from "./queues.mjs";
import { Runtime } from "./runtime.mjs";
import { watchForSilence } from "./watchdog.mjs";
import { absentWorker, ADMIN, adminWorker, modelWorker, outboundWorker, projectWorker, resourcesOf, routerWorker, shapesOf } from "./workers.mjs";

const LOOK_MS = 15;
const QUIET_LOOKS = 3;
const LOGS_MS = 5000; // a workerd that was restarted meanwhile, or is stuck, logs no mark

const makeProject = (given) => blaming(path.resolve(given.dir), () => new Project(given));

// Everything else knows the worker by the name that it was started with.
function renewed(project) {
  const again = makeProject(project.given);
  if (again.name === project.name) return again;
  throw new Failure("config_invalid", `${again.file}: ${project.name} is now named ${again.name}: start again to run it by that name.`, project.dir);
}

const sameShapes = (before, after) => before.size === after.size && [...after].every(([name, shape]) => before.get(name) === shape);

async function checkPort(host, port) {
  if (!port) return;
  const server = net.createServer();
  try {
    await once(server.listen(port, host), "listening");
  } catch (error) {
    if (error.code === "EADDRINUSE") throw new Failure("port_taken", `Port ${port} is taken; choose another one.`);
    throw new Failure("port_unusable", `Port ${port} of ${host} can't be used: ${error.message}`);
  }
  await once(server.close(), "close");
}

export class Fleet {
  /** @param {(event: object) => void} emit */
  constructor(emit) {
    this.emit = emit;
    this.faults = new Faults((worker, fault) => this.control(worker, "setFault", fault));
    this.token = randomBytes(16).toString("hex");
    this.ending = new AbortController();
  }

  /** Starts everything; see the protocol in supervisor.mjs. */
  async start(params) {
    const started = performance.now();
    this.params = { host: "127.0.0.1", port: 0, snapshot: true, stuckSeconds: 120, cpuSeconds: 30, ...params };
    this.cache = new Cache(this.params.cache);
    this.#forgetRun();
    this.run = mkdtempSync(path.join(os.tmpdir(), "pyworkerd-run-"));
    this.runtime = new Runtime(this.cache, (text) => this.emit({ event: "progress", text }));
    const warn = (worker, text) => this.emit({ event: "warning", worker, text });
    this.manifests = this.params.official ? new Official(this.runtime, this.run, this.params, warn) : new Manifests(this.runtime, this.run, this.params);
    this.projects = this.params.projects.map((given) => makeProject({ sdk: this.params.sdk, ...given }));
    this.#warn(this.projects);
    connectProjects(this.projects);
    await checkPort(this.params.host, this.params.port);
    const { Miniflare, Log, LogLevel, QUEUES_PLUGIN, WORKFLOWS_PLUGIN, convertV4MiniflareOptions } = npmRequire("miniflare");
    if (this.params.official) this.workflowsPlugin ??= withoutPythonEngines(WORKFLOWS_PLUGIN);
    this.queuesPlugin ??= keepQueues(QUEUES_PLUGIN, () => this.projects, ADMIN);
    this.logs = new LogReader(this.emit, (...use) => this.faults.struck(...use), this.params.official);
    this.convert = (options) => ({ ...convertV4MiniflareOptions(options), log: this.logs.miniflareLog(Log, LogLevel) });
    this.miniflare = new Miniflare(this.convert(await this.options()));
    await this.#connect();
    const ping = () => this.ask("ping");
    void watchForSilence({ ping, seconds: this.params.stuckSeconds, emit: this.emit, isStopped: () => this.stopped });
    return { ...this.describe(), ready_ms: Math.round(performance.now() - started) };
  }

  async #connect() {
    const wait = (name) => this.miniflare.unsafeGetDirectURL(name);
    try {
      this.publicUrl = await wait("pyworkerd:router");
      this.adminUrl = await wait(ADMIN);
    } catch (error) {
      if (error.code === "ERR_ADDRESS_IN_USE") throw new Failure("port_taken", `Port ${this.params.port} is taken; choose another one.`);
      throw this.params.official ? startFailure(error, this.projects) : error;
    }
  }

  /** Prepares what the workers load, and says how workerd runs them. */
  async options() {
    const { defaultWorker, outboundUrl, state } = this.params;
    await this.manifests.write(this.#pythons);
    const router = { ...this.params, defaultWorker: defaultWorker ? this.project(defaultWorker).name : this.projects[0].name };
    const own = [routerWorker(this.projects, router), adminWorker(this.projects, this.token, this.params), absentWorker(), modelWorker()];
    if (outboundUrl) own.push(outboundWorker(outboundUrl));
    const parts = { glue: this.manifests.glue.files, cache: this.cache.folder, run: this.run, ...this.params };
    this.shapes = shapesOf(this.projects, this.params);
    return {
      host: "127.0.0.1",
      port: 0,
      cf: false,
      unsafeTriggerHandlers: true,
      handleStructuredLogs: (log) => this.logs.read(log),
      unsafeHandleRuntimeRestart: () => this.#restarted(),
      // The layout of wrangler's --persist-to, so that either may fill what the other reads.
      ...(state && { resourcePersistencePath: path.join(path.resolve(state), "v3") }),
      workers: [...own, ...this.projects.map((project) => projectWorker(project, parts))],
    };
  }

  async #restarted() {
    await this.#connect();
    await this.faults.restore();
    if (this.delivering) await this.deliver();
    this.emit({ event: "ready", url: this.publicUrl.origin });
  }

  /** Begins to deliver what the queues hold from an earlier run. A queue that is sent to has begun by itself. */
  async deliver() {
    this.delivering = true;
    await this.ask("queues", { queues: resourcesOf(this.projects).queues, method: "wake" });
    return {};
  }

  /** @returns {{url: string, port: number, workers: object[]}} */
  describe() {
    const port = portOf(this.publicUrl);
    return { url: this.publicUrl.origin, port, workers: this.projects.map((project) => describeWorker(project, port)) };
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
    if (this.params.official) throw new Failure("unsupported", `On Cloudflare's own runtime nothing reaches into the isolate of ${worker}: leave "official" out for this.`);
    return this.ask("control", { worker, method, args });
  }

  get #pythons() {
    return this.projects.filter(({ python }) => python);
  }

  /** Those in whose isolates this host is: not where Cloudflare's own loader is in its place. */
  get #hosted() {
    return this.params.official ? [] : this.#pythons;
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
    const waiting = (workers ?? this.projects.map(({ name }) => name)).map((name) => this.project(name)).filter((project) => this.#hosted.includes(project));
    const booted = {};
    const next = async () => {
      for (let project; (project = waiting.shift()); ) {
        const { boot_ms, error } = await this.control(project.name, "warm").catch(({ message }) => ({ error: message }));
        booted[project.name] = { boot_ms, error };
        this.emit({ event: "booted", worker: project.name, boot_ms, ...(error && { error }) });
      }
    };
    await Promise.all(Array.from({ length: concurrency }, next));
    return booted;
  }

  /** Runs a worker's files, or every worker's, as they are now; see `#change`. */
  async reload({ worker } = {}) {
    const changed = worker ? [this.project(worker)] : this.projects;
    const next = this.projects.map((project) => (changed.includes(project) ? renewed(project) : project));
    return this.#change(next, changed.map(({ name }) => name));
  }

  /**
   * Runs these projects from now on; see `#change`.
   * @param {{projects: object[], changed?: string[], defaultWorker?: string}} params `projects` as for
   *   `start`; `changed` names those whose files are to be read again though they are given as before
   */
  async replace({ projects, changed = [], defaultWorker, sdk = this.params.sdk }) {
    const running = new Map(this.projects.filter(({ name }) => !changed.includes(name)).map((project) => [JSON.stringify(project.given), project]));
    const given = projects.map((each) => ({ sdk, ...each }));
    const next = given.map((each) => running.get(JSON.stringify(each)) ?? makeProject(each));
    this.params = { ...this.params, defaultWorker, sdk };
    return this.#change(next, changed);
  }

  /**
   * Takes over projects: inside the isolates if that is enough, else with a new workerd. Where they can't be
   * run, the failure says why and nothing changes.
   */
  async #change(next, changed) {
    connectProjects(next);
    this.runtime.forget();
    const before = this.projects;
    const restarted = !sameShapes(this.shapes, shapesOf(next, this.params));
    this.projects = next;
    this.#warn(next.filter((project) => !before.includes(project)));
    await (restarted ? this.#restart(before) : this.#reloadInside(next.filter(({ name, python }) => python && changed.includes(name))));
    return { restarted, ...this.describe() };
  }

  async #restart(before) {
    this.emit({ event: "progress", text: "starting all workers again: bindings, vars or exports have changed" });
    try {
      await this.#serve();
    } catch (error) {
      this.projects = before;
      await this.#serve();
      throw error;
    } finally {
      this.faults.keep(new Set(this.#pythons.map(({ name }) => name)));
      await this.#restarted();
    }
  }

  async #serve() {
    await this.miniflare.setOptions(this.convert(await this.options()));
  }

  #warn(projects) {
    for (const { name, warnings } of projects) for (const text of warnings) this.emit({ event: "warning", worker: name, text });
  }

  async #reloadInside(projects) {
    await Promise.all(
      projects.map(async (project) => {
        await this.manifests.rewrite(project);
        await this.control(project.name, "reload");
      }),
    );
  }

  /** Runs one test of a project in its worker's isolate; see `_pyworkerd_testing.run_test`. */
  async test({ worker, packages, test }) {
    if (!this.project(worker).python) throw new Failure("unsupported", `${worker} is a JavaScript worker; tests run in Python Workers.`);
    const pack = await this.runtime.testing(packages);
    return JSON.parse(await this.control(worker, "test", pack, JSON.stringify(test)));
  }

  async fault({ worker, ...fault }) {
    await this.faults.set(this.#python(worker), fault);
    return {};
  }

  async faultsClear({ worker } = {}) {
    await this.faults.clear(worker && this.#python(worker));
    return {};
  }

  /** The faults that are on, each with the calls it has left. */
  async faultsList() {
    await this.logsFlush();
    return this.faults.list();
  }

  async hold({ worker, reason }) {
    await this.faults.hold(this.#python(worker), reason);
    return {};
  }

  #python(name) {
    if (this.project(name).python) return name;
    throw new Failure("unsupported", `${name} is a JavaScript worker; faults can be set on Python Workers.`);
  }

  /** Waits until all that was logged so far has been told. */
  async logsFlush() {
    const { text, read } = this.logs.mark();
    const told = this.ask("mark", { text }).then(() => read, () => {});
    await Promise.race([told, new Promise((resolve) => setTimeout(resolve, LOGS_MS).unref())]);
    return {};
  }

  async stats() {
    const entries = this.#hosted.map(async ({ name }) => [name, await this.control(name, "status")]);
    return Object.fromEntries(await Promise.all(entries));
  }

  /** What events have used since the last call, as usage.mjs tells it: several entries of a chain add up. */
  async usage() {
    return (await Promise.all(this.#hosted.map(({ name }) => this.control(name, "takeUsage")))).flat();
  }

  /** Has every worker hold back what it does behind its answers, let go of it, or tell what it has called; see background.mjs. */
  async background({ action }) {
    return this.ask("controls", { workers: this.#hosted.map(({ name }) => name), method: "background", args: [action] });
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

  /**
   * Empties KV, R2, queues, the tables of D1, the default cache, and the Durable Objects of Python Workers.
   * @param {{keep_d1?: boolean | string[]}} params databases to leave alone: all, or by binding or name
   */
  async reset({ keep_d1: keep = [] } = {}) {
    const { kv, r2, d1, queues } = resourcesOf(this.projects);
    const databases = keep === true ? [] : d1.filter((id) => !this.#databaseNames(id).some((name) => (keep || []).includes(name)));
    await Promise.all([
      this.ask("empty", { namespaces: kv, buckets: r2, databases, queues }),
      this.miniflare.purgeCache(),
      ...this.#hosted.map((project) => this.#eraseObjects(project)),
    ]);
    return {};
  }

  // Those with something stored are on disk; those without are only known to their isolate.
  async #eraseObjects(project) {
    const { durableObjects } = project.exports();
    if (durableObjects.length === 0) return;
    const objects = new Map(await this.control(project.name, "takeObjects"));
    for (const className of durableObjects) {
      for (const id of await this.miniflare.listDurableObjectIds(className, project.name)) objects.set(id, className);
    }
    await Promise.all([...objects].map(([id, className]) => this.#eraseObject(project.name, className, id)));
  }

  async #eraseObject(worker, className, id) {
    await this.ask("erase_object", { worker, className, id });
    await this.miniflare.unsafeEvictDurableObject(worker, className, { id, webSockets: "close" });
  }

  #databaseNames(id) {
    const all = this.projects.flatMap(({ config }) => config.d1_databases ?? []);
    const same = all.filter((db) => id === (db.preview_database_id ?? db.database_id) || id === db.binding || id === db.database_id);
    return [id, ...same.flatMap((db) => [db.database_name, db.binding])];
  }

  /**
   * Has the queues delivered without waiting for batches to fill, until no queue has messages and no consumer is
   * at work. Not waited for are messages that wait for a delay, and queues without a consumer.
   */
  async queueFlush({ timeout_ms: timeout = 30_000 } = {}) {
    const deadline = performance.now() + timeout;
    const { queues } = resourcesOf(this.projects);
    for (let quiet = 0; quiet < QUIET_LOOKS; ) {
      const underWay = await this.ask("queues", { queues, method: "hurry" });
      quiet = underWay.some((count) => count > 0) ? 0 : quiet + 1;
      if (performance.now() > deadline) throw new Failure("timeout", `Some queue is not empty after ${timeout} ms.`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return {};
  }

  /** Runs a script of several statements, in one transaction. */
  async d1Exec({ worker, binding, sql }) {
    const statements = npmRequire("wrangler").unstable_splitSqlQuery(sql).map((statement) => ({ sql: statement }));
    if (statements.length === 0) return { count: 0 };
    await this.ask("d1_batch", { database: this.resource("d1", worker, binding), statements });
    return { count: statements.length };
  }

  /** Makes the next start faster, in the background; `taken` is the number of workers that boot faster by it. */
  async snapshotMains() {
    if (this.params.official) return { taken: 0 };
    const taken = await this.manifests.takeMains(this.ending.signal).catch((error) => {
      if (this.ending.signal.aborted) return 0;
      throw error;
    });
    return { taken };
  }

  async stop() {
    this.stopped = true;
    this.ending.abort();
    await this.miniflare?.dispose();
    this.#forgetRun();
    return {};
  }

  // Also of a start that failed, after which there may be another.
  #forgetRun() {
    if (this.run) rmSync(this.run, { recursive: true, force: true });
  }
}
