-- Times are epoch milliseconds, numbers are E.164.

-- A text that was sent, or is to be. An erased person's has neither number nor body.
CREATE TABLE texts (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  digest TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  phone TEXT,
  body TEXT,
  purpose TEXT NOT NULL,
  zip TEXT,
  lead_id TEXT,
  encoding TEXT NOT NULL,
  segments INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('queued', 'held', 'refused', 'accepted', 'failed')),
  reason TEXT,
  send_at INTEGER,
  tried_at INTEGER,
  doubtful_until INTEGER,
  sent_at INTEGER,
  sid TEXT UNIQUE,
  error_code INTEGER
) STRICT;
CREATE INDEX texts_by_phone ON texts (phone, created_at);
CREATE INDEX texts_by_lead ON texts (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX texts_by_age ON texts (created_at);

-- The furthest that Twilio has told of a text: receipts may come in any order, and before the answer.
CREATE TABLE receipts (
  sid TEXT PRIMARY KEY,
  status TEXT NOT NULL,
  rank INTEGER NOT NULL,
  error_code INTEGER,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX receipts_by_age ON receipts (at);

-- Texts that came in.
CREATE TABLE replies (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  phone TEXT,
  body TEXT,
  keyword TEXT,
  lead_id TEXT
) STRICT;
CREATE INDEX replies_by_phone ON replies (phone, at);
CREATE INDEX replies_by_age ON replies (at);

-- What each person said of texts, in their own words.
CREATE TABLE consents (
  id INTEGER PRIMARY KEY,
  phone TEXT NOT NULL,
  at INTEGER NOT NULL,
  granted INTEGER NOT NULL,
  source TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX consents_by_phone ON consents (phone, at, id);

-- What it comes to: the latest time of each kind. `number` is E.164, or an erased one's digest.
CREATE TABLE people (
  number TEXT PRIMARY KEY,
  stopped_at INTEGER,
  started_at INTEGER,
  revoked_at INTEGER,
  granted_at INTEGER
) STRICT, WITHOUT ROWID;

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

CREATE TABLE effects (
  key TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX effects_by_age ON effects (at);
CREATE INDEX outbox_delivered ON outbox (delivered_at) WHERE delivered_at IS NOT NULL;
