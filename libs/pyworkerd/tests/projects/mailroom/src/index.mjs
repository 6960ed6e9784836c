// Notes each delivery, and then does with a message what its body asks for.
const TABLE = `CREATE TABLE IF NOT EXISTS deliveries (
  n INTEGER PRIMARY KEY, queue TEXT, batch TEXT, id TEXT, attempts INTEGER, body TEXT, kind TEXT, running INTEGER)`;
const NOTE = "INSERT INTO deliveries (queue, batch, id, attempts, body, kind, running) VALUES (?, ?, ?, ?, ?, ?, ?)";
let running = 0;

function readable(body) {
  if (body instanceof Map) return [...body];
  return body instanceof ArrayBuffer ? new TextDecoder().decode(body) : body;
}

async function note({ queue, messages }, db) {
  const batch = crypto.randomUUID();
  const row = ({ id, attempts, body }) => [queue, batch, id, attempts, JSON.stringify(readable(body)), body.constructor.name, running];
  await db.batch([db.prepare(TABLE), ...messages.map((message) => db.prepare(NOTE).bind(...row(message)))]);
}

async function obey(batch) {
  for (const message of batch.messages) {
    const { acknowledge, retry, delay } = message.body;
    if (acknowledge) message.ack();
    if (retry >= message.attempts) message.retry({ delaySeconds: delay ?? 0 });
  }
  const { sleep, acknowledgeAll, retryAll, fail } = Object.assign({}, ...batch.messages.map(({ body }) => body));
  if (sleep) await scheduler.wait(sleep);
  if (acknowledgeAll) batch.ackAll();
  if (retryAll) batch.retryAll();
  if (fail) throw new Error("The mailroom is closed.");
}

export default {
  async fetch(_, { DB }) {
    await DB.prepare(TABLE).run();
    const { results } = await DB.prepare("SELECT * FROM deliveries ORDER BY n").all();
    return Response.json(results.map((row) => ({ ...row, body: JSON.parse(row.body) })));
  },

  async queue(batch, { DB }) {
    running += 1;
    try {
      await note(batch, DB);
      if (batch.queue !== "dead-mail") await obey(batch);
    } finally {
      running -= 1;
    }
  },
};
