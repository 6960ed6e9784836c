"""Which of the passages that FTS5 has found are about the question, and whether any is.

BM25 always finds something. A passage counts only if enough of what was asked stands in it, and in
its heading: each meaning weighs as much as it is rare, one that no article knows nearly as much as
the rarest.
The shares and the threshold were fitted to the sets of `tests/sets` (docs/workers/chatbot.md).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from chat.passages import Passage
from chat.search import Meaning, Query
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


@dataclass(frozen=True)
class Read:
    """A passage with the stems of its parts; made once for each that is found."""

    passage: Passage
    heading: frozenset[str] = field(init=False)
    title: frozenset[str] = field(init=False)
    text: Counter[str] = field(init=False)
    length: int = field(init=False)

    def __post_init__(self) -> None:
        found = self.passage
        object.__setattr__(self, "heading", frozenset(map(stem, words(found.heading))))
        object.__setattr__(self, "title", frozenset(map(stem, words(found.title))))
        object.__setattr__(self, "text", Counter(map(stem, words(found.text))))
        object.__setattr__(self, "length", self.text.total())


@dataclass(frozen=True)
class Hit:
    """A passage, how well it fits, and how sure it is that it answers (0 to 1)."""

    read: Read
    score: float
    confidence: float

    @property
    def passage(self) -> Passage:
        """The passage itself."""
        return self.read.passage


def rank(query: Query, found: Iterable[Read]) -> list[Hit]:
    """The passages in the order in which they fit, best first."""
    whole = query.weight or 1.0
    hits = []
    for read in found:
        fits = [(meaning.weight, _fit(meaning, read)) for meaning in query.meanings]
        score = sum(weight * fit for weight, fit in fits) * (
            1 + WHOLE_HEADING * _asked(query, read)
        )
        covered = sum(weight * min(1.0, fit / IN_TEXT) for weight, fit in fits) / whole
        headed = _headed(query, read) / whole
        hits.append(Hit(read, score, COVERING * covered + (1 - COVERING) * headed))
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.name))


def grounds(hits: list[Hit], most: int = 3) -> list[Hit]:
    """The passages that an answer may stand on: none where the best is not sure enough."""
    if not hits or hits[0].confidence < ENOUGH:
        return []
    return [hit for hit in hits[:most] if hit.score >= AS_GOOD * hits[0].score]


def _asked(query: Query, read: Read) -> float:
    """The share of a heading's words that the question asks for."""
    heading = read.heading - STOP_STEMS
    if not heading:
        return 0.0
    asked = {root for meaning in query.meanings for root in meaning.stems}
    return len(heading & asked) / len(heading)


def _headed(query: Query, read: Read) -> float:
    return sum(m.weight for m in query.meanings if not read.heading.isdisjoint(m.stems))


def _density(read: Read) -> float:
    return 1.0 if read.length <= LONG else (2 * LONG) / (LONG + read.length)


def is_closed(query: Query, hits: list[Hit], best: Hit) -> bool:
    """Whether the question is about what is not talked about, beyond what the best passage says."""
    held = best.read.heading | set(best.read.text)
    return any(
        not meaning.stems.keys().isdisjoint(hit.read.text)
        for hit in hits
        if hit.passage.is_closed
        for meaning in query.meanings
        if held.isdisjoint(meaning.stems)
    )


def _fit(meaning: Meaning, read: Read) -> float:
    best = 0.0
    for root, worth in meaning.stems.items():
        fit = 0.0
        times = read.text[root]
        if times:
            fit = (IN_TEXT + AGAIN * min(2, times - 1)) * _density(read)
        if root in read.heading:
            fit = IN_HEADING + (IN_BOTH if times else 0.0)
        elif not times and root in read.title:
            fit = IN_TITLE
        best = max(best, worth * fit)
    return best
