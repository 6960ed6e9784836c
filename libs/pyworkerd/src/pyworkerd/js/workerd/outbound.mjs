/**
 * Where every worker's outgoing requests end: at a server of the Python side, which is told who calls what.
 */

export default {
  fetch(request, env, ctx) {
    const outgoing = new Request(new URL("/", env.TARGET_URL), request);
    outgoing.headers.set("x-pyworkerd-worker", ctx.props.worker);
    outgoing.headers.set("x-pyworkerd-url", request.url);
    return env.TARGET.fetch(outgoing);
  },
};
