-- Leads: who may sell which home, how promising that is, and what became of it. Owner: leads.
-- Times are epoch milliseconds, UTC. After an erasure a lead stays as a tombstone that names nobody.

CREATE TABLE leads (
  id TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,     -- the ETag
  status TEXT NOT NULL DEFAULT 'new'
    CHECK (status IN ('new', 'contacted', 'qualified', 'offer', 'contract', 'closed', 'lost')),
  name TEXT,
  email TEXT,                             -- lower case
  phone TEXT,                             -- E.164
  address TEXT,
  zip TEXT,
  asking_price INTEGER,
  timeline TEXT,
  condition TEXT,
  motivation TEXT,
  message TEXT,
  property TEXT,                          -- JSON, like utm, consent, score_parts and valuation
  source TEXT,
  utm TEXT,
  consent TEXT,
  score INTEGER NOT NULL CHECK (score BETWEEN 0 AND 100),
  score_parts TEXT,
  channel TEXT NOT NULL,
  agent TEXT,
  valuation TEXT,
  valued_at INTEGER,                      -- null: still to be valued
  announced_at INTEGER,                   -- null: Slack still to be told
  answered_at INTEGER,                    -- the first change from 'new'
  erased_at INTEGER,
  CHECK (erased_at IS NOT NULL OR (name IS NOT NULL AND address IS NOT NULL)),
  CHECK (erased_at IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL),
  CHECK (erased_at IS NULL OR coalesce(name, email, phone, address, motivation, message) IS NULL)
) STRICT;

CREATE INDEX leads_newest ON leads (created_at DESC, id DESC, score) WHERE erased_at IS NULL;
CREATE INDEX leads_by_status ON leads (status, created_at DESC, id DESC, score)
  WHERE erased_at IS NULL;
CREATE INDEX leads_in_figures ON leads (created_at, score, status, answered_at);
CREATE INDEX leads_by_email ON leads (email) WHERE email IS NOT NULL;
CREATE INDEX leads_by_phone ON leads (phone) WHERE phone IS NOT NULL;

-- One row for each way to reach a lead's person, together with the address: while it is there, the
-- same person can't become a second lead. Digests, so that nothing readable outlives an erasure.
CREATE TABLE recent_leads (
  digest TEXT PRIMARY KEY,
  lead_id TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX recent_leads_by_lead ON recent_leads (lead_id);
CREATE INDEX recent_leads_by_expiry ON recent_leads (expires_at);

-- Idempotency-Key: the first request under each key, and its answer once there is one. The answer
-- holds nothing personal.
CREATE TABLE submissions (
  key TEXT PRIMARY KEY,
  digest TEXT NOT NULL,
  lead_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  status INTEGER,
  answer TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX submissions_by_lead ON submissions (lead_id);
CREATE INDEX submissions_by_age ON submissions (created_at);

-- Whose turn it is among the agents of an area.
CREATE TABLE rotations (
  area TEXT PRIMARY KEY,
  turn INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE status_changes (
  id INTEGER PRIMARY KEY,                 -- their order
  lead_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  status TEXT NOT NULL
) STRICT;
CREATE INDEX status_changes_by_lead ON status_changes (lead_id);

CREATE TABLE notes (
  id TEXT PRIMARY KEY,
  lead_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  author TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX notes_by_lead ON notes (lead_id, created_at DESC);

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
