-- Who of the partners is sent what, and what became of it. Owner: partner-hooks.
-- Times are epoch milliseconds, UTC. No signing secret is stored: they are derived (partner_secrets.py).

CREATE TABLE subscriptions (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  url TEXT NOT NULL,                      -- as it is fetched
  events TEXT NOT NULL,                   -- JSON array
  description TEXT,
  secrets TEXT NOT NULL,                  -- JSON: which derived secrets sign, the newest first
  enabled INTEGER NOT NULL DEFAULT 1,
  enabled_at INTEGER NOT NULL,
  disabled_reason TEXT CHECK (disabled_reason IN ('asked', 'gone', 'failing')),
  disabled_at INTEGER,
  failures INTEGER NOT NULL DEFAULT 0,    -- attempts in a row
  failing_since INTEGER,
  last_success_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE publications (
  id TEXT PRIMARY KEY,
  token TEXT NOT NULL,                    -- of the request that stored it
  type TEXT NOT NULL,
  data TEXT,                              -- JSON; null once its person was erased
  digest TEXT NOT NULL,                   -- of type and data, to know the same again
  lead_id TEXT,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX publications_by_lead ON publications (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX publications_by_age ON publications (at);

CREATE TABLE deliveries (
  number INTEGER PRIMARY KEY,             -- in the order of their making
  id TEXT NOT NULL UNIQUE,
  subscription TEXT NOT NULL,
  publication TEXT NOT NULL,
  type TEXT NOT NULL,
  status TEXT NOT NULL
    CHECK (status IN ('pending', 'delivered', 'dead', 'held', 'cancelled')),
  is_test INTEGER NOT NULL DEFAULT 0,
  claim TEXT,                             -- who may try it next: a queue message, or a consumer
  tries INTEGER NOT NULL DEFAULT 0,       -- since it was made or replayed
  attempts INTEGER NOT NULL DEFAULT 0,    -- ever
  replays INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  delivered_at INTEGER,
  last_status INTEGER,
  last_error TEXT
) STRICT;
CREATE UNIQUE INDEX deliveries_once ON deliveries (publication, subscription);
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE status = 'pending';
CREATE INDEX deliveries_claimed ON deliveries (claim) WHERE claim IS NOT NULL;
CREATE INDEX deliveries_by_subscription ON deliveries (subscription, number);
CREATE INDEX deliveries_by_status ON deliveries (status, number);
CREATE INDEX deliveries_by_both ON deliveries (subscription, status, number);
CREATE INDEX deliveries_by_age ON deliveries (created_at);

CREATE TABLE attempts (
  number INTEGER PRIMARY KEY,
  delivery TEXT NOT NULL,
  at INTEGER NOT NULL,
  url TEXT NOT NULL,
  status INTEGER,
  duration_ms INTEGER NOT NULL,
  error TEXT,
  excerpt TEXT
) STRICT;
CREATE INDEX attempts_by_delivery ON attempts (delivery, number);
CREATE INDEX attempts_by_age ON attempts (at);

-- edgekit's own (edgekit.schema).
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
