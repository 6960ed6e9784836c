"""What visitors call the things that articles speak of: a data file, one line a meaning.

::

    realtor, agent, broker                  the same thing: each finds the others
    cold feet > change, cancel + sign       whoever says the left means the right
    ! weather, used car                     none of our business: no passage answers that

On the right ``,`` separates words of which any will do, ``+`` things that should all be there. The
left may be of several words; ``#`` begins a comment.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from chat.words import STOP_STEMS, stem, words

ALIKE = 0.85  # what another word for the same thing is worth
MEANT = 0.9  # what a word is worth that the visitor's own words stand for
Alternatives = dict[str, float]
"""Stems, and how well each stands for what was said (1: it is the very word)."""


@dataclass(frozen=True)
class Thesaurus:
    """Words that mean the same, and phrases with what they mean; all are stems."""

    alike: dict[str, tuple[str, ...]]
    meant: dict[tuple[str, ...], tuple[Alternatives, ...]]
    lengths: dict[str, tuple[int, ...]]
    """How many words the phrases have that begin with a stem, the longest first."""
    words: frozenset[str]

    @classmethod
    def parse(cls, text: str) -> "Thesaurus":
        """Read a data file. Raises ``ValueError`` for a line without words on a side."""
        alike: dict[str, tuple[str, ...]] = {}
        meant: dict[tuple[str, ...], tuple[Alternatives, ...]] = {}
        for line in _lines(text):
            if line.startswith("!"):
                meant |= {_phrase(each, line): ({},) for each in line[1:].split(",")}
                continue
            left, arrow, right = line.partition(">")
            if arrow:
                for phrase in left.split(","):
                    meant[_phrase(phrase, line)] = tuple(map(_any_of, right.split("+")))
                continue
            group = [word for each in line.split(",") for word in _phrase(each, line)]
            for word in group:
                others = tuple(each for each in group if each != word)
                alike[word] = (*alike.get(word, ()), *others)
        known = {word for phrase in meant for word in phrase} | set(alike)
        lengths: dict[str, set[int]] = {}
        for stems in meant:
            lengths.setdefault(stems[0], set()).add(len(stems))
        ordered = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}
        return cls(alike, meant, ordered, frozenset(known))

    def meanings(self, stems: list[str]) -> Iterator[tuple[str, Alternatives]]:
        """What the words of a question stand for, in order, with the word that said it.

        The longest phrase counts; words that say nothing are left out.
        """
        place = 0
        while place < len(stems):
            length = self._length(stems, place)
            if length:
                said = tuple(stems[place : place + length])
                for each in self.meant[said]:
                    yield " ".join(said), self._widened(each)
            elif stems[place] not in STOP_STEMS:
                yield stems[place], self._widened({stems[place]: 1.0})
            place += length or 1

    def knows(self, word: str) -> bool:
        """Whether a stem is a word of it, and so no typing error."""
        return word in self.words

    def _length(self, stems: list[str], place: int) -> int:
        for length in self.lengths.get(stems[place], ()):
            if tuple(stems[place : place + length]) in self.meant:
                return length
        return 0

    def _widened(self, given: Alternatives) -> Alternatives:
        found = dict(given)
        for word, worth in given.items():
            for other in self.alike.get(word, ()):
                found.setdefault(other, worth * ALIKE)
        return found


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if kept := line.partition("#")[0].strip():
            yield kept


def _phrase(text: str, line: str) -> tuple[str, ...]:
    found = tuple(map(stem, words(text)))
    if not found:
        raise ValueError(f"The thesaurus has a side without words: {line!r}.")
    return found


def _any_of(text: str) -> Alternatives:
    return {word: MEANT for each in text.split(",") for word in _phrase(each, text)}


@lru_cache
def shipped(name: str) -> Thesaurus:
    """A thesaurus of this package's: ``homes`` or ``founder``."""
    text = files("chat").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    return Thesaurus.parse(text)
