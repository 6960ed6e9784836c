// edgekit's half in JavaScript. A crossing between Python and JavaScript costs more than the work
// on either side, so each function here does in one crossing what Python would need several for.
// Python works without this module too (platform/plain.py); it is only faster with it.

const MAX_HEADS = 256;
const NO_BODY_STATUS = new Set([101, 204, 205, 304]);

/**
 * Connect a Python isolate.
 * @param {(id: number, value: unknown, error: string | undefined) => void} settle resumes a future
 * @param {(ticket: number, text: string | undefined, error: string | undefined) => void} received
 *   hands over the body of a request that `read` was asked for
 * @param {string} headerNames headers that `describe` reads, with spaces between
 */
export function connect(settle, received, headerNames) {
  const factHeaders = headerNames.split(" ");
  const pending = new Map();
  const heads = new Map();
  const waiting = new Map();

  const watch = (id, promise) => {
    promise.then((value) => settle(id, value ?? undefined, undefined), (error) => settle(id, undefined, String(error)));
  };

  // The lines of a head repeat from answer to answer; their pairs are kept, up to a bound.
  const pairsOf = (head) => {
    let pairs = heads.get(head);
    if (pairs === undefined) {
      if (heads.size >= MAX_HEADS) heads.clear();
      pairs = head.split("\n").map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon), line.slice(colon + 2)];
      });
      heads.set(head, pairs);
    }
    return pairs;
  };

  const respond = (status, body, head, requestId, line) => {
    if (line) console.log(line);
    return new Response(NO_BODY_STATUS.has(status) ? null : body, {
      status,
      headers: [...pairsOf(head), ["x-request-id", requestId]],
    });
  };

  // An object with `js_response` is what the runtime takes as "the answer is in there"; its promise
  // is not awaited on the way through Python.
  const open = (ticket) => {
    const { promise, resolve, reject } = Promise.withResolvers();
    pending.set(ticket, [resolve, reject]);
    return { js_response: promise, then: undefined };
  };

  const take = (ticket) => {
    const settled = pending.get(ticket);
    pending.delete(ticket);
    return settled;
  };

  return {
    /** Method, URL, the time, a new id if the client sent none, and the fact headers, a line each. */
    describe(request) {
      const { headers } = request;
      const id = headers.get("x-request-id");
      let facts = `${request.method}\n${request.url}\n${Date.now()}\n${id ?? ""}\n${id ? "" : crypto.randomUUID()}`;
      for (const name of factHeaders) facts += "\n" + (headers.get(name) ?? "");
      return facts;
    },

    respond,
    open,

    finish(ticket, status, body, head, requestId, line) {
      take(ticket)?.[0](respond(status, body, head, requestId, line));
    },

    fail(ticket, message) {
      take(ticket)?.[1](new Error(message));
    },

    /** Drop tickets whose requests the runtime has given up; nobody waits for them any more. */
    forget(ticket) {
      pending.delete(ticket);
    },

    /** Read a body of at most `limit` bytes, as text or bytes; longer ones are not read to their end. */
    read(ticket, request, limit, binary) {
      const answer = open(ticket);
      const body = binary ? bodyBytes(request, limit) : bodyText(request, limit);
      body.then((data) => received(ticket, data, undefined), (error) => received(ticket, undefined, error.code ?? String(error)));
      return answer;
    },

    /** Await `object.method(...args)`. */
    call(id, object, method, ...args) {
      watch(id, (async () => object[method](...args))());
    },

    /** Await a promise. */
    wait(id, promise) {
      watch(id, promise);
    },

    /** One D1 statement; `kind` is first (the row), all (the rows) or run (what changed), as JSON text. */
    query(id, database, kind, sql, ...params) {
      watch(id, bound(database, sql, params)[kind]().then(ANSWERS[kind]));
    },

    /** Several D1 statements in one transaction: `[sql, param, …]` each, their rows as JSON text. */
    batch(id, database, statements) {
      const prepared = JSON.parse(statements).map(([sql, ...params]) => bound(database, sql, params));
      watch(id, database.batch(prepared).then((answers) => JSON.stringify(answers.map((answer) => answer.results))));
    },

    /**
     * An HTTP call with a deadline. Answers the status, the `wanted` headers and the body (of at
     * most `limit` bytes, when there is a limit), a line each.
     */
    fetch(id, target, url, method, headers, body, timeoutMs, wanted, limit) {
      const signal = AbortSignal.timeout(timeoutMs);
      watch(id, exchange(target, url, { method, headers: JSON.parse(headers), body, redirect: "manual", signal }, wanted, limit));
    },

    /** Wait for what another request publishes under `key`; each waits on a promise of its own. */
    join(id, key, timeoutMs) {
      const late = new Promise((_, reject) => setTimeout(() => reject(new DOMException("nobody published in time", "TimeoutError")), timeoutMs));
      const joined = new Promise((resolve, reject) => {
        if (!waiting.has(key)) waiting.set(key, []);
        waiting.get(key).push([resolve, reject]);
      });
      watch(id, Promise.race([joined, late]));
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

    sleep(id, ms) {
      watch(id, new Promise((resolve) => setTimeout(resolve, ms)));
    },

    /** Keep the request's context alive until `ticket` is finished. */
    hold(ticket, context) {
      const { promise, resolve } = Promise.withResolvers();
      pending.set(ticket, [resolve, resolve]);
      context.waitUntil(promise);
    },

    release(ticket) {
      take(ticket)?.[0]();
    },
  };
}

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
