-- Mails, what became of them, and who gets none. Owner: email. Times are epoch milliseconds, UTC.
-- A person is known by a digest of the address, so that what they said outlives an erasure.

CREATE TABLE mails (
  id TEXT PRIMARY KEY,
  key TEXT,                               -- Idempotency-Key
  digest TEXT NOT NULL,                   -- of the request
  template TEXT NOT NULL,
  category TEXT NOT NULL CHECK (category IN ('transactional', 'marketing')),
  person TEXT NOT NULL,                   -- digest of the address
  address TEXT,                           -- lower case; null after an erasure, like name and data
  name TEXT,
  data TEXT,                              -- JSON; null once it has left
  lead_id TEXT,
  subject TEXT,
  status TEXT NOT NULL CHECK (status IN ('queued', 'scheduled', 'suppressed', 'failed', 'sent',
    'delivered', 'bounced', 'complained')),
  created_at INTEGER NOT NULL,
  send_at INTEGER,
  sent_at INTEGER,
  provider TEXT,
  provider_id TEXT,
  error TEXT
) STRICT;
CREATE UNIQUE INDEX mails_by_key ON mails (key) WHERE key IS NOT NULL;
CREATE INDEX mails_by_person ON mails (person);
CREATE INDEX mails_by_lead ON mails (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX mails_by_provider_id ON mails (provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX mails_by_age ON mails (created_at);

-- What providers said, each thing once: their ids of events are not stable.
CREATE TABLE mail_events (
  key TEXT PRIMARY KEY,                   -- digest of message, event and time
  mail_id TEXT,
  person TEXT NOT NULL,
  kind TEXT NOT NULL,
  is_soft INTEGER NOT NULL,               -- a bounce that may be over tomorrow
  at INTEGER NOT NULL,
  detail TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_events_by_mail ON mail_events (mail_id, at);
CREATE INDEX mail_events_by_person ON mail_events (person, at);
CREATE INDEX mail_events_by_age ON mail_events (at);

CREATE TABLE suppressions (
  person TEXT NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('marketing', 'all')),
  cause TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (person, scope)
) STRICT, WITHOUT ROWID;

-- edgekit's: the outbox, dead letters, and what has been done.
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

CREATE TABLE effects (
  key TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX effects_by_age ON effects (at);
