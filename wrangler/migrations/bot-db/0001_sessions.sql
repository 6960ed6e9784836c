-- Conversations with people who may sell. Owner: lead-bot. Times are epoch milliseconds, UTC.

CREATE TABLE sessions (
  id TEXT PRIMARY KEY,                    -- a capability: whoever has it may read all of it
  channel TEXT NOT NULL,
  sender TEXT,                            -- of texts: the number, which is the conversation
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  turns INTEGER NOT NULL,                 -- how many there are: what a new one expects to find
  busy_until INTEGER NOT NULL DEFAULT 0,  -- until then a turn has it to itself: it books a visit
  state TEXT NOT NULL,
  phone TEXT,                             -- as in the state, so that an erasure finds them
  email TEXT,
  lead TEXT,                              -- what leads is given, as it was when it was handed over
  lead_id TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX sessions_by_sender ON sessions (sender) WHERE sender IS NOT NULL;
CREATE INDEX sessions_by_phone ON sessions (phone) WHERE phone IS NOT NULL;
CREATE INDEX sessions_by_email ON sessions (email) WHERE email IS NOT NULL;
CREATE INDEX sessions_by_lead ON sessions (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX sessions_by_age ON sessions (updated_at);

CREATE TABLE turns (
  session_id TEXT NOT NULL,
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  message TEXT NOT NULL,
  reply TEXT,                             -- null while it is being answered
  key TEXT,                               -- a digest of its Idempotency-Key and whose that is
  digest TEXT,                            -- of the request under that key
  answer TEXT,                            -- and its whole answer
  PRIMARY KEY (session_id, n)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX turns_by_key ON turns (key) WHERE key IS NOT NULL;
CREATE INDEX turns_by_age ON turns (at);

CREATE TABLE outbox (
  key TEXT PRIMARY KEY,
  topic TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  delivered_at INTEGER,
  dead_at INTEGER,
  last_error TEXT,
  request_id TEXT
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at) WHERE delivered_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_delivered ON outbox (delivered_at) WHERE delivered_at IS NOT NULL;
CREATE INDEX outbox_dead ON outbox (dead_at) WHERE dead_at IS NOT NULL;

CREATE TABLE dead_letters (
  id TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  payload TEXT NOT NULL,
  error TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  request_id TEXT,
  died_at INTEGER NOT NULL,
  telling TEXT,
  told_at INTEGER,
  replayed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX dead_letters_waiting ON dead_letters (source, name, key)
  WHERE replayed_at IS NULL;
CREATE INDEX dead_letters_newest ON dead_letters (died_at DESC, id DESC);
CREATE INDEX dead_letters_untold ON dead_letters (telling) WHERE told_at IS NULL;
