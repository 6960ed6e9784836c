// The yardstick: a plain JavaScript worker that does for each request what edgekit does for it:
// routing, CORS, a request id, one line of log, validated bodies and answers, problems as errors.

const CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "X-Request-Id, ETag, Location, Retry-After, Idempotent-Replayed, X-D1-Bookmark",
  vary: "Origin",
};
const TEXT = "text/plain; charset=utf-8";
const JSON_TYPE = "application/json";
const PROBLEM_TYPE = "application/problem+json";
const MAX_BODY = 1 << 20;
const DEADLINE_MS = 2000;
const PHONE = /^\+?[0-9 ()-]{7,20}$/;
const REQUEST_ID = /^[A-Za-z0-9._:=+/@-]{1,128}$/;
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-([0-9a-f]{2})$/;

class Problem extends Error {
  constructor(status, detail, errors) {
    super(detail);
    Object.assign(this, { status, detail, errors });
  }
}

const hex = (bytes) => [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const traceparent = (request) => {
  const [, traceId = hex(16), flags = "01"] = TRACEPARENT.exec(request.headers.get("traceparent") ?? "") ?? [];
  return `00-${traceId}-${hex(8)}-${flags}`;
};

const isInteger = (value, least) => Number.isInteger(value) && value >= least;
const isText = (value, least, most) => typeof value === "string" && value.length >= least && value.length <= most;

const readJson = async (request) => {
  const type = request.headers.get("content-type") ?? "";
  if (type && !type.startsWith(JSON_TYPE)) throw new Problem(415, `The body is ${type}; send ${JSON_TYPE}.`);
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY) throw new Problem(413, "The body is too large.");
  const text = await request.text();
  if (text.length > MAX_BODY) throw new Problem(413, "The body is too large.");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(400, `The body is not valid JSON: ${error.message}.`);
  }
};

const parseLead = (value) => {
  const errors = [];
  const require = (field, ok, detail) => ok || errors.push({ pointer: `/${field}`, detail });
  require("name", isText(value?.name, 1, 200), "must have 1 to 200 characters");
  require("phone", typeof value?.phone === "string" && PHONE.test(value.phone), "must be a phone number");
  require("address", typeof value?.address === "string", "must be text");
  const asking = value?.asking ?? null;
  require("asking", asking === null || isInteger(asking, 0), "must be a whole number from 0");
  if (errors.length) throw new Problem(422, "The body has invalid fields.", errors);
  return { name: value.name, phone: value.phone, address: value.address, asking };
};

const parseHome = (row) => {
  if (!isInteger(row?.id, 0) || typeof row.city !== "string" || !isInteger(row.price, 0)) throw new Error("not a home");
  return { id: row.id, city: row.city, price: row.price };
};

const parsePrice = (value) => {
  if (!isInteger(value?.price, 0)) throw new Problem(502, "price answered quote with something unexpected.");
  return { price: value.price };
};

const callPrice = async (request, env, requestId) => {
  const headers = { "content-type": JSON_TYPE, "x-request-id": requestId, traceparent: traceparent(request) };
  const signal = AbortSignal.timeout(DEADLINE_MS);
  const response = await env.PRICE.fetch("https://price/api/quote", { headers, signal, redirect: "manual" });
  if (response.status >= 400) throw new Problem(502, `price answered ${response.status}.`);
  return parsePrice(await response.json());
};

const ROUTES = new Map([
  ["GET /text", async () => ["hello", TEXT]],
  ["GET /json", async () => [JSON.stringify({ ok: true, n: 1 }), JSON_TYPE]],
  ["POST /lead", async (request) => [JSON.stringify(parseLead(await readJson(request))), JSON_TYPE]],
  ["GET /kv", async (request, env) => [(await env.CACHE_KV.get("greeting")) ?? "", TEXT]],
  ["GET /d1", async (request, env) => {
    const row = await env.DB.prepare("SELECT id, city, price FROM homes WHERE id = ?1").bind(5).first();
    return [JSON.stringify(parseHome(row)), JSON_TYPE];
  }],
  ["GET /call", async (request, env, requestId) => [JSON.stringify(await callPrice(request, env, requestId)), JSON_TYPE]],
]);

const answer = async (request, env, path, requestId) => {
  const route = ROUTES.get(`${request.method} ${path}`);
  try {
    if (!route) throw new Problem(404, `There is nothing at ${path}.`);
    return [200, ...(await route(request, env, requestId))];
  } catch (error) {
    const { status = 500, detail = "Something went wrong here.", errors } = error;
    const body = { type: "about:blank", status, detail, instance: path, request_id: requestId, error: detail, errors };
    return [status, JSON.stringify(body), PROBLEM_TYPE];
  }
};

export default {
  async fetch(request, env) {
    const started = Date.now();
    const { pathname } = new URL(request.url);
    const given = request.headers.get("x-request-id");
    const requestId = given && REQUEST_ID.test(given) ? given : crypto.randomUUID();
    const [status, body, type] = await answer(request, env, pathname, requestId);
    const duration = Date.now() - started;
    const level = status >= 500 ? "error" : duration > Number(env.SLOW_MS) ? "warning" : "info";
    if (level !== "info" || (env.LOG_LEVEL ?? "info") === "info") {
      const line = { level, worker: "js", event: "request", request_id: requestId, method: request.method, path: pathname, status, duration_ms: duration };
      console.log(JSON.stringify(line));
    }
    return new Response(body, { status, headers: { "content-type": type, ...CORS, "x-request-id": requestId } });
  },
};
