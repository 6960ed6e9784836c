-- What was tried in vain (edgekit.dead_letters), until somebody replays it.
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

-- What had died before.
INSERT INTO dead_letters (id, source, name, key, payload, error, attempts, request_id, died_at)
SELECT 'dead_' || lower(hex(randomblob(16))), 'outbox', topic, key, payload,
  coalesce(last_error, 'unknown'), attempts, request_id, dead_at
FROM outbox WHERE dead_at IS NOT NULL AND delivered_at IS NULL;
