-- Who wrote the message: a person, or a program out of facts, which is no motive to sell.
ALTER TABLE leads ADD COLUMN message_by TEXT NOT NULL DEFAULT 'person';
