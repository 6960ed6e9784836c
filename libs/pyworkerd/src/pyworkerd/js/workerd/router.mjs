/**
 * The public port: picks the worker by the request's host, and passes everything on untouched.
 */

import { refusal } from "./strangers.mjs";

const SUFFIX = ".localhost";
// What Cloudflare keeps for itself on every host: here, triggers of `wrangler dev`.
const OWN = "/cdn-cgi/";
// Where `wrangler dev` lets one run a worker's scheduled handler: its present path, and the one before.
const SCHEDULED = ["/cdn-cgi/local/scheduled", "/cdn-cgi/handler/scheduled"];

/** Whether the gate has let this workerd's requests through. */
let open = false;

/** @returns {Promise<Response | null>} what to answer while the gate is closed */
async function askGate(env) {
  const answer = await env.GATE.fetch(env.GATE_URL);
  if (!answer.ok) return answer;
  open = true;
  return null;
}

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

function pass(request, env, { hostname, pathname, searchParams }) {
  const name = nameOf(hostname, env);
  if (!env.NAMES.includes(name)) return unknown(name, env);
  const refused = pathname.startsWith(OWN) ? refusal(request) : null;
  if (refused) return new Response(`${refused}\n`, { status: 403 });
  if (SCHEDULED.includes(pathname)) return runScheduled(env[`events:${name}`], searchParams);
  return env[`worker:${name}`].fetch(request);
}

export default {
  fetch(request, env) {
    const url = new URL(request.url);
    if (env.CONTROL_PREFIX && url.pathname.startsWith(env.CONTROL_PREFIX)) return env.CONTROL.fetch(request);
    if (open || !env.GATE_URL) return pass(request, env, url);
    return askGate(env).then((closed) => closed ?? pass(request, env, url));
  },
};
