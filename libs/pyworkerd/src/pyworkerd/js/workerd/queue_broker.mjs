/**
 * The queues: a Durable Object for each. A message is in the journal before its sender hears that it was taken, and
 * until its consumer is through with it; what was under way when workerd ended is delivered again, as the same attempt.
 *
 * https://developers.cloudflare.com/queues/configuration/batching-retries/
 * https://developers.cloudflare.com/queues/platform/limits/
 */

import { DurableObject } from "cloudflare:workers";
import { Backlog } from "./queue_backlog.mjs";
import { QueueJournal } from "./queue_journal.mjs";

const MESSAGE_BYTES = 128_000;
const BATCH_BYTES = 288_000;
const BATCH_COUNT = 100;
const DELAY_SECONDS = 86_400;
const CONTENT_TYPES = ["text", "bytes", "json", "v8"];
// Cloudflare's, but for concurrency: there it grows with the backlog up to 250, here all share one thread.
const DEFAULTS = { max_batch_size: 10, max_batch_timeout: 5, max_retries: 3, retry_delay: 0, max_concurrency: 10 };

class Refusal extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }

  /** What the binding throws is in these headers. */
  get response() {
    return new Response(null, { status: this.status, headers: { "CF-Queues-Error-Cause": this.message, "CF-Queues-Error-Code": String(this.status) } });
  }
}

function checkSize(headers, name, limit, what) {
  const size = Number(headers.get(name) ?? 0);
  if (size > limit) throw new Refusal(413, `${what} of ${size} exceeds the limit of ${limit}`);
}

function checkedDelay(seconds) {
  if (seconds === undefined || seconds === null) return 0;
  const number = Number(seconds);
  if (Number.isInteger(number) && number >= 0 && number <= DELAY_SECONDS) return number;
  throw new Refusal(400, `message delay ${seconds} is invalid; it must be whole seconds from 0 to ${DELAY_SECONDS}`);
}

function checkedType(type) {
  if (type === undefined || type === null) return "v8";
  if (CONTENT_TYPES.includes(type)) return type;
  throw new Refusal(400, `message content type ${type} is invalid; it must be one of ${CONTENT_TYPES.join(", ")}`);
}

/** The one message, or the messages of a batch, that the binding sends: content type, delay in seconds, body in base64. */
async function received(request) {
  const { headers } = request;
  const bytes = new Uint8Array(await request.arrayBuffer()); // first: a body left unread holds up the answer
  const delay = checkedDelay(headers.get("X-Msg-Delay-Secs"));
  if (new URL(request.url).pathname === "/message") {
    checkSize(headers, "Content-Length", MESSAGE_BYTES, "message length");
    return [{ type: checkedType(headers.get("X-Msg-Fmt")), delay, body: bytes.toBase64() }];
  }
  checkSize(headers, "CF-Queue-Batch-Count", BATCH_COUNT, "batch message count");
  checkSize(headers, "CF-Queue-Largest-Msg", MESSAGE_BYTES, "length of a message in the batch");
  checkSize(headers, "CF-Queue-Batch-Bytes", BATCH_BYTES, "batch size");
  return JSON.parse(new TextDecoder().decode(bytes)).messages.map(({ contentType, delaySecs, body }) => ({
    type: checkedType(contentType),
    delay: delaySecs === undefined ? delay : checkedDelay(delaySecs),
    body,
  }));
}

/** @returns {import("./queue_journal.mjs").Message} `readyAt` is the epoch milliseconds from which it may be delivered */
function newMessage({ type, delay, body }) {
  const now = Date.now();
  return { id: crypto.randomUUID().replaceAll("-", ""), sentAt: now, type, body, failures: 0, readyAt: now + delay * 1000 };
}

/** A message as a consumer's event has it. */
function delivered({ id, sentAt, type, body, failures }) {
  const message = { id, timestamp: new Date(sentAt), attempts: failures + 1 };
  const bytes = Uint8Array.fromBase64(body);
  if (type === "v8") return { ...message, serializedBody: bytes };
  if (type === "bytes") return { ...message, body: bytes.buffer };
  const text = new TextDecoder().decode(bytes);
  return { ...message, body: type === "json" ? JSON.parse(text) : text };
}

/**
 * What a consumer's answer means for each message. What it said of a single message holds even if it failed afterwards;
 * then what it said of all; then whether it failed.
 * @returns {(message: {id: string}) => number | null} seconds until it is tried again; null for an acknowledged one
 */
