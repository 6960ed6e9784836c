-- The articles of playbook-api that were taken over, and when each had been updated.
CREATE TABLE taken_over (article TEXT PRIMARY KEY, updated TEXT NOT NULL) STRICT;
