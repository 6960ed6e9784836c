"""Writing market-db: a whole feed as one transaction, and what is remembered of each feed.

Rows travel as JSON arrays, one bound parameter a statement, which `json_each` turns back into rows:
D1 allows 100 parameters a statement and 2 MB a parameter. A figure that has not changed is not
written again, because D1 bills rows written.
"""

# ruff: noqa: S608 - what is put into SQL is text of our own

import json
from collections.abc import Iterator, Sequence
from typing import Any

from contracts.market import metro_slug
from edgekit import Statement
from market_feeds import Feed, FeedState, MetroIndex, MetroListings, MortgageRates, NamedMetros

ROWS_A_STATEMENT = 5000

NEWER = """ON CONFLICT DO UPDATE SET value = excluded.value, source = excluded.source
  WHERE value <> excluded.value OR source <> excluded.source"""

METROS = """
INSERT INTO metros (slug, name, cbsa)
SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?1) WHERE true
ON CONFLICT (slug) DO UPDATE SET cbsa = excluded.cbsa WHERE cbsa <> excluded.cbsa
ON CONFLICT (cbsa) DO UPDATE SET name = excluded.name WHERE name <> excluded.name"""
METRO_FIGURES = f"""
INSERT INTO observations (region, metric, period, value, source)
SELECT m.slug, j.value ->> 1, j.value ->> 2, j.value ->> 3, ?2
FROM json_each(?1) j CROSS JOIN metros m ON m.cbsa = j.value ->> 0 WHERE true
{NEWER}"""
ZIP_FIGURES = f"""
INSERT INTO observations (region, metric, period, value, source)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, ?2 FROM json_each(?1) WHERE true
{NEWER}"""
# The portals name a metro by its first city; FHFA's name may go on: Seattle-Bellevue-Kent, WA.
NAMED_FIGURES = f"""
INSERT INTO observations (region, metric, period, value, source)
WITH named AS MATERIALIZED (
  SELECT city, state, (
    SELECT slug FROM metros WHERE slug > city || '-' AND slug < city || '.'
      AND instr(slug || '-', '-' || state || '-') > 0 ORDER BY length(slug), slug LIMIT 1) AS slug
  FROM (SELECT DISTINCT value ->> 0 AS city, value ->> 1 AS state FROM json_each(?1)))
SELECT n.slug, j.value ->> 2, j.value ->> 3, j.value ->> 4, ?2
FROM json_each(?1) j JOIN named n ON n.city = j.value ->> 0 AND n.state = j.value ->> 1
WHERE n.slug IS NOT NULL
{NEWER}"""
RATES = """
INSERT INTO mortgage_rates (week, rate)
SELECT value ->> 0, value ->> 1 FROM json_each(?1) WHERE true
ON CONFLICT DO UPDATE SET rate = excluded.rate WHERE rate <> excluded.rate"""

FEED_STATE = "SELECT url, etag, last_modified, rows, failing_since FROM feeds WHERE url = ?1"
FEED_LOADED = """
INSERT INTO feeds (url, etag, last_modified, rows, loaded_at, checked_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?5)
ON CONFLICT DO UPDATE SET etag = ?2, last_modified = ?3, rows = ?4, loaded_at = ?5, checked_at = ?5,
  failing_since = NULL, reason = NULL"""
FEED_UNCHANGED = "UPDATE feeds SET checked_at = ?2 WHERE url = ?1"
FEED_FAILED = """
INSERT INTO feeds (url, checked_at, failing_since, reason) VALUES (?1, ?2, ?2, ?3)
ON CONFLICT DO UPDATE
  SET checked_at = ?2, failing_since = coalesce(failing_since, ?2), reason = ?3"""


def load_statements(feed: Feed, state: FeedState, at: str) -> list[Statement]:
    """Statements that store a good feed and its new `state`, to be run in one transaction."""
    return [*_figures(feed), loaded(feed, state, at)]


def loaded(feed: Feed, state: FeedState, at: str) -> Statement:
    """Remembers a good load; `state` holds the publisher's new validators."""
    params = (state.url, state.etag, state.last_modified, len(feed.rows), at)
    return Statement(FEED_LOADED, params)


def unchanged(url: str, at: str) -> Statement:
    """Remembers that the publisher had nothing new."""
    return Statement(FEED_UNCHANGED, (url, at))


def failed(url: str, at: str, reason: str) -> Statement:
    """Remembers a bad feed, and since when; the last good load's validators stay."""
    return Statement(FEED_FAILED, (url, at, reason))


def _figures(feed: Feed) -> Iterator[Statement]:
    if isinstance(feed, MetroIndex):
        yield from _chunks(METROS, [(metro_slug(name), name, cbsa) for cbsa, name in feed.metros])
        figures = [(cbsa, "hpi", *rest) for cbsa, *rest in feed.rows]
        yield from _chunks(METRO_FIGURES, figures, feed.source)
    elif isinstance(feed, MetroListings):
        yield from _chunks(METRO_FIGURES, feed.rows, feed.source)
    elif isinstance(feed, NamedMetros):
        yield from _chunks(NAMED_FIGURES, feed.rows, feed.source)
    elif isinstance(feed, MortgageRates):
        yield from _chunks(RATES, feed.rows)
    else:
        yield from _chunks(ZIP_FIGURES, feed.rows, feed.source)


def _chunks(sql: str, rows: Sequence[tuple[Any, ...]], *more: str) -> Iterator[Statement]:
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        part = rows[start : start + ROWS_A_STATEMENT]
        text = json.dumps(part, ensure_ascii=False, separators=(",", ":"))
        yield Statement(sql, (text, *more))