function verdicts({ outcome, ackAll, explicitAcks = [], retryBatch, retryMessages = [] }, retryDelay) {
  const acknowledged = new Set(explicitAcks);
  const retried = new Map(retryMessages.map(({ msgId, delaySeconds }) => [msgId, delaySeconds]));
  const failed = !ackAll && (outcome !== "ok" || retryBatch?.retry);
  return ({ id }) => {
    if (acknowledged.has(id) || !(retried.has(id) || failed)) return null;
    return retried.get(id) ?? retryBatch?.delaySeconds ?? retryDelay;
  };
}

const FAILED = { outcome: "exception" };

export class QueueBrokerObject extends DurableObject {
  #backlog = new Backlog();
  /** How many batches are with the consumer, and how often the queue was emptied. */
  #running = 0;
  #emptied = 0;
  #timer = null;

  constructor(ctx, env) {
    super(ctx, env);
    this.name = ctx.id.name;
    this.consumer = env.CONSUMERS[this.name] && { ...DEFAULTS, ...env.CONSUMERS[this.name] };
    this.journal = new QueueJournal(env.DISK, this.name);
    ctx.blockConcurrencyWhile(async () => this.#enqueue(await this.journal.load()));
  }

  /** What the binding asks: POST /message and /batch, GET /metrics. */
  async fetch(request) {
    if (request.method === "GET") return Response.json(this.#backlog.metrics);
    try {
      await this.#take((await received(request)).map(newMessage));
    } catch (error) {
      if (error instanceof Refusal) return error.response;
      throw error;
    }
    return Response.json({ metadata: { metrics: this.#backlog.metrics } });
  }

  /** Takes over what another queue has given up. */
  bury(messages) {
    return this.#take(messages.map((message) => ({ ...message, failures: 0, readyAt: Date.now() })));
  }

  /** Begins to deliver what an earlier run left. The constructor has done it. */
  wake() {}

  /**
   * Delivers at once what waits for its batch to fill.
   * @returns {number} how much is under way: not what waits for its time, nor what nobody consumes
   */
  hurry() {
    this.#plan(0);
    return this.consumer ? this.#running + this.#backlog.ready : 0;
  }

  /** Forgets all messages; also those that the consumer has, whatever it says of them. */
  async empty() {
    this.#emptied += 1;
    await this.journal.settle(this.#backlog.clear(), []);
  }

  async #take(messages) {
    await this.journal.add(messages);
    this.#enqueue(messages);
  }

  #enqueue(messages) {
    this.#backlog.add(messages);
    this.#plan();
  }

  /** Delivers the batches that are due, and sets the clock for the next one. */
  #plan(patience = this.consumer?.max_batch_timeout * 1000) {
    if (!this.consumer) return;
    const { max_batch_size: size, max_concurrency: most } = this.consumer;
    clearTimeout(this.#timer);
    while (this.#running < most) {
      const wait = this.#backlog.due(size, patience) - Date.now();
      if (wait > 0) {
        if (wait < Infinity) this.#timer = setTimeout(() => this.#plan(), wait);
        return;
      }
      this.ctx.waitUntil(this.#deliver(this.#backlog.take(size)));
    }
  }

  async #deliver(batch) {
    const emptied = this.#emptied;
    this.#running += 1;
    try {
      const verdict = verdicts(await this.#dispatch(batch), this.consumer.retry_delay);
      await this.#settle(batch, emptied === this.#emptied ? verdict : () => null);
    } finally {
      this.#running -= 1;
      this.#plan();
    }
  }

  async #dispatch(batch) {
    const { oldestMessageTimestamp: oldest, ...backlog } = this.#backlog.metrics;
    const metrics = { ...backlog, ...(oldest && { oldestMessageTimestamp: new Date(oldest) }) };
    try {
      return await this.env[`MINIFLARE_WORKER_${this.consumer.worker}`].queue(this.name, batch.map(delivered), { metrics });
    } catch {
      return FAILED; // the consumer has logged why
    }
  }

  async #settle(batch, verdict) {
    const failed = batch.filter((message) => verdict(message) !== null);
    const [again, over] = [true, false].map((hope) => failed.filter(({ failures }) => failures < this.consumer.max_retries === hope));
    if (over.length > 0) await this.#giveUp(over);
    for (const message of again) {
      message.failures += 1;
      message.readyAt = Date.now() + verdict(message) * 1000;
    }
    await this.journal.settle(batch.filter((message) => !again.includes(message)), again);
    this.#enqueue(again);
  }

  async #giveUp(messages) {
    const { worker, max_retries: retries, dead_letter_queue: grave } = this.consumer;
    if (grave) await this.env.MINIFLARE_OBJECT.getByName(grave).bury(messages);
    const end = grave ? `put into ${grave}` : "dropped, for want of a dead letter queue";
    const ids = messages.map(({ id }) => id).join(", ");
    console.warn(`\u0001${worker}\u0001 Queue ${this.name}: failed ${retries + 1} times and ${end}: ${ids}.`);
  }
}
