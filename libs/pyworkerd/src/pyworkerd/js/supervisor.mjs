/**
 * Supervises one workerd with many Python Workers. Speaks JSON lines: requests
 * `{"id", "method", "params"}` on stdin; answers `{"id", "result"}` or `{"id", "error": {"message", "kind", "project"?}}`
 * and events `{"event", …}` on stdout. Everything else goes to stderr. Ends when stdin does.
 */

import { enableCompileCache } from "node:module";

// Loading wrangler takes most of a start; its compiled code is kept between runs.
enableCompileCache();

const writeLine = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
process.env.WRANGLER_SEND_METRICS = "false";
// workerd has a background thread for each core but one, and with two cores that is one for all isolates. A job there
// that compiles for an isolate and runs out of its heap waits until that isolate collects garbage, which one without
// requests never does: from then on nothing is compiled for any isolate, and all run at half the speed (seen with gdb in
// workerd 1.20261117.1). So JavaScript is compiled where it runs. Wasm needs no heap for that; it is compiled after about a
// twenty-fifth of the usual running time, which a few thousand requests reach.
const V8_FLAGS = "--no-concurrent-sparkplug --no-concurrent-recompilation --wasm-tiering-budget=500000";
process.env.MINIFLARE_WORKERD_V8_FLAGS = `${V8_FLAGS} ${process.env.MINIFLARE_WORKERD_V8_FLAGS ?? ""}`.trim();

const { batchLogs } = await import("./log_batches.mjs");
const { Failure } = await import("./failure.mjs");
const { Fleet } = await import("./fleet.mjs");
const { startupOf } = await import("./official/startup.mjs");

batchLogs();
const send = (message) => writeLine(`${JSON.stringify(message)}\n`);
const fleet = new Fleet(send);

const stored = (kind, field, method) => ({ worker, binding, ...params }) =>
  fleet.ask(method, { ...params, [field]: fleet.resource(kind, worker, binding) });
const d1 = (method) => stored("d1", "database", method);
const kv = (method) => stored("kv", "namespace", method);
const r2 = (method) => stored("r2", "bucket", method);

const METHODS = {
  start: (params) => fleet.start(params),
  warm: (params) => fleet.warm(params),
  snapshot_mains: () => fleet.snapshotMains(),
  reload: (params) => fleet.reload(params),
  replace: (params) => fleet.replace(params),
  startup: (params) => startupOf(params, (text) => send({ event: "progress", text })),
  stop: () => fleet.stop(),
  scheduled: (params) => fleet.ask("scheduled", { ...params, worker: fleet.project(params.worker).name }),
  queue: (params) => fleet.ask("queue", { ...params, worker: fleet.project(params.worker).name }),
  fault: (params) => fleet.fault(params),
  faults: () => fleet.faultsList(),
  faults_clear: (params) => fleet.faultsClear(params),
  hold: (params) => fleet.hold(params),
  test: (params) => fleet.test(params),
  stats: () => fleet.stats(),
  usage: () => fleet.usage(),
  background: (params) => fleet.background(params),
  logs_flush: () => fleet.logsFlush(),
  deliver: () => fleet.deliver(),
  queue_flush: (params) => fleet.queueFlush(params),
  reset: (params) => fleet.reset(params),
  d1: d1("d1"),
  d1_batch: d1("d1_batch"),
  d1_each: ({ queries }) =>
    fleet.ask("d1_each", { queries: queries.map(({ worker, binding, ...query }) => ({ ...query, database: fleet.resource("d1", worker, binding) })) }),
  d1_exec: (params) => fleet.d1Exec(params),
  kv_list: kv("kv_list"),
  kv_get: kv("kv_get"),
  kv_put: kv("kv_put"),
  kv_delete: kv("kv_delete"),
  r2_list: r2("r2_list"),
  r2_get: r2("r2_get"),
  r2_put: r2("r2_put"),
  r2_delete: r2("r2_delete"),
};

async function answer({ id, method, params = {} }) {
  try {
    if (!METHODS[method]) throw new Failure("unknown_method", `There is no method "${method}".`);
    send({ id, result: await METHODS[method](params) });
  } catch (error) {
    if (!(error instanceof Failure)) process.stderr.write(`${error.stack}\n`);
    send({ id, error: { message: error.message, kind: error.kind ?? "internal", ...(error.dir && { project: error.dir }) } });
  }
}

let buffered = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (chunk) => {
  const lines = (buffered + chunk).split("\n");
  buffered = lines.pop();
  for (const line of lines) if (line.trim()) void answer(JSON.parse(line));
});

async function end() {
  await fleet.stop().catch(() => {});
  process.exit(0);
}
process.stdin.on("end", end);
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, end);
