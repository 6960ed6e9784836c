-- JSON array of the versions of a lead of which a delivery has begun since the last that was noted: what a
-- kill has left in the CRM may be any of them.
ALTER TABLE contacts ADD COLUMN tried TEXT NOT NULL DEFAULT '[]';
