-- Appointments, and the time that they occupy. Owner: calendar.
-- Times are epoch milliseconds, UTC; days are dates where the business is.

CREATE TABLE bookings (
  id TEXT PRIMARY KEY,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  status TEXT NOT NULL DEFAULT 'booked' CHECK (status IN ('booked', 'cancelled')),
  sequence INTEGER NOT NULL DEFAULT 0,    -- how often it was moved or cancelled
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
  busy_from INTEGER NOT NULL,             -- with its buffers
  busy_until INTEGER NOT NULL,
  was_at INTEGER,                         -- when it started before it was moved
  day TEXT NOT NULL,
  nth_of_day INTEGER NOT NULL,            -- how many the day had before it; null is refused: full
  tz TEXT NOT NULL,                       -- the visitor's
  name TEXT NOT NULL,
  email TEXT,
  phone TEXT,
  address TEXT,
  note TEXT,
  lead_id TEXT,
  base_url TEXT NOT NULL                  -- where the booking came in
) STRICT;
CREATE INDEX bookings_by_start ON bookings (starts_at, id);
CREATE INDEX bookings_by_end ON bookings (ends_at);
CREATE INDEX bookings_in_the_way ON bookings (busy_until, busy_from) WHERE status = 'booked';
CREATE INDEX bookings_by_day ON bookings (day) WHERE status = 'booked';
CREATE INDEX bookings_by_lead ON bookings (lead_id) WHERE lead_id IS NOT NULL;

-- One row for each minute that a booking or its buffers take, so that no two can have it.
CREATE TABLE occupied (
  at INTEGER PRIMARY KEY,
  booking_id TEXT NOT NULL
) STRICT;
CREATE INDEX occupied_by_booking ON occupied (booking_id);

-- Idempotency-Key: what was booked under each key, and the answer, which holds nothing personal.
CREATE TABLE submissions (
  key TEXT PRIMARY KEY,
  digest TEXT NOT NULL,
  booking_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  answer TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX submissions_by_booking ON submissions (booking_id);
CREATE INDEX submissions_by_age ON submissions (created_at);

CREATE TABLE outbox (
  key TEXT PRIMARY KEY,
  topic TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  delivered_at INTEGER,
  dead_at INTEGER,
  last_error TEXT,
  request_id TEXT
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at) WHERE delivered_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_delivered ON outbox (delivered_at) WHERE delivered_at IS NOT NULL;

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

CREATE TABLE effects (
  key TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX effects_by_age ON effects (at);
