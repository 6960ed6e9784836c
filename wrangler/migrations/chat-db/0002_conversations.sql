-- Conversations. A session's id is a capability; times are epoch milliseconds.
CREATE TABLE sessions (
  id TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  ended_at INTEGER,
  rating INTEGER,
  -- What a model has read and written, about.
  tokens INTEGER NOT NULL DEFAULT 0,
  -- Whether contact details were asked for, and whether a person was told.
  asked INTEGER NOT NULL DEFAULT 0,
  passed_on INTEGER NOT NULL DEFAULT 0,
  lead_id TEXT,
  name TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX sessions_by_last ON sessions (last_at);
CREATE INDEX sessions_by_lead ON sessions (lead_id) WHERE lead_id IS NOT NULL;
-- A message and its answer, which is null while it is under way.
CREATE TABLE turns (
  id INTEGER PRIMARY KEY,
  session_id TEXT NOT NULL,
  n INTEGER NOT NULL,
  -- A digest of the Idempotency-Key within its session, and of the message that it came with.
  key TEXT UNIQUE,
  fingerprint TEXT NOT NULL,
  at INTEGER NOT NULL,
  message TEXT NOT NULL,
  reply TEXT,
  sources TEXT NOT NULL DEFAULT '[]',
  intent TEXT,
  handoff INTEGER NOT NULL DEFAULT 0,
  written_by TEXT,
  answered_at INTEGER,
  UNIQUE (session_id, n)
) STRICT;
CREATE INDEX turns_by_time ON turns (at);
