"""Typing errors: the word of the vocabulary that was probably meant."""

from collections.abc import Collection, Mapping, Sequence

SHORTEST = 4
TWO_ERRORS_FROM = 8  # letters


Shelved = Mapping[tuple[str, int], Sequence[tuple[int, str]]]
"""The words of a vocabulary by first letter and length, each after its rank: the lower, the
likelier it was meant."""


def shelved(counts: Mapping[str, int], ignored: Collection[str]) -> Shelved:
    """Words as `nearest` looks through them, with how many texts each finds.

    Those that a search ignores come last, however frequent they are.
    """
    found: dict[tuple[str, int], list[tuple[int, str]]] = {}
    for word, count in counts.items():
        rank = 1 if word in ignored else -count
        found.setdefault((word[:1], len(word)), []).append((rank, word))
    return found


def nearest(word: str, vocabulary: Shelved) -> str | None:
    """The nearest word with the same first letter: one error in short words, two in long ones.

    An error is a letter too many, missing, wrong, or swapped with its neighbour (optimal string
    alignment distance). Of words equally near the one that finds most, then the first in order of
    the alphabet; one that a search ignores only where there is no other.
    """
    if len(word) < SHORTEST or not word.isalpha():
        return None
    most = 2 if len(word) >= TWO_ERRORS_FROM else 1
    best: tuple[int, int, str] | None = None
    for length in range(max(SHORTEST, len(word) - most), len(word) + most + 1):
        for rank, other in vocabulary.get((word[0], length), ()):
            errors = distance(word, other, most)
            if errors <= most and (best is None or (errors, rank, other) < best):
                best = (errors, rank, other)
    return best[2] if best else None


def distance(one: str, two: str, most: int) -> int:
    """Errors between two words; anything over ``most`` may be answered as ``most + 1``."""
    before: list[int] = []
    last = list(range(len(two) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, other in enumerate(two, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == two[column - 2] and one[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return last[-1]
