/**
 * The messages of a queue that no consumer has at the moment: those whose time has come, in that order, and those that
 * wait for theirs.
 */

// Four characters of base64 are three bytes.
const bytesOf = (base64) => (base64.replace(/=+$/, "").length * 3) >> 2;
const sizeOf = (messages) => messages.reduce((total, { body }) => total + bytesOf(body), 0);

export class Backlog {
  #ready = [];
  #delayed = [];
  #bytes = 0;

  /** How many messages could be delivered now. */
  get ready() {
    this.#promote();
    return this.#ready.length;
  }

  /** As a queue's `metrics()` gives it, with the time in epoch milliseconds, 0 if there is no message. */
  get metrics() {
    const oldest = this.#ready[0] ?? this.#delayed[0];
    return { backlogCount: this.#ready.length + this.#delayed.length, backlogBytes: this.#bytes, oldestMessageTimestamp: oldest?.sentAt ?? 0 };
  }

  /** @param {import("./queue_journal.mjs").Message[]} messages */
  add(messages) {
    this.#delayed.push(...messages);
    this.#delayed.sort((a, b) => a.readyAt - b.readyAt);
    this.#bytes += sizeOf(messages);
    this.#promote();
  }

  /** Removes and returns up to `count` messages whose time has come. */
  take(count) {
    this.#promote();
    return this.#without(this.#ready.splice(0, count));
  }

  /** Removes and returns all messages. */
  clear() {
    return this.#without([...this.#ready.splice(0), ...this.#delayed.splice(0)]);
  }

  /** @returns {number} when a batch is due, in epoch ms: it is full, or its first message has waited for `patience` ms */
  due(size, patience) {
    this.#promote();
    if (this.#ready.length >= size) return 0;
    const oldest = this.#ready.length > 0 ? this.#ready[0].readyAt + patience : Infinity;
    return Math.min(oldest, this.#delayed[0]?.readyAt ?? Infinity);
  }

  #promote() {
    const now = Date.now();
    const later = this.#delayed.findIndex(({ readyAt }) => readyAt > now);
    this.#ready.push(...this.#delayed.splice(0, later < 0 ? Infinity : later));
  }

  #without(messages) {
    this.#bytes -= sizeOf(messages);
    return messages;
  }
}
