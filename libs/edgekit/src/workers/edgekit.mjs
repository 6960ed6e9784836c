// edgekit's half in JavaScript. A crossing between Python and JavaScript costs more than the work
// on either side, so each function here does in one crossing what Python would need several for.
// Python works without this module too (platform/plain.py); it is only faster with it.

const NO_BODY_STATUS = new Set([101, 204, 205, 304]);
// Safe in a header and in a log, and short; tracing.py has it too.
const REQUEST_ID = /^[A-Za-z0-9._:=+/@-]{1,128}$/;

/**
 * Connect a Python isolate.
 * @param {string} worker its name, for the log
 * @param {(id: number, value: unknown, error?: string) => void} settle goes on with what waits for `id`
 * @param {(ticket: number, text: string | undefined, error?: string) => void} received hands over the
 *   body of a request that `read` was asked for
 * @param {string} headerNames headers that `describe` reads, with spaces between
 */
export function connect(worker, settle, received, headerNames) {
  const factHeaders = headerNames.split(" ");
  const answers = new Map();
  const held = new Map();
  const heads = [];
  const waiting = new Map();
  // The request that was described last: Python answers it, or opens its answer, in the same turn.
  let latest;

  const promised = (map, ticket) => {
    const { promise, resolve, reject } = Promise.withResolvers();
    map.set(ticket, { resolve, reject, request: latest });
    return promise;
  };

  const take = (map, ticket) => {
    const settled = map.get(ticket);
    map.delete(ticket);
    return settled;
  };

  // An object with `js_response` is what the runtime takes as "the answer is in there"; its promise
  // is not awaited on the way through Python.
  const open = (ticket) => ({ js_response: promised(answers, ticket), then: undefined });

  // What a request waits for first opens its answer on the way, which saves a crossing.
  const watch = (id, ticket, promise) => {
    promise.then((value) => settle(id, value ?? undefined), (error) => settle(id, undefined, String(error)));
    return ticket ? open(ticket) : undefined;
  };

  // A response copies headers much faster than it reads pairs.
  const headersOf = (lines) => {
    const headers = new Headers();
    for (const line of lines.split("\n")) append(headers, line);
    return headers;
  };

  const log = (level, { id, method, path, started }, status) => {
    const line = { level, worker, event: "request", request_id: id, method, path, status, duration_ms: Date.now() - started };
    console.log(JSON.stringify(line));
  };

  // `head` is lines, or the number of lines that are kept; `more` further lines, each with its end; `level` that of
  // the request's line of log, without which there is none.
  const respond = (status, body, head, more, level, request = latest) => {
    if (level) log(level, request, status);
    const headers = typeof head === "number" ? heads[head] : headersOf(head);
    const response = new Response(NO_BODY_STATUS.has(status) ? null : body, { status, headers });
    response.headers.set("x-request-id", request.id);
    if (more) for (const line of more.trimEnd().split("\n")) append(response.headers, line);
    return response;
  };

  return {
    /** What `edgekit.facts` names, a line each. */
    describe(request) {
      const { method, url, headers } = request;
      const started = Date.now();
      const [address] = url.split("#", 1);
      const slash = address.indexOf("/", 8);
      const mark = address.indexOf("?", slash);
      const end = mark < 0 ? address.length : mark;
      const given = headers.get("x-request-id");
      const id = given !== null && REQUEST_ID.test(given) ? given : crypto.randomUUID();
      const path = address.slice(slash, end);
      latest = { id, method, path, started };
      let facts = `${method}\n${address.slice(0, slash)}\n${path}\n${address.slice(end + 1)}\n${started}\n${id}`;
      for (const name of factHeaders) facts += "\n" + (headers.get(name) ?? "");
      return facts;
    },

    /** Keep the lines of a head; answers the number by which `respond` knows them. */
    head(lines) {
      return heads.push(headersOf(lines)) - 1;
    },

    respond,
    open,

    finish(ticket, status, body, head, more, level) {
      const answer = take(answers, ticket);
      try {
        answer?.resolve(respond(status, body, head, more, level, answer.request));
      } catch (error) {
        answer.reject(error); // no header may have such a name, for one
      }
    },

    fail(ticket, message) {
      take(answers, ticket)?.reject(new Error(message));
    },

    /** Drop answers, up to a ticket, whose requests the runtime has given up; nobody waits for them. */
    forget(before) {
      for (const ticket of answers.keys()) if (ticket < before) answers.delete(ticket);
    },

    /** Read a body of at most `limit` bytes, as text or bytes; longer ones are not read to their end. */
    read(ticket, request, limit, binary) {
      const body = binary ? bodyBytes(request, limit) : bodyText(request, limit);
      body.then((data) => received(ticket, data), (error) => received(ticket, undefined, error.code ?? String(error)));
      return open(ticket);
    },

    /** Await `object.method(...args)`. */
    call(id, ticket, object, method, ...args) {
      return watch(id, ticket, (async () => object[method](...args))());
    },

    /** One D1 statement; `kind` is first (the row), all (the rows) or run (what changed), as JSON text. */
    query(id, ticket, database, kind, sql, ...params) {
      return watch(id, ticket, bound(database, sql, params)[kind]().then(ANSWERS[kind]));
    },

    /** Several D1 statements in one transaction: `[sql, param, …]` each, their rows as JSON text. */
    batch(id, ticket, database, statements) {
      const prepared = JSON.parse(statements).map(([sql, ...params]) => bound(database, sql, params));
      return watch(id, ticket, database.batch(prepared).then((answers) => JSON.stringify(answers.map((answer) => answer.results))));
    },

    /**
     * An HTTP call with a deadline. Answers the status, the `wanted` headers and the body (of at
     * most `limit` bytes, when there is a limit), a line each.
     */
    fetch(id, ticket, target, url, method, headers, body, timeoutMs, wanted, limit) {
      const signal = AbortSignal.timeout(timeoutMs);
      return watch(id, ticket, exchange(target, url, { method, headers: JSON.parse(headers), body, redirect: "manual", signal }, wanted, limit));
    },

    /** Wait for what another request publishes under `key`; each waits on a promise of its own. */
    join(id, ticket, key, timeoutMs) {
      const late = new Promise((_, reject) => setTimeout(() => reject(new DOMException("nobody published in time", "TimeoutError")), timeoutMs));
      const joined = new Promise((resolve, reject) => {
        if (!waiting.has(key)) waiting.set(key, []);
        waiting.get(key).push([resolve, reject]);
      });
      return watch(id, ticket, Promise.race([joined, late]));
    },

    publish(key, value, error) {
      const followers = waiting.get(key) ?? [];
      waiting.delete(key);
      for (const [resolve, reject] of followers) error === undefined ? resolve(value) : reject(new Error(error));
    },

    /** The messages of a queue's batch as JSON text. */
    messages(batch) {
      return JSON.stringify(batch.messages.map(({ id, body, attempts }) => ({ id, body, attempts })));
    },

    /** Call back outside of whatever Python task is running now. */
    turn(callback) {
      return new Promise((resolve, reject) =>
        queueMicrotask(() => {
          try {
            resolve(callback());
          } catch (error) {
            reject(error);
          }
        }),
      );
    },

    sleep(id, ticket, ms) {
      return watch(id, ticket, new Promise((resolve) => setTimeout(resolve, ms)));
    },

    /** Keep the request's context alive until `ticket` is released. */
    hold(ticket, context) {
      context.waitUntil(promised(held, ticket));
    },

    /** A promise, in an object as `open` gives it, of an event whose ticket is to be released. */
    event(ticket) {
      return { js_response: promised(held, ticket), then: undefined };
    },

    release(ticket) {
      take(held, ticket)?.resolve();
    },
  };
}

