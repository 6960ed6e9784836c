/**
 * The supervisor's hand inside workerd: events, faults, and direct access to KV, D1 and R2.
 * It listens on a port of its own and answers only to who knows the token.
 */

const METHODS = {
  ping: () => true,

  /** Writes a mark to both of workerd's streams, behind all that was logged before. */
  mark({ text }) {
    console.log(text);
    console.error(text);
  },

  /** Calls a method of a Python Worker's control entry point. */
  control: ({ worker, method, args = [] }, env) => env[`control:${worker}`][method](...args),

  /** The same of several workers. */
  controls: ({ workers, method, args = [] }, env) => Promise.all(workers.map((worker) => env[`control:${worker}`][method](...args))),

  async scheduled({ worker, cron, time }, env) {
    const result = await env[`worker:${worker}`].scheduled({ cron, scheduledTime: new Date(time ?? Date.now()) });
    return { outcome: result.outcome };
  },

  async queue({ worker, queue, messages }, env) {
    const batch = messages.map(({ id, body, attempts, timestamp }, i) => ({
      id: id ?? `message-${i}`,
      body,
      attempts: attempts ?? 1,
      timestamp: new Date(timestamp ?? Date.now()),
    }));
    const result = await env[`worker:${worker}`].queue(queue, batch);
    return {
      outcome: result.outcome,
      ackAll: result.ackAll,
      explicitAcks: result.explicitAcks,
      retryBatch: result.retryBatch,
      retryMessages: result.retryMessages,
    };
  },

  /** Calls a method of each queue's broker. */
  queues: ({ queues, method }, env) => Promise.all(queues.map((queue) => env.QUEUES.getByName(queue)[method]())),

  async d1({ database, sql, params = [] }, env) {
    const { results, meta } = await env[`d1:${database}`].prepare(sql).bind(...params).all();
    return { results, meta };
  },

  /** A query in each of several databases. */
  d1_each: ({ queries }, env) => Promise.all(queries.map((query) => METHODS.d1(query, env))),

  async d1_batch({ database, statements }, env) {
    const db = env[`d1:${database}`];
    const results = await db.batch(statements.map(({ sql, params = [] }) => db.prepare(sql).bind(...params)));
    return results.map(({ results, meta }) => ({ results, meta }));
  },

  async kv_list({ namespace, prefix, limit, cursor }, env) {
    const { keys, list_complete, cursor: next } = await env[`kv:${namespace}`].list({ prefix, limit, cursor });
    return { keys, list_complete, cursor: next ?? null };
  },

  async kv_get({ namespace, key }, env) {
    const { value, metadata } = await env[`kv:${namespace}`].getWithMetadata(key);
    return { value, metadata };
  },

  kv_put: ({ namespace, key, value, ttl, metadata }, env) =>
    env[`kv:${namespace}`].put(key, value, { ...(ttl && { expirationTtl: ttl }), ...(metadata && { metadata }) }),

  kv_delete: ({ namespace, key }, env) => env[`kv:${namespace}`].delete(key),

  async r2_list({ bucket, prefix, limit, cursor }, env) {
    const listed = await env[`r2:${bucket}`].list({ prefix, limit, cursor });
    const objects = listed.objects.map(describeObject);
    return { objects, truncated: listed.truncated, cursor: listed.truncated ? listed.cursor : null };
  },

  async r2_get({ bucket, key }, env) {
    const object = await env[`r2:${bucket}`].get(key);
    if (!object) return null;
    return { ...describeObject(object), base64: new Uint8Array(await object.arrayBuffer()).toBase64() };
  },

  async r2_put({ bucket, key, base64, metadata, content_type: contentType }, env) {
    const options = { customMetadata: metadata, ...(contentType && { httpMetadata: { contentType } }) };
    return describeObject(await env[`r2:${bucket}`].put(key, Uint8Array.fromBase64(base64), options));
  },

  r2_delete: ({ bucket, key }, env) => env[`r2:${bucket}`].delete(key),

  erase_object({ worker, className, id }, env) {
    const namespace = env[`object:${worker}:${className}`];
    return namespace.get(namespace.idFromString(id)).__pyworkerd_erase();
  },

  /** Empties namespaces, buckets, queues and the tables of databases. */
  async empty({ namespaces, buckets, databases, queues }, env) {
    await Promise.all([
      METHODS.queues({ queues, method: "empty" }, env),
      ...namespaces.map((id) => emptyNamespace(env[`kv:${id}`])),
      ...buckets.map((id) => emptyBucket(env[`r2:${id}`])),
      ...databases.map((id) => emptyDatabase(env[`d1:${id}`])),
    ]);
  },
};

const describeObject = ({ key, size, etag, uploaded, customMetadata, httpMetadata }) => ({
  key,
  size,
  etag,
  uploaded: uploaded.toISOString(),
  metadata: customMetadata ?? {},
  content_type: httpMetadata?.contentType ?? null,
});

async function emptyNamespace(namespace) {
  for (;;) {
    const { keys, list_complete } = await namespace.list();
    await Promise.all(keys.map(({ name }) => namespace.delete(name)));
    if (list_complete || keys.length === 0) return;
  }
}

async function emptyBucket(bucket) {
  for (;;) {
    const { objects, truncated } = await bucket.list();
    if (objects.length) await bucket.delete(objects.map(({ key }) => key));
    if (!truncated) return;
  }
}

const quote = (name) => `"${name.replaceAll('"', '""')}"`;

// Tables that Cloudflare, SQLite or wrangler keep for themselves; shadow tables follow their virtual table.
const USER_TABLES = `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
  AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' AND name <> 'd1_migrations'`;

async function emptyDatabase(db) {
  const { results } = await db.prepare(USER_TABLES).all();
  if (results.length === 0) return;
  const { results: counters } = await db.prepare("SELECT name FROM sqlite_schema WHERE name = 'sqlite_sequence'").all();
  const tables = [...results, ...counters].map(({ name }) => quote(name));
  // Rows may refer to each other in any direction; by the end of the transaction all are gone.
  await db.batch(["PRAGMA defer_foreign_keys = on", ...tables.map((name) => `DELETE FROM ${name}`)].map((sql) => db.prepare(sql)));
}

export default {
  async fetch(request, env) {
    if (request.headers.get("authorization") !== env.TOKEN) return new Response(null, { status: 403 });
    const { method, params } = await request.json();
    try {
      return Response.json({ result: (await METHODS[method](params, env)) ?? null });
    } catch (error) {
      return Response.json({ error: { message: String(error?.message ?? error) } });
    }
  },
};
