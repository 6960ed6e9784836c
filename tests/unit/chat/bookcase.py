"""Passages in a real SQLite with FTS5, asked as the workers ask D1."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from chat.knowledge import HEADINGS, TEXTS, VOCABULARY, finding, storing
from chat.passages import Passage
from chat.ranking import Hit, Read, rank
from chat.search import Query, Vocabulary, query
from chat.thesaurus import Thesaurus, shipped
from fleet.seeds.knowledge import read

ROOT = Path(__file__).resolve().parents[3]
PLAYBOOK = ROOT / "workers" / "playbook-api" / "content"
MIGRATION = ROOT / "wrangler" / "migrations" / "chat-db" / "0001_knowledge.sql"


class Bookcase:
    """Some articles, and what is found in them."""

    def __init__(self, found: Iterable[Passage], thesaurus: Thesaurus) -> None:
        self.thesaurus = thesaurus
        self.passages = list(found)
        self._database = sqlite3.connect(":memory:")
        self._database.executescript(MIGRATION.read_text())
        for sql, params in storing(self.passages):
            self._database.execute(sql, params)
        counts = dict(self._database.execute(VOCABULARY).fetchall())
        headings = dict(self._database.execute(HEADINGS).fetchall())
        self.vocabulary = Vocabulary(len(self.passages), counts, headings)
        texts = self._database.execute(TEXTS).fetchall()
        self._read = {row: Read(Passage(*fields), row) for row, *fields in texts}

    def query(self, question: str, topic: str = "") -> Query:
        """What a question means here, after the one before it."""
        return query(question, self.vocabulary, self.thesaurus, topic)

    def hits(self, question: str, topic: str = "") -> list[Hit]:
        """All that FTS5 finds, in order of rank."""
        asked = self.query(question, topic)
        if not asked.can_be_found:
            return []
        rows = self._database.execute(*finding(asked)).fetchall()
        return rank(asked, [self._read[row] for (row,) in rows])

    def article(self, told: Read) -> list[Read]:
        """All passages of a passage's article."""
        name = told.passage.article
        return [each for each in self._read.values() if each.passage.article == name]


def playbook() -> Bookcase:
    """The playbook, as ``fleet seed knowledge`` loads it."""
    return Bookcase(read(PLAYBOOK), shipped("homes"))
