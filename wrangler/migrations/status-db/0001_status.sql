-- How the fleet's workers are and were, incidents, and maintenance. Owner: status.
-- Times are epoch milliseconds, UTC; days are UTC dates.

-- One row for each run of probes. A run takes the number after the last one that it has seen, so that of two
-- at once only the first is kept.
CREATE TABLE runs (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX runs_by_age ON runs (at);

-- A worker after its last probe; failures and successes are how many in a row.
CREATE TABLE states (
  worker TEXT PRIMARY KEY,
  status TEXT NOT NULL CHECK (status IN ('up', 'degraded', 'down', 'maintenance', 'unknown')),
  failures INTEGER NOT NULL,
  successes INTEGER NOT NULL,
  response_ms INTEGER,
  checked_at INTEGER NOT NULL,
  detail TEXT
) STRICT, WITHOUT ROWID;

-- A worker's probes of a day, by what they found; "answered" of them took "ms" milliseconds together.
CREATE TABLE days (
  worker TEXT NOT NULL,
  day TEXT NOT NULL,
  up INTEGER NOT NULL DEFAULT 0,
  degraded INTEGER NOT NULL DEFAULT 0,
  down INTEGER NOT NULL DEFAULT 0,
  maintenance INTEGER NOT NULL DEFAULT 0,
  answered INTEGER NOT NULL DEFAULT 0,
  ms INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (worker, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX days_by_day ON days (day);

-- "worker" is whose probes failed where the rule opened it; "updates" is a JSON array, the newest last.
CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  worker TEXT,
  workers TEXT NOT NULL,
  title TEXT NOT NULL,
  impact TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('investigating', 'identified', 'monitoring', 'resolved')),
  opened_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  resolved_at INTEGER,
  updates TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX incidents_open_by_rule ON incidents (worker)
  WHERE worker IS NOT NULL AND resolved_at IS NULL;
CREATE INDEX incidents_open ON incidents (updated_at) WHERE resolved_at IS NULL;
CREATE INDEX incidents_resolved ON incidents (resolved_at) WHERE resolved_at IS NOT NULL;

-- "first_wall" is what the clock in "tz" shows when it begins for the first time; ends_at is null where it is repeated.
CREATE TABLE maintenance (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  message TEXT NOT NULL,
  workers TEXT NOT NULL,
  tz TEXT NOT NULL,
  first_wall TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  minutes INTEGER NOT NULL CHECK (minutes > 0),
  repeat TEXT NOT NULL CHECK (repeat IN ('never', 'daily', 'weekly')),
  ends_at INTEGER
) STRICT;
CREATE INDEX maintenance_by_end ON maintenance (ends_at);

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
