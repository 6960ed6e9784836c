-- Raw events. `seq` is the order of arrival; what lies beyond `roll_up_position` is not rolled up yet.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,          -- epoch milliseconds
  day TEXT NOT NULL,
  name TEXT NOT NULL,
  site TEXT NOT NULL,
  path TEXT NOT NULL,
  referrer TEXT NOT NULL,
  source TEXT NOT NULL,
  device TEXT NOT NULL,
  country TEXT NOT NULL,
  visitor TEXT NOT NULL,        -- hash of the day's salt, address and browser; the salt is deleted
  props TEXT NOT NULL           -- JSON
) STRICT;
CREATE INDEX events_by_step ON events (name, path, at, visitor);
CREATE INDEX events_by_visitor ON events (visitor, at);
CREATE INDEX events_by_at ON events (at);

CREATE TABLE roll_up_position (only INTEGER PRIMARY KEY CHECK (only = 1), seq INTEGER NOT NULL) STRICT;
INSERT INTO roll_up_position VALUES (1, 0);

-- One row for each day, dimension ("total", "path", …) and value of it.
CREATE TABLE roll_ups (
  dimension TEXT NOT NULL,
  day TEXT NOT NULL,
  value TEXT NOT NULL,
  events INTEGER NOT NULL,
  pageviews INTEGER NOT NULL,
  visitors INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (dimension, day, value)
) STRICT, WITHOUT ROWID;

-- Who has been counted where; only the last days are kept.
CREATE TABLE seen_visitors (
  day TEXT NOT NULL,
  dimension TEXT NOT NULL,
  value TEXT NOT NULL,
  visitor TEXT NOT NULL,
  PRIMARY KEY (day, dimension, value, visitor)
) STRICT, WITHOUT ROWID;

CREATE TABLE salts (day TEXT PRIMARY KEY, salt TEXT NOT NULL) STRICT;
