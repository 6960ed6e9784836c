// Sends requests to one worker over a service binding, one after the other, so that neither the
// network nor an HTTP client is measured with it. With `start`, {n} and {day} are filled in, from that number on, and
// each request comes from a client of its own, so that none is limited.
const DAYS = 9000;
const dayOf = (n) => new Date(Date.UTC(2026, 9, 31 - (n % DAYS))).toISOString().slice(0, 10);
const fill = (text, n) => text?.replaceAll("{n}", n).replaceAll("{day}", dayOf(n));

function numbered({ path, headers, body, ...init }, n) {
  const client = { "cf-connecting-ip": `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}` };
  return { path: fill(path, n), body: fill(body, n), headers: { ...headers, ...client }, ...init };
}

export default {
  async fetch(request, env) {
    if (request.method === "GET") return new Response("ready");
    const { worker, requests, count, start, same } = await request.json();
    let body = "";
    for (let i = 0; i < count; i++) {
      const asked = requests[i % requests.length];
      const { path, ...init } = start === undefined ? asked : numbered(asked, same ? start : start + i);
      const response = await env[worker].fetch(`https://bench${path}`, init);
      body = await response.text();
      if (!response.ok) {
        return Response.json({ error: `${worker} ${path}: ${response.status} ${body.slice(0, 300)}` });
      }
    }
    return Response.json({ body });
  },
};
