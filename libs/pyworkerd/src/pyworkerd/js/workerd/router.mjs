/**
 * The public port: picks the worker by the request's host, and passes everything on untouched.
 */

const SUFFIX = ".localhost";
// Where `wrangler dev` lets one run a worker's scheduled handler: its present path, and the one before.
const SCHEDULED = ["/cdn-cgi/local/scheduled", "/cdn-cgi/handler/scheduled"];

function nameOf(hostname, env) {
  return hostname.endsWith(SUFFIX) ? hostname.slice(0, -SUFFIX.length) : env.DEFAULT;
}

function unknown(name, env) {
  return new Response(`There is no worker "${name}"; running: ${env.NAMES.join(", ")}.\n`, { status: 404 });
}

async function runScheduled(worker, params) {
  const time = params.get("time");
  const options = { cron: params.get("cron") ?? "", ...(time && { scheduledTime: new Date(Number(time)) }) };
  const result = await worker.scheduled(options);
  const status = result.outcome === "ok" ? 200 : 500;
  return params.get("format") === "json" ? Response.json(result, { status }) : new Response(result.outcome, { status });
}

export default {
  fetch(request, env) {
    const { hostname, pathname, searchParams } = new URL(request.url);
    if (env.CONTROL_PREFIX && pathname.startsWith(env.CONTROL_PREFIX)) return env.CONTROL.fetch(request);
    const name = nameOf(hostname, env);
    if (!env.NAMES.includes(name)) return unknown(name, env);
    if (SCHEDULED.includes(pathname)) return runScheduled(env[`events:${name}`], searchParams);
    return env[`worker:${name}`].fetch(request);
  },
};
