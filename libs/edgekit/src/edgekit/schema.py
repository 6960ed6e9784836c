"""The tables that edgekit keeps in a worker's D1, for its migrations; ``fleet check`` compares.

A worker creates the tables of what it uses: an outbox or a queue brings ``dead_letters``. Times are
epoch milliseconds.
"""

OUTBOX = """CREATE TABLE outbox (
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
"""

DEAD_LETTERS = """CREATE TABLE dead_letters (
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
"""

IDEMPOTENCY_KEYS = """CREATE TABLE idempotency_keys (
  key TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  status INTEGER,
  body TEXT
) STRICT;
"""

EFFECTS = """CREATE TABLE effects (
  key TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX effects_by_age ON effects (at);
"""

TABLES = {
    "outbox": OUTBOX,
    "dead_letters": DEAD_LETTERS,
    "idempotency_keys": IDEMPOTENCY_KEYS,
    "effects": EFFECTS,
}
