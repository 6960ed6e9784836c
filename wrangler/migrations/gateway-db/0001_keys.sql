-- Who may call through the gateway, and how much they have. Owner: gateway. Times are epoch milliseconds, UTC.
-- No key is stored, only its keyed hash (gateway_keys.py).

CREATE TABLE keys (
  number INTEGER PRIMARY KEY,             -- in the order of their making
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,                   -- JSON array
  tz TEXT NOT NULL,                       -- IANA: whose months and days count
  rate_per_minute INTEGER NOT NULL,
  quota_per_month INTEGER,                -- null: none
  expires_at INTEGER,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER,
  -- What was given out (gateway_allowances.py): in the minute that began at window_at, and in the month.
  window_at INTEGER NOT NULL DEFAULT 0,
  window_used INTEGER NOT NULL DEFAULT 0,
  month TEXT NOT NULL DEFAULT '',         -- such as 2026-11, in tz
  month_used INTEGER NOT NULL DEFAULT 0,
  granted INTEGER NOT NULL DEFAULT 0      -- by the last statement
) STRICT;
CREATE INDEX keys_by_end ON keys (revoked_at) WHERE revoked_at IS NOT NULL;

-- A key's secrets: one, and while it is rotated the one before.
CREATE TABLE secrets (
  prefix TEXT PRIMARY KEY,                -- the beginning, which may be shown
  digest TEXT NOT NULL,                   -- HMAC-SHA-256 in hex
  key_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ends_at INTEGER                         -- null: with its key
) STRICT;
CREATE INDEX secrets_by_key ON secrets (key_id);
CREATE INDEX secrets_by_end ON secrets (ends_at) WHERE ends_at IS NOT NULL;

CREATE TABLE usage (
  key_id TEXT NOT NULL,
  day TEXT NOT NULL,                      -- such as 2026-11-28, in the key's tz
  worker TEXT NOT NULL,
  calls INTEGER NOT NULL,
  PRIMARY KEY (key_id, day, worker)
) STRICT;
CREATE INDEX usage_by_day ON usage (day, key_id, worker);
