-- Seconds by which the site's clock was ahead of UTC when the event came: its hours are the site's.
ALTER TABLE events ADD COLUMN shift INTEGER NOT NULL DEFAULT 0;
