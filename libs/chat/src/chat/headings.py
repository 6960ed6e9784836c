"""Questions that are a heading, word for word or nearly: that section answers them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from chat.words import STOP_STEMS, fold, stem, words

SMALL = 0.25  # what a word that says nothing weighs, beside one that does
NEARLY = 0.75  # the shared weight, of the weight of both
_OPENINGS = frozenset(
    map(fold, ("hi", "hello", "hey", "so", "ok", "okay", "and", "but", "well", "please", "um"))
)


@dataclass(frozen=True)
class Heading:
    """A section's heading, the row of its passage, and what its stems weigh together."""

    row: int
    stems: frozenset[str]
    weight: float


@dataclass(frozen=True)
class Headings:
    """All headings in their order, and where to look for one.

    ``rows`` finds the first that is said so, ``places`` those with a stem that says something.
    """

    all: list[Heading] = field(default_factory=list)
    rows: dict[tuple[str, ...], int] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)


def headings(texts: Mapping[int, str]) -> Headings:
    """The headings of passages by row; a section without one is left out."""
    found = Headings()
    for row, text in texts.items():
        said = tuple(words(text))
        if not said:
            continue
        stems = frozenset(map(stem, said))
        for each in stems - STOP_STEMS:
            found.places.setdefault(each, []).append(len(found.all))
        found.rows.setdefault(said, row)
        found.all.append(Heading(row, stems, _weight(stems)))
    return found


def named(question: str, known: Headings) -> int | None:
    """The row of the passage whose heading a question is, the nearest if there are several.

    A heading that is nearly the question has to share a word that says something.
    """
    said = words(question)
    while said and said[0] in _OPENINGS:
        said = said[1:]
    row = known.rows.get(tuple(said))
    if row is not None:
        return row
    stems = frozenset(map(stem, said))
    weight = _weight(stems)
    small = _weight(stems & STOP_STEMS)
    best: tuple[float, int] | None = None
    shares = Counter(place for each in stems for place in known.places.get(each, ()))
    for place, count in sorted(shares.items()):
        each, most = known.all[place], count + small
        if most < NEARLY * (weight + each.weight - most):
            continue
        shared = _weight(stems & each.stems)
        share = shared / (weight + each.weight - shared)
        if share >= NEARLY and (best is None or share > best[0]):
            best = (share, each.row)
    return best[1] if best else None


def _weight(stems: frozenset[str]) -> float:
    return sum(SMALL if each in STOP_STEMS else 1.0 for each in stems)
