-- Events from providers, as they were verified, and what became of each. Owner: webhooks.
-- Times are epoch milliseconds, UTC.

CREATE TABLE events (
  number INTEGER PRIMARY KEY,             -- in the order of their coming in
  provider TEXT NOT NULL,
  id TEXT NOT NULL,                       -- the provider's own where it has one
  seal TEXT,                              -- digest of what was signed, where the id is not
  type TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  payload TEXT NOT NULL,                  -- a JSON object
  headers TEXT NOT NULL,                  -- JSON, those of an allow-list
  worker TEXT,                            -- who takes it; null: nobody, it is only stored
  status TEXT NOT NULL
    CHECK (status IN ('pending', 'delivered', 'waiting', 'stored', 'dead')),
  outcome TEXT,                           -- what its worker made of it
  delivered_at INTEGER,
  replays INTEGER NOT NULL DEFAULT 0,
  last_error TEXT
) STRICT;

-- These keep an event one, however often and however many at once it comes in.
CREATE UNIQUE INDEX events_by_id ON events (provider, id);
CREATE UNIQUE INDEX events_by_seal ON events (provider, seal) WHERE seal IS NOT NULL;

CREATE INDEX events_by_provider ON events (provider, number);
CREATE INDEX events_by_status ON events (status, number);
CREATE INDEX events_by_provider_and_status ON events (provider, status, number);
CREATE INDEX events_by_own_id ON events (id);
CREATE INDEX events_over ON events (received_at) WHERE status IN ('delivered', 'stored');

-- How many requests were refused, and nothing else of them.
CREATE TABLE refusals (
  provider TEXT NOT NULL,
  day TEXT NOT NULL,                      -- such as 2026-11-28, UTC
  count INTEGER NOT NULL,
  PRIMARY KEY (provider, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX refusals_by_day ON refusals (day);

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
