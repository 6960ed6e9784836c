"""Passages in SQLite: the tables of `wrangler/migrations`, what fills them, and how they are asked.

``passages`` is an FTS5 table (https://sqlite.org/fts5.html); ``passage_words`` says of each article
in how many of its passages a word stands, which is the vocabulary; ``knowledge`` has one row with
the version. An article is replaced as a whole.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from chat.passages import Passage
from chat.search import Query
from chat.words import words

CANDIDATES = 16
ROWS_A_STATEMENT = 200  # D1 takes parameters of up to 2 MB
TEXTS = "SELECT rowid AS id, article, anchor, title, heading, text FROM passages"
ROWS = "SELECT rowid AS id FROM passages"
# Title, heading, text; article and anchor are not indexed.
BEST = f"ORDER BY bm25(passages, 0, 0, 2.0, 5.0, 1.0), rowid LIMIT {CANDIDATES}"
MATCHING = f"SELECT id FROM ({ROWS} WHERE passages MATCH ? {BEST})"  # noqa: S608
OF_ROW = f"{ROWS} WHERE rowid = ?"
TEXTS_OF = f"{TEXTS} WHERE rowid IN (SELECT value FROM json_each(?1))"  # noqa: S608
HEADINGS = "SELECT rowid AS id, heading FROM passages WHERE heading <> ''"
VERSION = "SELECT version FROM knowledge"
VOCABULARY = "SELECT word, sum(passages) AS passages FROM passage_words GROUP BY word"
COUNT = "SELECT count(*) AS passages FROM passages"
FORGET = (
    "DELETE FROM passages WHERE article = ?1",
    "DELETE FROM passage_words WHERE article = ?1",
)
FORGET_ALL = ("DELETE FROM passages", "DELETE FROM passage_words")
STORE = """INSERT INTO passages (article, anchor, title, heading, text)
SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?1)"""
STORE_WORDS = """INSERT INTO passage_words (article, word, passages)
SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?1)"""
MARK = """INSERT INTO knowledge (id, version) VALUES (1, ?1)
ON CONFLICT (id) DO UPDATE SET version = ?1"""


class Sql(NamedTuple):
    """A statement and its parameters."""

    sql: str
    params: tuple[str, ...] = ()


class Lookup(NamedTuple):
    """A SELECT and its parameters."""

    sql: str
    params: tuple[str | int, ...]


def storing(
    found: list[Passage], *, instead_of_all: bool = False, emptied: Iterable[str] = ()
) -> list[Sql]:
    """The statements that put articles in place of those of the same names, or of all.

    ``emptied`` are the names of articles of which there is nothing to know any more.
    """
    articles = list(dict.fromkeys((*(each.article for each in found), *emptied)))
    if instead_of_all:
        statements = [Sql(sql) for sql in FORGET_ALL]
    else:
        statements = [Sql(sql, (article,)) for article in articles for sql in FORGET]
    rows = [[p.article, p.anchor, p.title, p.heading, p.text] for p in found]
    statements += _inserts(STORE, rows)
    statements += _inserts(STORE_WORDS, word_rows(found))
    return [*statements, Sql(MARK, (version_of(found, articles),))]


def version_of(found: Iterable[Passage], articles: Iterable[str]) -> str:
    """What changes when a passage does."""
    return hashlib.sha256(repr(([*found], [*articles])).encode()).hexdigest()[:16]


def word_rows(found: Iterable[Passage]) -> list[list[str | int]]:
    """Article, word, and in how many passages of the article it stands."""
    counts: Counter[tuple[str, str]] = Counter()
    for each in found:
        there = set(words(f"{each.title} {each.heading} {each.text}"))
        counts.update((each.article, word) for word in there)
    return [[article, word, count] for (article, word), count in sorted(counts.items())]


def finding(query: Query) -> Lookup:
    """The statement that finds the rows of the candidates for a query that ``can_be_found``."""
    parts = [(MATCHING, each) for each in (query.match, query.holding) if each]
    found: list[tuple[str, str | int]] = [*parts]
    if query.named is not None:
        found.append((OF_ROW, query.named))
    return Lookup(" UNION ".join(sql for sql, _ in found), tuple(param for _, param in found))


def _inserts(sql: str, rows: list[list[str]] | list[list[str | int]]) -> list[Sql]:
    parts = (
        rows[start : start + ROWS_A_STATEMENT] for start in range(0, len(rows), ROWS_A_STATEMENT)
    )
    return [Sql(sql, (json.dumps(part, ensure_ascii=False),)) for part in parts]
