"""Which of the passages that FTS5 has found are about the question, and whether any is.

BM25 always finds something. A passage counts only if enough of what was asked stands in it, and in
its heading: each meaning weighs as much as it is rare, one that no article knows nearly as much as
the rarest.
The shares and the threshold were fitted to the sets of `tests/sets` (docs/workers/chatbot.md).
"""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from chat.definitions import HOLDS, SAYS, explains
from chat.passages import Passage
from chat.search import Query
from chat.sentences import split
from chat.words import STOP_STEMS, stem, words

IN_HEADING = 1.0
IN_TEXT = 0.62
AGAIN = 0.09  # for each further time in the text, twice at most
IN_BOTH = 0.2
IN_TITLE = 0.45
WHOLE_HEADING = 0.5  # the more of the heading is asked for, up to this share, the better
LONG = 90  # words; what stands in a longer text counts less
COVERING = 0.55  # the share of coverage in a passage's confidence; the rest is its heading's
ENOUGH = 0.41  # confidence from which a passage answers
AS_GOOD = 0.8  # of the best passage's score
FEW = 4  # passages: a term that more of them hold is explained only where one says what it is
SURE = 1.0  # the confidence of a passage that is asked for by its heading, or explains a term


class Read:
    """A passage, with what questions need to know of it: worked out when one first does."""

    def __init__(self, passage: Passage, row: int | None = None) -> None:
        self.passage = passage
        self.row = row

    @cached_property
    def heading(self) -> frozenset[str]:
        """The stems of its heading."""
        return frozenset(map(stem, words(self.passage.heading)))

    @cached_property
    def asks(self) -> frozenset[str]:
        """Those of them that say something."""
        return self.heading - STOP_STEMS

    @cached_property
    def text(self) -> Counter[str]:
        """How often each stem stands in its text."""
        return Counter(map(stem, words(self.passage.text)))

    @cached_property
    def said(self) -> frozenset[str]:
        """The stems of its heading and of its text."""
        return self.heading.union(self.text)

    @cached_property
    def fits(self) -> dict[str, float]:
        """How well it fits a question about each stem that stands in it; in a long text less."""
        length = self.text.total()
        density = 1.0 if length <= LONG else (2 * LONG) / (LONG + length)
        fits = dict.fromkeys(map(stem, words(self.passage.title)), IN_TITLE)
        for root, times in self.text.items():
            fits[root] = (IN_TEXT + AGAIN * min(2, times - 1)) * density
        for root in self.heading:
            fits[root] = IN_HEADING + (IN_BOTH if root in self.text else 0.0)
        return fits

    @cached_property
    def name(self) -> str:
        """The passage's."""
        return self.passage.name

    @cached_property
    def is_closed(self) -> bool:
        """Whether it lists what is not talked about."""
        return self.passage.is_closed

    @cached_property
    def sentences(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """The sentences of the text, each with the stems of its own words."""
        texts = split(self.passage.text)
        return tuple((each, frozenset(map(stem, words(each))) - STOP_STEMS) for each in texts)


class Hit(NamedTuple):
    """A passage, how well it fits, and how sure it is that it answers (0 to 1)."""

    read: Read
    score: float
    confidence: float
    opening: int | None = None
    """The sentence that explains what was asked for; 0 where the whole section was asked for."""

    @property
    def passage(self) -> Passage:
        """The passage itself."""
        return self.read.passage


Asked = dict[str, list[tuple[int, float]]]
"""The stems of a question: the number of each meaning that a stem stands for, and how well."""


def rank(query: Query, found: Iterable[Read]) -> list[Hit]:
    """The passages in the order in which they fit, best first."""
    whole = query.weight or 1.0
    asked: Asked = {}
    for number, meaning in enumerate(query.meanings):
        for root, worth in meaning.stems.items():
            asked.setdefault(root, []).append((number, worth))
    hits = [_hit(query, read, asked, whole) for read in found]
    hits.sort(key=lambda hit: (-hit.score, hit.read.name))
    return _with_first(_named(query, hits) or _explaining(query, hits), hits)


def _with_first(first: Hit | None, hits: list[Hit]) -> list[Hit]:
    if first is None:
        return hits
    rest = [hit for hit in hits if hit.read is not first.read]
    score = max([first.score, *(hit.score for hit in rest)])
    return [first._replace(score=score, confidence=SURE), *rest]


def _named(query: Query, hits: list[Hit]) -> Hit | None:
    """The passage whose heading the question is."""
    for hit in hits:
        if query.named is not None and hit.read.row == query.named:
            return hit._replace(opening=0)
    return None


def _explaining(query: Query, hits: list[Hit]) -> Hit | None:
    """The passage that explains the word which the question is about."""
    if not query.term:
        return None
    best: list[tuple[int, Hit]] = []
    for hit in hits:
        told = [explains(query.term, text) for text, _ in hit.read.sentences]
        if any(told):
            most = max(told)
            best.append((most, hit._replace(opening=told.index(most))))
    kind, first = max(best, key=lambda each: each[0], default=(0, None))
    return first if kind == SAYS or (kind == HOLDS and len(best) <= FEW) else None


def _hit(query: Query, read: Read, asked: Asked, whole: float) -> Hit:
    score = covered = headed = 0.0
    for number, fit in sorted(_fits(read, asked).items()):
        meaning = query.meanings[number]
        score += meaning.weight * fit
        covered += meaning.weight * min(1.0, fit / IN_TEXT)
        if not read.heading.isdisjoint(meaning.stems):
            headed += meaning.weight
    if read.asks:
        # The share of a heading's words that the question asks for.
        score *= 1 + WHOLE_HEADING * len(asked.keys() & read.asks) / len(read.asks)
    return Hit(read, score, (COVERING * covered + (1 - COVERING) * headed) / whole)


def grounds(hits: list[Hit], most: int = 3) -> list[Hit]:
    """The passages that an answer may stand on: none where the best is not sure enough."""
    if not hits or hits[0].confidence < ENOUGH:
        return []
    return [hit for hit in hits[:most] if hit.score >= AS_GOOD * hits[0].score]


def is_closed(query: Query, hits: list[Hit], best: Hit) -> bool:
    """Whether the question is about what is not talked about, beyond what the best passage says."""
    held = best.read.said
    return any(
        not meaning.stems.keys().isdisjoint(hit.read.text)
        for hit in hits
        if hit.read.is_closed
        for meaning in query.meanings
        if held.isdisjoint(meaning.stems)
    )


def _fits(read: Read, asked: Asked) -> dict[int, float]:
    """How well a passage fits each meaning, by number, of which it holds a stem."""
    best: dict[int, float] = {}
    for root in read.fits.keys() & asked.keys():
        for number, worth in asked[root]:
            best[number] = max(best.get(number, 0.0), worth * read.fits[root])
    return best
