-- Homes, what each source says of them, and how often the provider was asked. Owner: property-data.

CREATE TABLE homes (
  parcel TEXT PRIMARY KEY,                -- the assessor's number; the provider's id where it has none
  street_key TEXT,                        -- number|before|street|suffix|after|unit, as parsed
  address TEXT,                           -- on one line, as USPS Publication 28 writes it
  city TEXT,
  state TEXT,
  zip TEXT,
  lat REAL,
  lon REAL
) STRICT, WITHOUT ROWID;

CREATE INDEX homes_by_street ON homes (street_key) WHERE street_key IS NOT NULL;

CREATE TABLE records (
  parcel TEXT NOT NULL REFERENCES homes (parcel),
  source TEXT NOT NULL,
  recorded_on TEXT NOT NULL,              -- the day that the facts are of
  facts TEXT NOT NULL CHECK (json_valid(facts)),
  PRIMARY KEY (parcel, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE provider_days (
  day TEXT PRIMARY KEY,
  calls INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
