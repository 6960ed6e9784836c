"""The knowledge as one isolate knows it: the vocabulary of its version, and its passages.

D1 says which passages may answer; their texts are read once, not with each question.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any

from chat.knowledge import COUNT, HEADINGS, TEXTS, TEXTS_OF, VERSION, VOCABULARY, finding
from chat.passages import Passage
from chat.ranking import Hit, Read, rank
from chat.search import Query, Vocabulary, query
from chat.thesaurus import Thesaurus
from edgekit import Context, Statement

NOTHING = Vocabulary(0, {})
MOST_READ = 2000
LOOK = Statement(VERSION)
FIRST = Statement(f"{TEXTS} LIMIT {MOST_READ}")  # of more, the others are read when they are found
Rows = list[dict[str, Any]]


class Shelf:
    """Made once in an isolate; filled from D1 when it is first asked, and when that has changed."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self._thesaurus = thesaurus
        self._version: str | None = None
        self._vocabulary = NOTHING
        self._read: dict[int, Read] = {}

    async def ready(self, ctx: Context[Any, Any]) -> None:
        """Know the vocabulary, of whatever version."""
        if self._version is None:
            await self._fill(ctx)

    def query(self, question: str, topic: str = "") -> Query:
        """What a question means in the vocabulary that is known, and after the one before it."""
        return query(question, self._vocabulary, self._thesaurus, topic)

    def looking(self, asked: Query) -> tuple[Statement, ...]:
        """The statements that look passages up; their rows go into ``hits``."""
        return (LOOK, Statement(*finding(asked))) if asked.can_be_found else (LOOK,)

    async def hits(
        self,
        question: str,
        asked: Query,
        rows: list[Rows],
        ctx: Context[Any, Any],
    ) -> tuple[Query, list[Hit]]:
        """The passages in order, and what was asked; asked anew if the knowledge has changed."""
        version, *found = rows
        if _text(version) != self._version:
            await self._fill(ctx)
            asked = self.query(question)
            version, *found = await ctx.db.batch(*self.looking(asked))
        ids = [row["id"] for row in found[0]] if found else []
        return asked, rank(asked, await self._texts(ids, ctx))

    def article_of(self, is_told: Callable[[Passage], bool]) -> tuple[Read | None, list[Read]]:
        """A passage that was told, and all that are known of its article."""
        told = next((each for each in self._read.values() if is_told(each.passage)), None)
        if told is None:
            return None, []
        article = told.passage.article
        return told, [each for each in self._read.values() if each.passage.article == article]

    async def _texts(self, ids: list[int], ctx: Context[Any, Any]) -> list[Read]:
        """The passages of these rows; one that has gone meanwhile is left out."""
        known = self._read
        unread = [each for each in ids if each not in known]
        if unread:
            version, rows = await ctx.db.batch(LOOK, Statement(TEXTS_OF, (json.dumps(unread),)))
            further = _reads(rows)
            known = known | further
            if _text(version) == self._version and len(known) <= MOST_READ:
                self._read = known
        return [known[each] for each in ids if each in known]

    async def _fill(self, ctx: Context[Any, Any]) -> None:
        version, counts, passages, headings, read = await ctx.db.batch(
            LOOK, Statement(VOCABULARY), Statement(COUNT), Statement(HEADINGS), FIRST
        )
        texts = {row["id"]: row["heading"] for row in headings}
        words = {row["word"]: row["passages"] for row in counts}
        self._vocabulary = Vocabulary(passages[0]["passages"], words, texts)
        self._version, self._read = _text(version), _reads(read)


def _reads(rows: Iterable[dict[str, Any]]) -> dict[int, Read]:
    return {
        row["id"]: Read(
            Passage(row["article"], row["anchor"], row["title"], row["heading"], row["text"]),
            row["id"],
        )
        for row in rows
    }


def _text(rows: Rows) -> str:
    return str(rows[0]["version"]) if rows else ""