const append = (headers, line) => {
  const colon = line.indexOf(":");
  headers.append(line.slice(0, colon), line.slice(colon + 2));
};

// D1 takes null, not undefined, and Python's None arrives as undefined.
const bound = (database, sql, params) => {
  const statement = database.prepare(sql);
  return params.length ? statement.bind(...params.map((param) => param ?? null)) : statement;
};

const ANSWERS = {
  first: (row) => (row === null ? null : JSON.stringify(row)),
  all: (answer) => JSON.stringify(answer.results),
  run: (answer) => JSON.stringify(answer.meta),
};

const exchange = async (target, url, init, wanted, limit) => {
  const response = await (target ?? globalThis).fetch(url, init);
  let answer = String(response.status);
  if (wanted) for (const name of wanted.split(" ")) answer += "\n" + (response.headers.get(name) ?? "");
  return answer + "\n" + (await (limit ? bodyText(response, limit) : response.text()));
};

const tooLarge = () => Object.assign(new Error("too large"), { code: "too-large" });

// `message` is a request or a response.
const bodyText = async (message, limit) => {
  const length = message.headers.get("content-length");
  if (length === null || message.headers.has("content-encoding")) return new TextDecoder().decode(await bodyBytes(message, limit));
  if (Number(length) > limit) throw tooLarge();
  return message.text();
};

const bodyBytes = async (message, limit) => {
  if (Number(message.headers.get("content-length") ?? 0) > limit) throw tooLarge();
  if (!message.body) return new Uint8Array();
  const chunks = [];
  let size = 0;
  for await (const chunk of message.body) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
};
