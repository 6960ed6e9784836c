-- Entries; a comment with a semicolon must not split here
CREATE TABLE entries (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL);
CREATE TABLE rules (name TEXT PRIMARY KEY, seen INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO rules (name) VALUES ('a; b');
