-- Recorded home sales. The table itself is the spatial index: it is clustered by grid cell and then
-- by recency, so that the newest sales around a place are a few neighbouring pages however many
-- sales there are. Owner: comps.

CREATE TABLE sales (
  cell INTEGER NOT NULL,                  -- row * 100000 + column of a grid, 100 x 75 cells a degree
  sold_on TEXT NOT NULL CHECK (sold_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
  parcel TEXT NOT NULL,                   -- the assessor's number
  price INTEGER NOT NULL CHECK (price > 0),
  lat REAL NOT NULL CHECK (lat BETWEEN -90 AND 90),
  lon REAL NOT NULL CHECK (lon BETWEEN -180 AND 180),
  zip TEXT,
  sqft INTEGER CHECK (sqft > 0),
  sqft_above INTEGER,
  lot_sqft INTEGER CHECK (lot_sqft > 0),
  bedrooms INTEGER,
  bathrooms REAL,
  floors REAL,
  year_built INTEGER,
  year_renovated INTEGER,                 -- null: never, or not known
  grade INTEGER,                          -- King County's scales: 1 to 13
  condition INTEGER,                      -- 1 to 5
  view INTEGER,                           -- 0 to 4
  waterfront INTEGER,                     -- 0 or 1
  block INTEGER GENERATED ALWAYS AS (cell / 1000000 * 10000 + cell % 100000 / 10) VIRTUAL,
  PRIMARY KEY (cell, sold_on DESC, parcel),
  CHECK (cell = CAST((lat + 90) * 100 AS INTEGER) * 100000 + CAST((lon + 180) * 75 AS INTEGER))
) STRICT, WITHOUT ROWID;

-- A block is 10 x 10 cells: where sales are sparse.
CREATE INDEX sales_by_block ON sales (block, sold_on DESC);

-- The price level of a ZIP code is answered from this index alone.
CREATE INDEX sales_by_zip ON sales (zip, sold_on DESC, price, sqft) WHERE zip IS NOT NULL;

-- One sale of a parcel a day; importing a file twice changes nothing.
CREATE UNIQUE INDEX sales_by_parcel ON sales (parcel, sold_on DESC);
