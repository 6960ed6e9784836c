"""The statements on ``sentiment-db``: storing articles once, and adding them up."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from article_records import ArticleRecord
from edgekit import Database, Lifetime, Statement

DAY_MS = 86_400_000
CHUNK = 100  # articles in one statement: some 60 kB of JSON, of D1's 2 MB

INSERT_ARTICLES = """
INSERT OR IGNORE INTO articles
  (id, link_key, title_key, source, title, link, published_at, score)
SELECT value ->> 'id', value ->> 'link_key', value ->> 'title_key', value ->> 'source',
  value ->> 'title', value ->> 'link', value ->> 'published_at', value ->> 'score'
FROM json_each(?1) RETURNING id"""

# A duplicate that was ignored under another id has no article, and so gets no regions.
INSERT_REGIONS = """
INSERT OR IGNORE INTO article_regions
  (region, published_at, article_id, source, week, label, score)
SELECT region.value, articles.published_at, articles.id, articles.source,
  given.value ->> 'week', given.value ->> 'label', articles.score
FROM json_each(?1) AS given
JOIN articles ON articles.id = given.value ->> 'id'
JOIN json_each(given.value, '$.regions') AS region"""

LIFETIMES = (
    Lifetime("articles", "published_at", days="retention_days"),
    Lifetime(
        "article_regions",
        "published_at",
        days="retention_days",
        key="region, published_at, article_id",
    ),
)

TALLIES = """
SELECT week, source, label, COUNT(*) AS count, SUM(score) AS total
FROM article_regions
WHERE region = ?1 AND published_at >= ?2 AND published_at < ?3
GROUP BY week, source, label"""


async def store(db: Database, records: Sequence[ArticleRecord]) -> int:
    """Store articles that are not known yet; answers how many were new."""
    new = 0
    for start in range(0, len(records), CHUNK):
        rows = json.dumps([record.as_row() for record in records[start : start + CHUNK]])
        stored, _ = await db.batch(
            Statement(INSERT_ARTICLES, (rows,)), Statement(INSERT_REGIONS, (rows,))
        )
        new += len(stored)
    return new


def milliseconds(day: date) -> int:
    """The first millisecond of a day, UTC."""
    return int(datetime.combine(day, time(), UTC).timestamp() * 1000)


def tallies_of(region: str, first: date, last: date) -> Statement:
    """The statement for a region's counts between two days, both included."""
    return Statement(TALLIES, (region, milliseconds(first), milliseconds(last) + DAY_MS))
