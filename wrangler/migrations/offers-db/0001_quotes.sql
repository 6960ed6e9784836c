-- Offers for homes, and who has accepted them. Owner: instant-offer. Times are epoch milliseconds, UTC.

CREATE TABLE quotes (
  id TEXT PRIMARY KEY,          -- a capability: whoever has it may read and accept the quote
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  place TEXT NOT NULL,          -- the address in small letters, so that an erasure finds its other quotes
  request TEXT NOT NULL,
  answer TEXT NOT NULL,
  has_offer INTEGER NOT NULL,   -- 0: somebody has to look, and there is nothing to accept
  accepted_at INTEGER,
  person TEXT,                  -- who has accepted, and leads is given
  email TEXT,                   -- as in person, so that an erasure finds them
  phone TEXT,
  lead_id TEXT                  -- null until leads has the lead
) STRICT, WITHOUT ROWID;
CREATE INDEX quotes_by_end ON quotes (expires_at);
CREATE INDEX quotes_by_place ON quotes (place) WHERE accepted_at IS NULL;
CREATE INDEX quotes_by_lead ON quotes (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX quotes_by_email ON quotes (email) WHERE email IS NOT NULL;
CREATE INDEX quotes_by_phone ON quotes (phone) WHERE phone IS NOT NULL;

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
