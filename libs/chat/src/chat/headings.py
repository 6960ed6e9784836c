"""Questions that are a heading, word for word or nearly: that section answers them."""

from collections.abc import Mapping
from dataclasses import dataclass

from chat.words import STOP_STEMS, fold, stem, words

SMALL = 0.25  # what a word that says nothing weighs, beside one that does
NEARLY = 0.75  # the shared weight, of the weight of both
_OPENINGS = frozenset(
    map(fold, ("hi", "hello", "hey", "so", "ok", "okay", "and", "but", "well", "please", "um"))
)


@dataclass(frozen=True)
class Heading:
    """A section's heading, and the row of its passage."""

    row: int
    said: tuple[str, ...]
    stems: frozenset[str]


def headings(texts: Mapping[int, str]) -> tuple[Heading, ...]:
    """The headings of passages by row; a section without one is left out."""
    found = []
    for row, text in texts.items():
        if said := tuple(words(text)):
            found.append(Heading(row, said, frozenset(map(stem, said))))
    return tuple(found)


def named(question: str, known: tuple[Heading, ...]) -> int | None:
    """The row of the passage whose heading a question is, the nearest if there are several.

    A heading that is nearly the question has to share a word that says something.
    """
    said = words(question)
    while said and said[0] in _OPENINGS:
        said = said[1:]
    whole, stems = tuple(said), frozenset(map(stem, said))
    best: tuple[float, int] | None = None
    for each in known:
        if each.said == whole:
            return each.row
        shared = stems & each.stems
        if shared <= STOP_STEMS:
            continue
        share = _weight(shared) / _weight(stems | each.stems)
        if share >= NEARLY and (best is None or share > best[0]):
            best = (share, each.row)
    return best[1] if best else None


def _weight(stems: frozenset[str]) -> float:
    return sum(SMALL if each in STOP_STEMS else 1.0 for each in stems)
