/**
 * Turns projects into miniflare's workers: their own options, with the host in place of their sources.
 */

import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { hashOf } from "./cache.mjs";
import { blaming } from "./failure.mjs";
import { officialWorker } from "./official/worker.mjs";

const WORKERD = path.join(path.dirname(fileURLToPath(import.meta.url)), "workerd");
const HOST_FILES = [
  "host.mjs", "boot.mjs", "disk.mjs", "restore.mjs", "sandbox.mjs", "console.mjs", "environment.mjs",
  "wait_until.mjs", "cpu_limit.mjs", "faults.mjs", "traceback.mjs", "entrypoints.mjs", "control.mjs",
];
const HOST_DATE = "2026-11-01";
const CONTROL = "__PyworkerdControl";
export const ADMIN = "pyworkerd:admin";
// The default entry point under a name: without one, a worker with assets is reached through these.
const EVENTS = "__PyworkerdEvents";

const source = (name) => readFileSync(path.join(WORKERD, name), "utf8");
const esModule = (name, contents) => ({ type: "ESModule", path: `/${name}`, contents });

// The names of the project's own bindings, without those of this host.
const boundNames = ({ serviceBindings = {}, d1Databases = {}, kvNamespaces = {}, queueProducers = {}, ratelimits = {} }) => ({
  services: Object.keys(serviceBindings),
  databases: Object.keys(d1Databases),
  namespaces: Object.keys(kvNamespaces),
  queues: Object.keys(queueProducers),
  limiters: Object.keys(ratelimits),
});

/** What may watch a worker's events, where it is asked for by the name of its module: its class, and what it is given. */
const WATCHERS = {
  usage: (bindings) => `new Usage(host.name, env, ${bindings})`,
  background: (bindings) => `new Background(env, ${bindings})`,
};
const watchersOf = (parts) => Object.keys(WATCHERS).filter((name) => parts[name]);
const classOf = (watcher) => watcher[0].toUpperCase() + watcher.slice(1);

// The worker's module proper: at the bundle's root, where imports by Python start from.
function mainModule({ name, flags, options }, { handlers, durableObjects, workflows, entrypoints }, watchers) {
  const worker = { name, globalHandlers: !flags.python_no_global_handlers };
  const bindings = JSON.stringify(boundNames(options));
  const exported = (kind, names) => names.map((cls) => `export const ${cls} = ${kind}(host, ${JSON.stringify(cls)});`);
  return [
    `import { Host } from "./__pyworkerd/host.mjs";`,
    `import { durableObject, globalHandlers, workerEntrypoint, workflow } from "./__pyworkerd/entrypoints.mjs";`,
    `import { controlEntrypoint } from "./__pyworkerd/control.mjs";`,
    ...(watchers.length ? [`import { env } from "cloudflare:workers";`] : []),
    ...watchers.map((name) => `import { ${classOf(name)} } from "./__pyworkerd/${name}.mjs";`),
    `const host = new Host(${JSON.stringify(worker)}, (specifier) => import(specifier));`,
    ...watchers.map((name) => `host.${name} = ${WATCHERS[name](bindings)};`),
    `const main = ${handlers ? "globalHandlers(host)" : 'workerEntrypoint(host, "Default")'};`,
    `export { main as default, main as ${EVENTS} };`,
    ...exported("durableObject", durableObjects),
    ...exported("workflow", workflows),
    ...exported("workerEntrypoint", entrypoints),
    `export const ${CONTROL} = controlEntrypoint(host);`,
  ].join("\n");
}

const withAsyncContext = ({ compatibilityFlags: flags = [] }) =>
  flags.some((flag) => ["nodejs_als", "nodejs_compat"].includes(flag)) ? flags : [...flags, "nodejs_als"];

/**
 * @param {import("./project.mjs").Project} project
 * @param {object} parts
 * @param {Record<string, string>} parts.glue Pyodide's glue files
 * @param {string} parts.cache folder of the cache
 * @param {string} parts.run folder with the manifests
 * @param {boolean} [parts.usage] whether events are counted
 * @param {boolean} [parts.background] whether what happens behind answers can be held back
 */
function pythonWorker(project, parts) {
  const { glue, cache, run } = parts;
  const watchers = watchersOf(parts);
  const modules = [
    esModule("__pyworkerd_main.mjs", mainModule(project, project.exports(), watchers)),
    ...[...HOST_FILES, ...watchers.map((name) => `${name}.mjs`)].map((name) => esModule(`__pyworkerd/${name}`, source(name))),
    ...Object.entries(glue).map(([name, contents]) => esModule(`__pyworkerd/glue/${name}`, contents)),
    ...project.scripts().map(([name, contents]) => esModule(name, contents)),
  ];
  return {
    ...project.options,
    rootPath: "/",
    modulesRoot: "/",
    modules,
    compatibilityFlags: watchers.length ? withAsyncContext(project.options) : project.options.compatibilityFlags,
    unsafeEvalBinding: "__PYWORKERD_EVAL",
    serviceBindings: {
      ...project.options.serviceBindings,
      __PYWORKERD_CACHE: { disk: { path: cache, writable: false } },
      __PYWORKERD_RUN: { disk: { path: run, writable: false } },
    },
  };
}

/** A worker in JavaScript, bundled. */
function scriptWorker(project) {
  return { ...project.options, rootPath: "/", modulesRoot: "/", modules: [esModule("main.mjs", project.bundle())] };
}

