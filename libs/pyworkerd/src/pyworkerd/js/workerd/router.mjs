/**
 * The public port: picks the worker by the request's host, and passes everything on untouched.
 */

const SUFFIX = ".localhost";

function workerOf(hostname, env) {
  if (!hostname.endsWith(SUFFIX)) return env.DEFAULT;
  const name = hostname.slice(0, -SUFFIX.length);
  return env[`worker:${name}`] ?? null;
}

function unknown(hostname, env) {
  const name = hostname.slice(0, -SUFFIX.length);
  return new Response(`There is no worker "${name}"; running: ${env.NAMES.join(", ")}.\n`, { status: 404 });
}

export default {
  fetch(request, env) {
    const { hostname, pathname } = new URL(request.url);
    if (env.CONTROL_PREFIX && pathname.startsWith(env.CONTROL_PREFIX)) return env.CONTROL.fetch(request);
    const worker = workerOf(hostname, env);
    return worker ? worker.fetch(request) : unknown(hostname, env);
  },
};
