/**
 * A queue's messages on disk, in a folder of the state: a file for what was sent at the same time, with those of its
 * messages that are not done with. A file is complete once it has its name, so a kill leaves all of it or nothing. It
 * may not outlive a loss of power: unlike SQLite, with which a send takes five times as long, nothing waits for the disk.
 */

const NAME_DIGITS = 12;
const FILES_AT_ONCE = 100;
const MESSAGES_PER_FILE = 100;

/** @typedef {{id: string, sentAt: number, type: string, body: string, failures: number, readyAt: number}} Message */

export class QueueJournal {
  #disk;
  #url;
  #next = 0;
  /** The messages that share the next file, and when the last file so far is written. */
  #group = null;
  #last = Promise.resolve();
  /** @type {Map<Message, {name: string, messages: Set<Message>, written: Promise<void>}>} */
  #files = new Map();

  /**
   * @param {{fetch: typeof fetch} | undefined} disk without one, nothing is kept
   * @param {string} folder
   */
  constructor(disk, folder) {
    this.#disk = disk;
    this.#url = `http://disk/${folder}/`;
  }

  /** @returns {Promise<Message[]>} what an earlier run left, in the order in which it came */
  async load() {
    const names = await this.#names();
    const found = [];
    while (names.length > 0) found.push(...(await Promise.all(names.splice(0, FILES_AT_ONCE).map((name) => this.#read(name)))));
    return found.flat();
  }

  /** Keeps messages; they are safe when this resolves. */
  async add(messages) {
    if (!this.#disk) return;
    if (this.#group === null || this.#group.messages.length >= MESSAGES_PER_FILE) this.#group = this.#newGroup();
    this.#group.messages.push(...messages);
    await this.#group.written;
  }

  /** Writes down what became of messages: those that are done with are forgotten, others may have changed. */
  async settle(done, changed) {
    const files = new Set([...done, ...changed].map((message) => this.#files.get(message)).filter(Boolean));
    for (const message of done) {
      this.#files.get(message)?.messages.delete(message);
      this.#files.delete(message);
    }
    await Promise.all([...files].map((file) => this.#write(file)));
  }

  // What is sent while a file is written goes into the next one together.
  #newGroup() {
    const group = { messages: [] };
    group.written = this.#last
      .catch(() => {})
      .then(() => {
        if (this.#group === group) this.#group = null;
        return this.#write(this.#file(String(this.#next++).padStart(NAME_DIGITS, "0"), group.messages));
      });
    this.#last = group.written;
    return group;
  }

  #file(name, messages) {
    const file = { name, messages: new Set(messages), written: Promise.resolve() };
    for (const message of messages) this.#files.set(message, file);
    return file;
  }

  // One write of a file at a time, each with what holds when its turn comes.
  #write(file) {
    file.written = file.written.catch(() => {}).then(() => this.#replace(file.name, [...file.messages]));
    return file.written;
  }

  async #replace(name, messages) {
    const request = messages.length > 0 ? { method: "PUT", body: JSON.stringify(messages) } : { method: "DELETE" };
    const response = await this.#disk.fetch(this.#url + name, request);
    if (!response.ok && response.status !== 404) throw new Error(`The queue's file ${name} can't be written: ${response.status}`);
  }

  async #names() {
    const response = await this.#disk?.fetch(this.#url);
    if (!response?.ok) return [];
    const names = (await response.json()).map(({ name }) => name).sort();
    this.#next = Number(names.at(-1) ?? -1) + 1;
    return names;
  }

  async #read(name) {
    const messages = await (await this.#disk.fetch(this.#url + name)).json();
    this.#file(name, messages);
    return messages;
  }
}
