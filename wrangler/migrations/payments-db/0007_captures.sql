-- Cron looks each hour for payments whose fee is not known yet.
CREATE INDEX facts_captures ON facts (at) WHERE kind = 'capture';
