// POST /{binding}: a message, or several, as the queue's own methods take them.
export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const queue = env[pathname.slice(1)];
    if (request.method === "GET") return Response.json(await queue.metrics());
    const options = { contentType: searchParams.get("type") ?? "json", ...(searchParams.has("delay") && { delaySeconds: Number(searchParams.get("delay")) }) };
    const value = await request.json();
    try {
      if (Array.isArray(value)) return Response.json(await queue.sendBatch(value.map((body) => ({ body, ...options }))));
      const body = options.contentType === "bytes" ? new TextEncoder().encode(value) : options.contentType === "v8" ? new Map([["value", value]]) : value;
      return Response.json(await queue.send(body, options));
    } catch (error) {
      return new Response(String(error), { status: 400 });
    }
  },
};
