-- Market data by metro and ZIP code: one long table of observations, so that a new figure is a new
-- metric and not a migration. Owner: market-intelligence.

CREATE TABLE metros (
  slug TEXT PRIMARY KEY,                  -- seattle-bellevue-kent-wa
  name TEXT NOT NULL,                     -- Seattle-Bellevue-Kent, WA
  cbsa TEXT NOT NULL UNIQUE               -- OMB's code of the metro or metropolitan division
) STRICT, WITHOUT ROWID;

CREATE TABLE zips (
  zip TEXT PRIMARY KEY,
  city TEXT NOT NULL,
  state TEXT NOT NULL,
  county TEXT NOT NULL,
  metro TEXT REFERENCES metros (slug),    -- null: no metro speaks for it
  matched_by TEXT CHECK (matched_by IN ('county', 'near')),
  metro_km REAL                           -- to the metro's first city; null where the ZIP has no point
) STRICT, WITHOUT ROWID;

CREATE TABLE observations (
  region TEXT NOT NULL,                   -- metro slug or ZIP code
  metric TEXT NOT NULL CHECK (metric IN
    ('hpi', 'list_price', 'price_per_sqft', 'days_on_market', 'inventory')),
  period TEXT NOT NULL,                   -- the period's last day, YYYY-MM-DD
  value REAL NOT NULL CHECK (value >= 0),
  PRIMARY KEY (region, metric, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE mortgage_rates (
  week TEXT PRIMARY KEY,                  -- the day of publication, YYYY-MM-DD
  rate REAL NOT NULL CHECK (rate > 0)     -- per cent a year
) STRICT, WITHOUT ROWID;

CREATE TABLE feeds (
  url TEXT PRIMARY KEY,
  etag TEXT,
  last_modified TEXT,
  rows INTEGER NOT NULL DEFAULT 0,        -- of the last good load
  loaded_at TEXT,
  checked_at TEXT NOT NULL,
  failing_since TEXT,                     -- null while the feed is good
  reason TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  key TEXT PRIMARY KEY, topic TEXT NOT NULL, payload TEXT NOT NULL, created_at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL, delivered_at INTEGER, dead_at INTEGER, last_error TEXT, request_id TEXT) STRICT;
CREATE INDEX outbox_due ON outbox (due_at) WHERE delivered_at IS NULL AND dead_at IS NULL;
