-- Leads found by the words of their name, address, e-mail and phone, and listed by agent and source.
-- A plain table rather than FTS5: D1 exports no database that holds a virtual table. Owner: leads.

CREATE TABLE lead_words (
  word TEXT NOT NULL,
  lead_id TEXT NOT NULL,
  PRIMARY KEY (word, lead_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX lead_words_by_lead ON lead_words (lead_id, word);

-- By which way of making words a lead's were made; cron makes those that are missing or older.
ALTER TABLE leads ADD COLUMN words_version INTEGER NOT NULL DEFAULT 0;
CREATE INDEX leads_to_index ON leads (words_version) WHERE erased_at IS NULL;

CREATE INDEX leads_by_agent ON leads (agent, created_at DESC, id DESC, score)
  WHERE erased_at IS NULL;
CREATE INDEX leads_by_source ON leads (source, created_at DESC, id DESC, score)
  WHERE erased_at IS NULL;