/** A project as miniflare's worker; see `pythonWorker` for `parts`. */
export function projectWorker(project, parts) {
  const python = parts.official ? officialWorker : pythonWorker;
  const worker = project.python ? python(project, parts) : scriptWorker(project);
  if (!parts.outboundUrl) return worker;
  return { ...worker, outboundService: { name: "pyworkerd:outbound", props: { worker: project.name } } };
}

const editable = (project) => Object.values(project.files()).flat().map(([name, file]) => [name, statSync(file).size, statSync(file).mtimeMs]);

const fixedParts = (project) =>
  project.python
    ? [project.options, project.config.queues, project.flags, project.assets(), project.exports(), project.scripts()]
    : [project.options, project.config.queues, project.assets(), project.bundle()];

/** @returns {Map<string, string>} by worker, a hash of all that a reload inside its isolate cannot change */
export function shapesOf(projects, { official }) {
  const parts = (project) => [...fixedParts(project), ...(official && project.python ? editable(project) : [])];
  return new Map(projects.map((project) => [project.name, hashOf(JSON.stringify(blaming(project.dir, () => parts(project))))]));
}

const external = (url) => ({ external: { address: new URL(url).host, http: {} } });

const EXTRA_HANDLERS = ["service_binding_extra_handlers", "experimental"];

/** Service bindings to the workers by name, for events other than requests. */
const eventBindings = (prefix, projects, { official }) =>
  Object.fromEntries(projects.map(({ name, python }) => [`${prefix}:${name}`, python && !official ? { name, entrypoint: EVENTS } : name]));

/** The worker on the public port. */
export function routerWorker(projects, { host, port, defaultWorker, controlPrefix, controlUrl, gateUrl = "", official }) {
  const names = projects.map(({ name }) => name);
  return {
    name: "pyworkerd:router",
    compatibilityDate: HOST_DATE,
    compatibilityFlags: EXTRA_HANDLERS,
    modulesRoot: "/",
    modules: ["router.mjs", "strangers.mjs"].map((name) => esModule(name, source(name))),
    bindings: { NAMES: names, DEFAULT: defaultWorker, CONTROL_PREFIX: controlPrefix && controlUrl ? controlPrefix : "", GATE_URL: gateUrl },
    serviceBindings: {
      ...Object.fromEntries(names.map((name) => [`worker:${name}`, name])),
      ...eventBindings("events", projects, { official }),
      ...(controlUrl && { CONTROL: external(controlUrl) }),
      ...(gateUrl && { GATE: external(gateUrl) }),
    },
    unsafeDirectSockets: [{ host, port }],
  };
}

/** The worker through which all outgoing requests leave. */
export function outboundWorker(outboundUrl) {
  return {
    name: "pyworkerd:outbound",
    compatibilityDate: HOST_DATE,
    modulesRoot: "/",
    modules: [esModule("outbound.mjs", source("outbound.mjs"))],
    bindings: { TARGET_URL: outboundUrl },
    serviceBindings: { TARGET: external(outboundUrl) },
  };
}

/** The worker behind bindings that nothing serves here. */
export function absentWorker() {
  return {
    name: "pyworkerd:absent",
    compatibilityDate: HOST_DATE,
    modulesRoot: "/",
    modules: [esModule("absent.mjs", source("absent.mjs"))],
  };
}

/** The worker in place of Workers AI. */
export function modelWorker() {
  return {
    name: "pyworkerd:model",
    compatibilityDate: HOST_DATE,
    modulesRoot: "/",
    modules: [esModule("model.mjs", source("model.mjs"))],
  };
}

const idOf = (binding) => (typeof binding === "string" ? binding : binding.id);

/** The databases, namespaces, buckets and queues of all projects, by kind. */
export function resourcesOf(projects) {
  const ids = (field) => [...new Set(projects.flatMap(({ options }) => Object.values(options[field] ?? {}).map(idOf)))];
  const queues = projects.flatMap(({ options }) => [
    ...Object.values(options.queueProducers ?? {}).map(({ queueName }) => queueName),
    ...Object.keys(options.queueConsumers ?? {}),
  ]);
  return { d1: ids("d1Databases"), kv: ids("kvNamespaces"), r2: ids("r2Buckets"), queues: [...new Set(queues)] };
}

/** The supervisor's worker, bound to everything; to the queues' brokers by queues.mjs. */
export function adminWorker(projects, token, { official }) {
  const { d1, kv, r2 } = resourcesOf(projects);
  const named = (prefix, ids) => Object.fromEntries(ids.map((id) => [`${prefix}:${id}`, id]));
  const pythons = projects.filter(({ python }) => python && !official);
  const pythonNames = pythons.map(({ name }) => name);
  const objects = pythons.flatMap((project) =>
    project.exports().durableObjects.map((className) => [`object:${project.name}:${className}`, { className, scriptName: project.name }]),
  );
  return {
    name: ADMIN,
    compatibilityDate: HOST_DATE,
    compatibilityFlags: EXTRA_HANDLERS,
    modulesRoot: "/",
    modules: [esModule("admin.mjs", source("admin.mjs"))],
    bindings: { TOKEN: token },
    d1Databases: named("d1", d1),
    kvNamespaces: named("kv", kv),
    r2Buckets: named("r2", r2),
    durableObjects: Object.fromEntries(objects),
    serviceBindings: {
      ...eventBindings("worker", projects, { official }),
      ...Object.fromEntries(pythonNames.map((name) => [`control:${name}`, { name, entrypoint: CONTROL }])),
    },
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
  };
}
