-- Leads and their contacts in the CRM. Owner: crm-sync. Times are epoch milliseconds, UTC.

CREATE TABLE contacts (
  lead_id TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  lead TEXT,                              -- JSON of the newest version; null after an erasure
  version INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,            -- of the lead, by its own clock
  crm TEXT,                               -- whose external_id and written are
  external_id TEXT,
  written TEXT NOT NULL DEFAULT '{}',     -- by property: what we wrote last, and how it was kept
  conflicts TEXT NOT NULL DEFAULT '{}',   -- by property: ours, theirs, at
  changes TEXT NOT NULL DEFAULT '{}',     -- by property: what somebody changed there, and when
  status TEXT NOT NULL CHECK (status IN ('pending', 'synced', 'conflict', 'archived', 'failed',
    'off', 'erased')),
  synced_at INTEGER,
  last_error TEXT,
  leased_until INTEGER NOT NULL DEFAULT 0, -- one delivery at a time talks of a contact
  erased_at INTEGER
) STRICT;
CREATE INDEX contacts_by_external_id ON contacts (external_id) WHERE external_id IS NOT NULL;

CREATE INDEX contacts_off ON contacts (status) WHERE status = 'off';
CREATE INDEX contacts_being_made ON contacts (leased_until) WHERE external_id IS NULL;

-- Until when a CRM is not to be called: its quota for the day is used up.
CREATE TABLE pauses (
  crm TEXT PRIMARY KEY,
  until INTEGER NOT NULL,
  reason TEXT NOT NULL
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
