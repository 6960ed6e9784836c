-- By which home a person is known again: digests, too. The same home is one whose street is the same
-- and whose ZIP code is, or, where one of the two has none, whose city and state don't differ.
ALTER TABLE recent_leads ADD COLUMN person TEXT NOT NULL DEFAULT '';
ALTER TABLE recent_leads ADD COLUMN zip TEXT NOT NULL DEFAULT '';
ALTER TABLE recent_leads ADD COLUMN city TEXT NOT NULL DEFAULT '';
ALTER TABLE recent_leads ADD COLUMN state TEXT NOT NULL DEFAULT '';
CREATE INDEX recent_leads_by_person ON recent_leads (person);

-- The extension of a phone number; a number as it was written, where it can't be dialled; and why
-- there is no value, where there will be none.
ALTER TABLE leads ADD COLUMN phone_ext TEXT;
ALTER TABLE leads ADD COLUMN phone_written TEXT;
ALTER TABLE leads ADD COLUMN no_value TEXT;
