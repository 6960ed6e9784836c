// What is known of the running fleet, asked of its control endpoints.

export const KEPT = 500; // lines, requests and messages on the page

export async function ask(path, options) {
  const answer = await fetch(`/__fleet${path}`, options);
  const body = answer.status === 204 ? null : await answer.json();
  if (!answer.ok) throw new Error(body.detail);
  return body;
}

/** Entries that grow at their end; each poll brings what is new. */
class Feed {
  entries = [];
  #since = "";
  #asked = null;

  constructor(path, identity) {
    this.path = path;
    this.identity = identity;
  }

  forget() {
    this.entries = [];
    this.#since = "";
  }

  /** Polls one at a time, so that nothing is taken twice. */
  poll() {
    this.#asked ??= this.#poll().finally(() => { this.#asked = null; });
    return this.#asked;
  }

  async #poll() {
    const fresh = this.take(await ask(this.#since ? `${this.path}?since=${this.#since}` : this.path));
    if (fresh.length) this.#since = fresh.at(-1)[this.identity];
    this.entries = [...this.entries, ...fresh].slice(-KEPT);
  }

  take(answer) {
    return answer;
  }
}

class Messages extends Feed {
  /** The outbox may have been cleared meanwhile, by whomever. */
  take({ oldest, messages }) {
    this.entries = this.entries.filter(({ id }) => oldest !== null && id >= oldest);
    return messages;
  }
}

export const fleet = {
  workers: [],
  faults: [],
  requests: new Feed("/requests", "seq"),
  logs: new Feed("/logs", "seq"),
  messages: new Messages("/messages", "id"),
};

let lost = false;

/** Asks anew for the workers and the faults. */
export async function look() {
  let answers;
  try {
    answers = await Promise.all([ask("/workers"), ask("/faults")]);
  } catch (error) {
    lost = true;
    throw error;
  }
  if (lost) for (const feed of [fleet.requests, fleet.logs, fleet.messages]) feed.forget(); // another run counts anew
  lost = false;
  [fleet.workers, fleet.faults] = answers;
}

export const names = () => fleet.workers.map((worker) => worker.name);
