-- A dead message goes with its letter: the sweep finds it by when it died.
CREATE INDEX outbox_dead ON outbox (dead_at) WHERE dead_at IS NOT NULL;
