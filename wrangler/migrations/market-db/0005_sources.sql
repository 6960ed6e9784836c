-- Figures of the portals (Zillow, Redfin) beside FHFA's and Realtor.com's, each with whose it is. A
-- CHECK can't be changed, so that the table is made anew.
CREATE TABLE observations_with_source (
  region TEXT NOT NULL,                   -- metro slug or ZIP code
  metric TEXT NOT NULL CHECK (metric IN
    ('hpi', 'list_price', 'price_per_sqft', 'days_on_market', 'inventory', 'home_value', 'sale_price')),
  period TEXT NOT NULL,                   -- the period's last day, YYYY-MM-DD
  value REAL NOT NULL CHECK (value >= 0),
  source TEXT,                            -- null: loaded before sources were kept
  PRIMARY KEY (region, metric, period)
) STRICT, WITHOUT ROWID;
INSERT INTO observations_with_source (region, metric, period, value) SELECT region, metric, period, value FROM observations;
DROP TABLE observations;
ALTER TABLE observations_with_source RENAME TO observations;
