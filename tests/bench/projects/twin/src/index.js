// The yardstick of the fleet's table: plain JavaScript that takes JSON, calls D1, KV, another worker, the network and a
// rate limiter as often as its query says, one after the other, logs a line and answers JSON. A trip that writes inserts
// rows with what was sent; one that reads finds a row by its key.

const READ = "SELECT id, body, at FROM items WHERE id = ?1";
const WRITE = "INSERT INTO items (id, body, at) VALUES (?1, ?2, ?3)";
const HEADERS = { "access-control-allow-origin": "*", vary: "Origin" };
const JSON_TYPE = { "content-type": "application/json" };

// So many statements over so many trips; the first have what does not go up evenly.
const shares = (statements, trips) => Array.from({ length: trips }, (_, i) => Math.max(1, Math.floor((statements + trips - 1 - i) / trips)));

async function work(env, text, client, { limits, d1_reads, d1_writes, d1_statements, kv_reads, kv_writes, calls, fetches }) {
  const row = () => env.DB.prepare(WRITE).bind(crypto.randomUUID(), text, Date.now());
  let found = null;
  for (let i = 0; i < limits; i++) if (!(await env.LIMITER.limit({ key: client })).success) throw new Error("limited");
  for (let i = 0; i < kv_reads; i++) found = JSON.parse(await env.CACHE_KV.get("item"));
  for (let i = 0; i < d1_reads; i++) found = await env.DB.prepare(READ).bind("item").first();
  for (const share of shares(d1_statements - d1_reads, d1_writes)) await env.DB.batch(Array.from({ length: share }, row));
  const asked = { method: "POST", headers: JSON_TYPE, body: text };
  for (let i = 0; i < calls; i++) await (await env.ECHO.fetch("https://echo/", asked)).text();
  for (let i = 0; i < fetches; i++) await (await fetch("https://upstream.example/", asked)).text();
  for (let i = 0; i < kv_writes; i++) await env.CACHE_KV.put("item", text);
  return found;
}

export default {
  async fetch(request, env) {
    const started = Date.now();
    const { pathname, searchParams } = new URL(request.url);
    const id = request.headers.get("x-request-id") ?? crypto.randomUUID();
    const asked = Object.fromEntries([...searchParams].map(([name, count]) => [name, Number(count)]));
    const sent = JSON.parse(await request.text());
    const found = await work(env, JSON.stringify(sent), request.headers.get("cf-connecting-ip") ?? "", asked);
    const line = { level: "info", worker: "twin", event: "request", request_id: id, method: request.method, path: pathname, status: 200, duration_ms: Date.now() - started };
    console.log(JSON.stringify(line));
    return Response.json({ id, found }, { headers: { ...HEADERS, "x-request-id": id } });
  },
};
