-- What the operator says of the founder, as it was written; `passages` holds it in parts.
CREATE TABLE profile (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  markdown TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
-- Requests to be contacted, by a digest of their Idempotency-Key. Times are epoch milliseconds.
CREATE TABLE contacts (
  id TEXT PRIMARY KEY,
  key TEXT UNIQUE,
  fingerprint TEXT NOT NULL,
  at INTEGER NOT NULL,
  name TEXT NOT NULL,
  email TEXT,
  phone TEXT,
  message TEXT NOT NULL
) STRICT;
CREATE INDEX contacts_by_time ON contacts (at);
