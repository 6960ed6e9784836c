-- Articles as they were scored. An article is known by any of three keys, so that one that comes back
-- with another guid, through another feed or under another address is stored once.
CREATE TABLE articles (
  id TEXT PRIMARY KEY,              -- hash of the feed and the entry's guid (or link, or title)
  link_key TEXT UNIQUE,             -- hash of the link without what only tracks; null without a link
  title_key TEXT NOT NULL UNIQUE,   -- hash of the title's words and the week
  source TEXT NOT NULL,
  title TEXT NOT NULL,
  link TEXT NOT NULL,
  published_at INTEGER NOT NULL,    -- epoch milliseconds
  score REAL NOT NULL
) STRICT;
CREATE INDEX articles_published ON articles (published_at);

-- One row for each region that an article is about, with all that an aggregate needs.
CREATE TABLE article_regions (
  region TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  article_id TEXT NOT NULL,
  source TEXT NOT NULL,
  week TEXT NOT NULL,
  label TEXT NOT NULL,
  score REAL NOT NULL,
  PRIMARY KEY (region, published_at, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_regions_published ON article_regions (published_at);

CREATE TABLE feeds (
  url TEXT PRIMARY KEY,
  source TEXT NOT NULL,
  etag TEXT,
  last_modified TEXT,
  read_at TEXT,
  articles INTEGER NOT NULL DEFAULT 0,
  failures INTEGER NOT NULL DEFAULT 0,
  error TEXT
) STRICT;
