-- What the bot may answer from. An export of the database does not hold FTS5 tables: load them again.
CREATE VIRTUAL TABLE passages USING fts5(
  article UNINDEXED, anchor UNINDEXED, title, heading, text, tokenize = 'unicode61 remove_diacritics 2'
);
-- In how many passages of an article a word stands.
CREATE TABLE passage_words (
  article TEXT NOT NULL,
  word TEXT NOT NULL,
  passages INTEGER NOT NULL,
  PRIMARY KEY (article, word)
) STRICT, WITHOUT ROWID;
CREATE TABLE knowledge (id INTEGER PRIMARY KEY CHECK (id = 1), version TEXT NOT NULL) STRICT;
