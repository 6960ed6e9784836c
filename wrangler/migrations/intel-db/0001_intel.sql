-- Messages for Slack, and the log of the fleet. Owner: slack-intel.
-- Times are epoch milliseconds, UTC.

-- A message stays until Slack has it. Then its text is dropped: only where it went is kept, so that
-- it can be taken back when its lead is erased.
CREATE TABLE messages (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,               -- Idempotency-Key, or the id
  digest TEXT NOT NULL,                   -- of the request, to tell a replay from a misuse of its key
  lead_id TEXT,
  method TEXT NOT NULL CHECK (method IN ('chat.postMessage', 'chat.delete')),
  channel TEXT NOT NULL,
  payload TEXT,                           -- JSON for Slack
  created_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  sent_at INTEGER,
  dropped_at INTEGER,                     -- Slack refuses it for good, or its lead is erased
  last_error TEXT,
  slack_channel TEXT,
  slack_ts TEXT
) STRICT;
CREATE INDEX messages_due ON messages (due_at) WHERE sent_at IS NULL AND dropped_at IS NULL;
CREATE INDEX messages_sent ON messages (sent_at, channel) WHERE sent_at IS NOT NULL;
CREATE INDEX messages_by_lead ON messages (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX messages_by_age ON messages (created_at) WHERE lead_id IS NULL;

-- When a channel takes its next message: Slack allows one a second, or says how long to wait.
CREATE TABLE channels (
  channel TEXT PRIMARY KEY,
  open_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who is sending: one at a time, until it is done or its time is up.
CREATE TABLE sender (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  holder TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT;

CREATE TABLE forgotten_leads (
  lead_id TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE logs (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  level TEXT NOT NULL,
  worker TEXT NOT NULL,
  event TEXT NOT NULL,
  request_id TEXT,
  details TEXT NOT NULL                   -- JSON
) STRICT;
-- Each of these ends in the row's id, by which the log is paged.
CREATE INDEX logs_by_worker ON logs (worker);
CREATE INDEX logs_by_level ON logs (level);
CREATE INDEX logs_by_worker_and_level ON logs (worker, level);
CREATE INDEX logs_by_time ON logs (at, worker, level);

-- What repeats: entries alike within a window, and how many of them Slack has been told of.
CREATE TABLE storms (
  fingerprint TEXT PRIMARY KEY,
  level TEXT NOT NULL,
  sample TEXT NOT NULL,
  closes_at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  told INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX storms_closing ON storms (closes_at);
