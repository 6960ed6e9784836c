"""Typing errors: the word of the vocabulary that was probably meant."""

from collections.abc import Iterable

SHORTEST = 4
TWO_ERRORS_FROM = 8  # letters


def nearest(word: str, vocabulary: Iterable[str]) -> str | None:
    """The nearest word with the same first letter: one error in short words, two in long ones.

    An error is a letter too many, missing, wrong, or swapped with its neighbour (optimal string
    alignment distance). Of words equally near the first in order of the alphabet.
    """
    if len(word) < SHORTEST or not word.isalpha():
        return None
    most = 2 if len(word) >= TWO_ERRORS_FROM else 1
    best: tuple[int, str] | None = None
    for other in vocabulary:
        if other[:1] != word[0] or abs(len(other) - len(word)) > most or len(other) < SHORTEST:
            continue
        errors = distance(word, other, most)
        if errors <= most and (best is None or (errors, other) < best):
            best = (errors, other)
    return best[1] if best else None


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
