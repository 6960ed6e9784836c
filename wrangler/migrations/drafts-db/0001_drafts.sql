-- What was written. Owner: content-writer. Times are epoch milliseconds, UTC. `key` is a digest of
-- the request: the same facts have one draft. `body` is the whole draft as JSON.
CREATE TABLE drafts (
  id TEXT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('listing', 'market_update', 'follow_up')),
  lead_id TEXT,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX drafts_by_lead ON drafts (lead_id) WHERE lead_id IS NOT NULL;
CREATE INDEX drafts_oldest ON drafts (created_at);
