-- How often a bot was asked to answer a text, and when the text was given to people instead: from
-- then on no bot is asked.
ALTER TABLE replies ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE replies ADD COLUMN given_at INTEGER;
