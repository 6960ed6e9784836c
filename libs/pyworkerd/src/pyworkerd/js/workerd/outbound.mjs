/**
 * Where every worker's outgoing requests end: at a server of the Python side, which is told who calls what.
 * An answer with the header x-pyworkerd-cut stands for a connection that was lost before any answer came.
 */

export default {
  async fetch(request, env, ctx) {
    const outgoing = new Request(new URL("/", env.TARGET_URL), request);
    outgoing.headers.set("x-pyworkerd-worker", ctx.props.worker);
    outgoing.headers.set("x-pyworkerd-url", request.url);
    const response = await env.TARGET.fetch(outgoing);
    if (response.headers.has("x-pyworkerd-cut")) throw new Error("Network connection lost.");
    return response;
  },
};
