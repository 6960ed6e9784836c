"""Flats, suites and floors: secondary units of USPS Publication 28, appendix C2."""

import re
from collections.abc import Sequence

from contracts.postal.numbers import is_ordinal
from contracts.postal.tables import ALONE_C2, DIRECTIONALS, ORDINALS, SUFFIXES, UNITS

Unit = tuple[str, str]
"""A designator, ``#`` where none was given, and an identifier, which may be empty."""

_BARE = re.compile(r"\d+[A-Z]?|[A-Z]\d+|\d+[A-Z]?-\d*[A-Z]?|[A-Z]-\d+")
_NUMBER_WORDS = ("NO", "NUM", "NUMBER", "#")
# Those that are also other words of addresses: ``KEY WEST``, ``LAKE SIDE``.
_AMBIGUOUS = frozenset(
    {"KEY", "PIER", "SIDE", "SLIP", "STOP", "FRNT", "LOWR", "UPPR", "REAR", "OFC"}
)


def units_at(words: Sequence[str], place: int = 0, *, alone: bool = True) -> tuple[list[Unit], int]:
    """The units that stand from a place on, one after the other, and the place behind them.

    ``alone`` takes designators that need no identifier (``REAR``), too.
    """
    found: list[Unit] = []
    while place < len(words):
        unit, length = _unit_at(words, place, alone=alone)
        if not length:
            break
        found.append(unit)
        place += length
    return found, place


def _unit_at(words: Sequence[str], place: int, *, alone: bool) -> tuple[Unit, int]:
    none = (("", ""), 0)
    word, follows = words[place], list(words[place + 1 :])
    if is_floor(words, place):
        return ("FL", floor_number(word)), 2
    designator = "#" if word in ("#", "NO", "NUM") else UNITS.get(word, "")
    if not designator:
        return none
    skipped = 0
    while follows and follows[0] in _NUMBER_WORDS and designator != "#":
        follows, skipped = follows[1:], skipped + 1  # APT NO 4
    if follows and is_identifier(follows[0], designator):
        identifier, more = follows[0], _goes_on(follows)
        return (designator, identifier + more), 2 + skipped + bool(more)
    if alone and designator in ALONE_C2:
        return (designator, ""), 1
    return none


def _goes_on(follows: Sequence[str]) -> str:
    """The other half of an identifier that was torn in two: ``4 B``."""
    if len(follows) < 2 or not follows[0].isdigit():
        return ""
    letter = follows[1]
    is_letter = len(letter) == 1 and letter.isalpha() and letter not in DIRECTIONALS
    return letter if is_letter and len(follows) == 2 else ""


def is_identifier(word: str, designator: str) -> bool:
    """Whether a word can name one unit among others."""
    if any(character.isdigit() for character in word):
        return not is_ordinal(word)
    if designator in ALONE_C2 or designator in _AMBIGUOUS:
        return False
    return len(word) == 1 or (len(word) == 2 and word not in SUFFIXES and word not in DIRECTIONALS)


def is_floor(words: Sequence[str], place: int) -> bool:
    """``6TH FLOOR``, ``SIXTH FL``."""
    if place + 1 >= len(words) or UNITS.get(words[place + 1]) != "FL":
        return False
    return is_ordinal(words[place]) or words[place] in ORDINALS


def floor_number(word: str) -> str:
    """``6`` of ``6TH`` and ``SIXTH``."""
    return str(ORDINALS[word]) if word in ORDINALS else word[:-2]


def is_bare_unit(word: str) -> bool:
    """Whether a word behind a street names a unit by itself: ``HIGHLAND AVE 9B``."""
    return bool(_BARE.fullmatch(word)) and word.isascii() and not is_ordinal(word)


def is_clear(words: Sequence[str], place: int) -> bool:
    """Whether a unit begins here whatever stands before it: not ``LAKE SIDE DR``."""
    if is_floor(words, place) or words[place] == "#":
        return True
    designator = UNITS.get(words[place], "")
    if not designator or designator in _AMBIGUOUS:
        return False
    identifier = words[place + 1] if place + 1 < len(words) else ""
    if identifier in _NUMBER_WORDS and place + 2 < len(words):
        identifier = words[place + 2]
    return is_identifier(identifier, designator) if identifier else designator in ("BSMT", "PH")
