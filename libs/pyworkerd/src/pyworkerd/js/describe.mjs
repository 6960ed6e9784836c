/**
 * What the protocol says of a worker.
 */

const KINDS = {
  d1Databases: "d1", kvNamespaces: "kv", r2Buckets: "r2", queueProducers: "queue", serviceBindings: "service",
  durableObjects: "durable_object", workflows: "workflow", ratelimits: "ratelimit",
  analyticsEngineDatasets: "analytics_engine", hyperdrives: "hyperdrive", vectorize: "vectorize",
};

const MODEL = "pyworkerd:model";

const targetOf = (binding) =>
  typeof binding === "string" ? binding : binding.id ?? binding.queueName ?? binding.scriptName ?? binding.className ?? binding.name ?? binding.dataset;

/** @returns {{type: string, name: string, target?: string}[]} */
function describeBindings(options, config) {
  // People know a database by its name, not by its id.
  const databases = Object.fromEntries((config.d1_databases ?? []).map((each) => [each.binding, each.database_name]));
  const listed = Object.entries(KINDS).flatMap(([field, type]) =>
    Object.entries(options[field] ?? {}).map(([name, binding]) => ({
      ...(binding.name === MODEL ? { type: "ai", target: binding.props.address } : { type, target: (type === "d1" && databases[name]) || targetOf(binding) }),
      name,
    })),
  );
  if (options.assets?.binding) listed.push({ type: "assets", name: options.assets.binding });
  return listed;
}

const isProject = (name) => typeof name === "string" && !name.startsWith("pyworkerd:");

/** @returns {number} the port of an HTTP URL, which a URL does not say where it is the usual one */
export const portOf = ({ port }) => Number(port || 80);

/**
 * @param {import("./project.mjs").Project} project
 * @param {number} port the public one
 */
export function describeWorker(project, port) {
  const { options, config } = project;
  const services = Object.values(options.serviceBindings ?? {}).map((service) => service.name ?? service);
  const objects = Object.values(options.durableObjects ?? {}).map(({ scriptName }) => scriptName);
  const vars = config.vars ?? {};
  const secrets = new Set(config.secrets?.required ?? []);
  return {
    name: project.name,
    url: new URL(`http://${project.name}.localhost:${port}`).origin,
    dir: project.dir,
    python: project.python,
    bindings: describeBindings(options, config),
    calls: [...new Set([...services, ...objects])].filter((name) => isProject(name) && name !== project.name),
    crons: config.triggers?.crons ?? [],
    queues: Object.keys(options.queueConsumers ?? {}),
    vars: Object.keys(vars).filter((name) => !secrets.has(name)),
    secrets: Object.keys(options.bindings).filter((name) => secrets.has(name) || !(name in vars)),
  };
}
