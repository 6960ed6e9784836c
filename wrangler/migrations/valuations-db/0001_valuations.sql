-- What was answered, so that it can be compared with what homes sold for. A home is kept by its place
-- to about 100 m, never by its address. Owner: valuation.

CREATE TABLE valuations (
  id TEXT PRIMARY KEY,
  valued_at INTEGER NOT NULL,             -- epoch milliseconds, UTC
  as_of TEXT NOT NULL,
  zip TEXT,
  lat REAL,
  lon REAL,
  sqft INTEGER,
  method TEXT NOT NULL CHECK (method IN ('model', 'comps', 'area')),
  model_version TEXT NOT NULL,
  estimate INTEGER NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  confidence REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX valuations_by_time ON valuations (valued_at DESC, id DESC);
