"""A question as FTS5 can look it up: what it means, and the words that may say that.

Whatever a visitor writes is a question: its words go into the query quoted, so none of FTS5's
grammar (https://sqlite.org/fts5.html, 3) is ever theirs.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from chat.definitions import asked_term
from chat.headings import Headings, headings, named
from chat.spelling import Shelved, nearest, shelved
from chat.thesaurus import Alternatives, Thesaurus
from chat.words import STOP, stem, words

LONGEST_QUESTION = 60  # meanings; the rest of a longer message is not looked up
UNKNOWN = 0.7  # what a word weighs that no article holds, beside the rarest that one does
FOREIGN = 3.0  # the same of what the thesaurus calls none of our business
SHORTEST_NUMBER = 3  # digits; shorter ones are ages, amounts and counts, which say nothing
MOST_MENDED = 2000  # typing errors that an isolate remembers
MOST_WORDS = 120  # in one query


@dataclass(frozen=True)
class Vocabulary:
    """The words of all passages: ``passages`` is their number, ``counts`` says in how many each is.

    ``texts`` are their headings by row.

    Made once for each version of the knowledge.
    """

    passages: int
    counts: Mapping[str, int]
    texts: Mapping[int, str] = field(default_factory=dict)
    headings: Headings = field(init=False)
    by_stem: Mapping[str, tuple[str, ...]] = field(init=False)
    stem_counts: Mapping[str, int] = field(init=False)
    shelves: Shelved = field(init=False)
    mended: dict[str, str | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        by_stem: dict[str, list[str]] = {}
        totals: dict[str, int] = {}
        for word, count in self.counts.items():
            root = stem(word)
            by_stem.setdefault(root, []).append(word)
            totals[root] = min(self.passages, totals.get(root, 0) + count)
        object.__setattr__(self, "by_stem", {root: tuple(found) for root, found in by_stem.items()})
        object.__setattr__(self, "headings", headings(self.texts))
        object.__setattr__(self, "stem_counts", totals)
        object.__setattr__(self, "shelves", shelved(self.counts, STOP))

    def meant(self, word: str) -> str | None:
        """The word that was probably meant by one that is not here."""
        if word not in self.mended:
            if len(self.mended) == MOST_MENDED:
                self.mended.clear()
            self.mended[word] = nearest(word, self.shelves)
        return self.mended[word]

    def rarity(self, count: int) -> float:
        """The inverse document frequency of what stands in ``count`` passages, as BM25 has it."""
        return math.log(1 + (self.passages - count + 0.5) / (count + 0.5))


@dataclass(frozen=True)
class Meaning:
    """One thing that a question is about: what says it, and how much it weighs."""

    said: str
    stems: Alternatives
    weight: float
    known: bool


@dataclass(frozen=True)
class Query:
    """What a question is about, and the FTS5 expression that finds passages about it.

    ``match`` is empty where nothing can be looked up. ``named`` is the row of the passage whose
    heading the question is. ``term`` is a word that is to be explained; ``holding`` finds it.
    """

    meanings: tuple[Meaning, ...]
    match: str
    named: int | None = None
    term: tuple[str, ...] = ()
    holding: str = ""

    @property
    def can_be_found(self) -> bool:
        """Whether there is anything to look up."""
        return bool(self.match or self.holding) or self.named is not None

    @property
    def weight(self) -> float:
        """The weight of all meanings together."""
        return sum(each.weight for each in self.meanings)


def query(question: str, vocabulary: Vocabulary, thesaurus: Thesaurus, topic: str = "") -> Query:
    """Work out what a question means, in the words of the passages.

    A ``topic`` is the question before, which this one goes on from.
    """
    stems = [_known(word, vocabulary, thesaurus) for word in words(f"{topic} {question}")]
    found: dict[tuple[str, ...], Meaning] = {}
    for said, alternatives in thesaurus.meanings(stems):
        meaning = _weighed(said, alternatives, vocabulary)
        if meaning is not None:
            found.setdefault(tuple(meaning.stems) or (meaning.said,), meaning)
        if len(found) == LONGEST_QUESTION:
            break
    meanings = tuple(found.values())
    term = asked_term(question)
    holding = _holding(term, vocabulary)
    return Query(
        meanings,
        _match(meanings, vocabulary),
        named(question, vocabulary.headings),
        term if holding else (),
        holding,
    )


def _holding(term: tuple[str, ...], vocabulary: Vocabulary) -> str:
    """The FTS5 expression that finds what holds all words of a term."""
    if not all(root in vocabulary.by_stem for root in term):
        return ""
    found = (" OR ".join(f'"{word}"' for word in vocabulary.by_stem[root]) for root in term)
    return " AND ".join(f"({each})" for each in found)


def _known(word: str, vocabulary: Vocabulary, thesaurus: Thesaurus) -> str:
    """The stem of a word, mended if nobody knows it as it is written."""
    root = stem(word)
    if word in STOP or root in vocabulary.by_stem or thesaurus.knows(root):
        return root
    mended = vocabulary.meant(word)
    return stem(mended) if mended else root


def _weighed(said: str, stems: Alternatives, vocabulary: Vocabulary) -> Meaning | None:
    if not stems:
        return Meaning(said, {}, FOREIGN * vocabulary.rarity(1), known=False)
    if _says_nothing(said) and said in stems:
        return None
    there = {root: worth for root, worth in stems.items() if root in vocabulary.by_stem}
    if there:
        best = max(there.values())
        count = max(vocabulary.stem_counts[root] for root, worth in there.items() if worth == best)
        return Meaning(said, there, vocabulary.rarity(count), known=True)
    if said[0].isdecimal():
        return None  # any number may be asked with; one that no passage holds says nothing
    return Meaning(said, {}, UNKNOWN * vocabulary.rarity(1), known=False)


def _says_nothing(said: str) -> bool:
    return len(said) == 1 or (said[0].isdecimal() and len(said) < SHORTEST_NUMBER)


def _match(meanings: tuple[Meaning, ...], vocabulary: Vocabulary) -> str:
    found: dict[str, None] = {}
    for meaning in meanings:
        for root in meaning.stems:
            found.update(dict.fromkeys(vocabulary.by_stem[root]))
    return " OR ".join(f'"{word}"' for word in list(found)[:MOST_WORDS])
