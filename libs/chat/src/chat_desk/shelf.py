"""The knowledge as one isolate knows it: the vocabulary of its version, and passages once read."""

from typing import Any

from pydantic import BaseModel

from chat.knowledge import COUNT, HEADINGS, VERSION, VOCABULARY, finding
from chat.passages import Passage
from chat.ranking import Hit, Read, rank
from chat.search import Query, Vocabulary, query
from chat.thesaurus import Thesaurus
from edgekit import Context, Statement

NOTHING = Vocabulary(0, {})
MOST_READ = 2000
LOOK = Statement(VERSION)


class Found(BaseModel):
    """A candidate, as FTS5 gives it."""

    id: int
    article: str
    anchor: str
    title: str
    heading: str
    text: str


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

    def query(self, question: str) -> Query:
        """What a question means in the vocabulary that is known."""
        return query(question, self._vocabulary, self._thesaurus)

    def looking(self, asked: Query) -> tuple[Statement, ...]:
        """The statements that look passages up; their rows go into ``hits``."""
        return (LOOK, Statement(*finding(asked))) if asked.can_be_found else (LOOK,)

    async def hits(
        self, question: str, asked: Query, rows: list[list[dict[str, Any]]], ctx: Context[Any, Any]
    ) -> tuple[Query, list[Hit]]:
        """The passages in order, and what was asked; asked anew if the knowledge has changed."""
        version, *found = rows
        if _text(version) != self._version:
            await self._fill(ctx)
            asked = self.query(question)
            version, *found = await ctx.db.batch(*self.looking(asked))
        return asked, rank(asked, map(self._known, found[0] if found else ()))

    def _known(self, row: dict[str, Any]) -> Read:
        read = self._read.get(row["id"])
        if read is None:
            found = Found.model_validate(row)
            fields = (found.article, found.anchor, found.title, found.heading, found.text)
            read = Read(Passage(*fields), found.id)
            if len(self._read) < MOST_READ:
                self._read[found.id] = read
        return read

    async def _fill(self, ctx: Context[Any, Any]) -> None:
        version, counts, passages, headings = await ctx.db.batch(
            LOOK, Statement(VOCABULARY), Statement(COUNT), Statement(HEADINGS)
        )
        texts = {row["id"]: row["heading"] for row in headings}
        words = {row["word"]: row["passages"] for row in counts}
        self._vocabulary = Vocabulary(passages[0]["passages"], words, texts)
        self._version, self._read = _text(version), {}


def _text(rows: list[dict[str, Any]]) -> str:
    return str(rows[0]["version"]) if rows else ""
