-- What an event says is emptied some days after its worker has it (payload ''); the rest of it stays, so that
-- it is still known when it comes again.
CREATE INDEX events_to_empty ON events (received_at) WHERE status = 'delivered' AND payload <> '';
