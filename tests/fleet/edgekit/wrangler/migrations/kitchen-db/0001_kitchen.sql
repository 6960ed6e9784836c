CREATE TABLE dishes (name TEXT PRIMARY KEY, price_cents INTEGER NOT NULL, note TEXT) STRICT;
CREATE TABLE served (key TEXT PRIMARY KEY, name TEXT NOT NULL, times INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE TABLE outbox (
  key TEXT PRIMARY KEY, topic TEXT NOT NULL, payload TEXT NOT NULL, created_at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL, delivered_at INTEGER, dead_at INTEGER, last_error TEXT, request_id TEXT) STRICT;
CREATE INDEX outbox_due ON outbox (due_at) WHERE delivered_at IS NULL AND dead_at IS NULL;
CREATE TABLE idempotency_keys (
  key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, created_at INTEGER NOT NULL, status INTEGER, body TEXT) STRICT;
