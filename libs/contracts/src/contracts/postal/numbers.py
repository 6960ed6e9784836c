"""House numbers of all sorts, and numbers that are spelled out."""

import re
from collections.abc import Sequence

from contracts.postal.tables import CARDINALS, DIRECTIONALS, ORDINALS, SUFFIXES, TENS

# 8021, 12A, 14635-A, 45-12, 94-210B; 38W542; N6W23001; N4567, T703.
_NUMBER = re.compile(r"\d+(?:-?[A-Z]|-\d+[A-Z]?|[NSEW]\d+)?|[NSEW]\d+[NSEW]\d+[A-Z]?|[A-Z]\d{2,}")
_GRID_HALF = re.compile(r"[NSEW]\d+")
_FRACTION = re.compile(r"[1-9]/[2-9]")
_WITH_FRACTION = re.compile(r"(\d+)-([1-9]/[2-9])")
_WITH_ORDINAL = re.compile(r"(\d+)-(\d+(?:ST|ND|RD|TH))")
_ORDINAL = re.compile(r"\d+(?:ST|ND|RD|TH)")
_HUNDREDTH = "HUNDREDTH"


def take_number(words: Sequence[str]) -> tuple[str, list[str]]:
    """The house number that words begin with, and the words behind it; no number is empty."""
    if not words:
        return "", []
    number, rest = words[0], list(words[1:])
    if both := _WITH_FRACTION.fullmatch(number) or _WITH_ORDINAL.fullmatch(number):
        number, rest = both[1], [both[2], *rest]
    elif _is_spelled(number, rest):
        number = str(CARDINALS[number])
    if rest and _GRID_HALF.fullmatch(number) and _GRID_HALF.fullmatch(rest[0]):
        number, rest = number + rest[0], rest[1:]
    if not is_house_number(number):
        return "", []
    if len(rest) > 1 and _FRACTION.fullmatch(rest[0]):
        return f"{number} {rest[0]}", rest[1:]
    if "-" in number and _is_nameless(rest):
        number, _, street = number.partition("-")  # 8021-21 AVE NW
        rest = [street, *rest]
    return number, rest


def _is_nameless(words: Sequence[str]) -> bool:
    """A suffix without a name before it."""
    is_suffix = bool(words) and words[0] in SUFFIXES
    return is_suffix and all(word in DIRECTIONALS for word in words[1:])


def _is_spelled(number: str, rest: Sequence[str]) -> bool:
    """``ONE MICROSOFT WAY``, and neither ``ONE WAY`` nor ``TWENTY FIRST AVE``."""
    if number not in CARDINALS or all(word in SUFFIXES for word in rest):
        return False
    return number not in TENS or rest[0] not in ORDINALS


def is_house_number(word: str) -> bool:
    """Whether a word may be the number of a house."""
    return word.isascii() and bool(_NUMBER.fullmatch(word))


def is_ordinal(word: str) -> bool:
    """``21ST``."""
    return bool(_ORDINAL.fullmatch(word)) and word.isascii()


def ordinal_of(words: Sequence[str]) -> int | None:
    """The number that is spelled out: ``FIFTH``, ``TWENTY-FIRST``, ``ONE HUNDRED AND TENTH``."""
    spelled = [part for word in words for part in word.split("-") if part != "AND"]
    if not spelled or spelled[-1] not in (*ORDINALS, _HUNDREDTH):
        return None
    total = 0
    for word in spelled[:-1]:
        if word == "HUNDRED":
            total = max(total, 1) * 100
        elif word in CARDINALS:
            total += CARDINALS[word]
        else:
            return None
    return max(total, 1) * 100 if spelled[-1] == _HUNDREDTH else total + ORDINALS[spelled[-1]]


def as_ordinal(number: int) -> str:
    """``21ST`` of 21."""
    teens = 10 <= number % 100 <= 20
    ending = "TH" if teens else {1: "ST", 2: "ND", 3: "RD"}.get(number % 10, "TH")
    return f"{number}{ending}"
