/**
 * Puts a broker of our own behind the queues: miniflare's keeps messages in memory alone, where a kill loses what was
 * accepted. Everything else of its queues (bindings, the way to each queue's broker and to its consumer) stays.
 */

import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "./failure.mjs";

const FOLDER = path.join(path.dirname(fileURLToPath(import.meta.url)), "workerd");
// The first one is the main module.
const MODULES = ["queue_broker.mjs", "queue_backlog.mjs", "queue_journal.mjs"];
const BROKER = "queues:queue";
const DISK = "queues:disk";
const CLASS = "QueueBrokerObject";
const BROKER_DATE = "2026-11-01";

const queuesOf = ({ config }) => ({ producers: [], consumers: [], ...config.queues });

/** @returns {Record<string, object>} by queue, its consumer as the configurations say it, with the worker's name */
function consumersOf(projects) {
  const all = projects.flatMap((project) => queuesOf(project).consumers.map((consumer) => ({ ...consumer, worker: project.name })));
  return Object.fromEntries(all.filter(({ type }) => type !== "http_pull").map((consumer) => [consumer.queue, consumer]));
}

const module = (name) => ({ name, esModule: readFileSync(path.join(FOLDER, name), "utf8") });

/** Miniflare's service of brokers, with our code, a disk if there is a state, and what the projects say of consumers. */
function broker(service, projects, state) {
  const added = [{ name: "CONSUMERS", json: JSON.stringify(consumersOf(projects)) }];
  if (state) added.push({ name: "DISK", service: { name: DISK } });
  const worker = {
    ...service.worker,
    compatibilityDate: BROKER_DATE,
    compatibilityFlags: ["experimental", "service_binding_extra_handlers"],
    modules: MODULES.map(module),
    bindings: [...service.worker.bindings, ...added],
  };
  return { ...service, worker };
}

/** The service that writes the queues' folder of the state. */
function disk(state) {
  const folder = path.join(state, "queues");
  mkdirSync(folder, { recursive: true });
  return { name: DISK, disk: { path: folder, writable: true } };
}

/**
 * Changes miniflare's plugin for queues, for as long as this process runs.
 * @param {object} plugin miniflare's `QUEUES_PLUGIN`
 * @param {() => import("./project.mjs").Project[]} projects those that run
 * @param {string} admin the worker that is bound to all brokers, as `QUEUES`
 * @returns {object} the plugin, which may be changed but once
 */
export function keepQueues(plugin, projects, admin) {
  const { getServices, getBindings } = plugin;
  plugin.getServices = async (options) => {
    const services = await getServices.call(plugin, options);
    if (services.length === 0) return services;
    if (!services.some(({ name }) => name === BROKER)) throw new Failure("internal", `This version of miniflare has no service ${BROKER}.`);
    const state = options.sharedOptions.resourcePersistencePath;
    const ours = services.map((service) => (service.name === BROKER ? broker(service, projects(), state) : service));
    return state ? [disk(state), ...ours] : ours;
  };
  plugin.getBindings = (options, shared) => {
    const bindings = getBindings.call(plugin, options, shared);
    const there = projects().some((project) => Object.values(queuesOf(project)).flat().length > 0);
    if (options.config.name !== admin || !there) return bindings;
    return [...bindings, { name: "QUEUES", durableObjectNamespace: { className: CLASS, serviceName: BROKER } }];
  };
  return plugin;
}
