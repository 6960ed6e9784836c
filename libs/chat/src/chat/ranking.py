"""Which of the passages that FTS5 has found are about the question, and whether any is.

BM25 always finds something. A passage counts only if enough of what was asked stands in it, and in
its heading: each meaning weighs as much as it is rare, one that no article knows nearly as much as
the rarest.
The shares and the threshold were fitted to the sets of `tests/sets` (docs/workers/chatbot.md).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from chat.definitions import HOLDS, SAYS, explains
from chat.passages import Passage
from chat.search import Meaning, Query
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
    """A passage with the stems of its parts; made once for each that is found, and kept."""

    def __init__(self, passage: Passage, row: int | None = None) -> None:
        self.passage = passage
        self.row = row
        self.heading = frozenset(map(stem, words(passage.heading)))
        self.asks = self.heading - STOP_STEMS
        self.title = frozenset(map(stem, words(passage.title)))
        self.text = Counter(map(stem, words(passage.text)))
        length = self.text.total()
        self.density = 1.0 if length <= LONG else (2 * LONG) / (LONG + length)
        """What a word in the text is worth: less in a long one."""

    @cached_property
    def sentences(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """The sentences of the text, each with the stems of its own words."""
        texts = split(self.passage.text)
        return tuple((each, frozenset(map(stem, words(each))) - STOP_STEMS) for each in texts)


@dataclass(frozen=True)
class Hit:
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


def rank(query: Query, found: Iterable[Read]) -> list[Hit]:
    """The passages in the order in which they fit, best first."""
    whole = query.weight or 1.0
    asked = {root for meaning in query.meanings for root in meaning.stems}
    hits = [_hit(query, read, asked, whole) for read in found]
    hits.sort(key=lambda hit: (-hit.score, hit.passage.name))
    return _with_first(_named(query, hits) or _explaining(query, hits), hits)


def _with_first(first: Hit | None, hits: list[Hit]) -> list[Hit]:
    if first is None:
        return hits
    rest = [hit for hit in hits if hit.read is not first.read]
    score = max([first.score, *(hit.score for hit in rest)])
    return [replace(first, score=score, confidence=SURE), *rest]


def _named(query: Query, hits: list[Hit]) -> Hit | None:
    """The passage whose heading the question is."""
    for hit in hits:
        if query.named is not None and hit.read.row == query.named:
            return replace(hit, opening=0)
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
            best.append((most, replace(hit, opening=told.index(most))))
    kind, first = max(best, key=lambda each: each[0], default=(0, None))
    return first if kind == SAYS or (kind == HOLDS and len(best) <= FEW) else None


def _hit(query: Query, read: Read, asked: set[str], whole: float) -> Hit:
    score = covered = headed = 0.0
    for meaning in query.meanings:
        fit = _fit(meaning, read)
        if fit:
            score += meaning.weight * fit
            covered += meaning.weight * min(1.0, fit / IN_TEXT)
            if not read.heading.isdisjoint(meaning.stems):
                headed += meaning.weight
    if read.asks:
        # The share of a heading's words that the question asks for.
        score *= 1 + WHOLE_HEADING * len(read.asks & asked) / len(read.asks)
    return Hit(read, score, (COVERING * covered + (1 - COVERING) * headed) / whole)


def grounds(hits: list[Hit], most: int = 3) -> list[Hit]:
    """The passages that an answer may stand on: none where the best is not sure enough."""
    if not hits or hits[0].confidence < ENOUGH:
        return []
    return [hit for hit in hits[:most] if hit.score >= AS_GOOD * hits[0].score]


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
            fit = (IN_TEXT + AGAIN * min(2, times - 1)) * read.density
        if root in read.heading:
            fit = IN_HEADING + (IN_BOTH if times else 0.0)
        elif not times and root in read.title:
            fit = IN_TITLE
        best = max(best, worth * fit)
    return best
