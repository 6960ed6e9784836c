-- What was done of events from outside (edgekit.effects), so that it is done once.
CREATE TABLE effects (
  key TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX effects_by_age ON effects (at);
