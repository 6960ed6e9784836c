"""An address as somebody typed it, made plain: capitals, ASCII, words, and commas between parts."""

import re
import unicodedata
from collections.abc import Callable

from contracts.postal.tables import UNITS

_FRACTION_BEHIND = re.compile(r"(?<=\d)(?=[¼½¾⅐-⅞])")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"⁄": "/"})
_BREAKS = str.maketrans(dict.fromkeys(";|\n\r\t•", ","))
_QUOTES = str.maketrans(dict.fromkeys("'’‘ʼ`´\"“”"))
_SPACED_DIRECTION = re.compile(r"\b([NS])\. ?([EW])\b\.?")
_INITIAL = re.compile(r"\b([A-Z])\.(?=[A-Z]\b)")
_FULL_STOP = re.compile(r"(?<!\d)\.|\.(?!\d)")
_BETWEEN_NUMBERS = re.compile(r"(?<=\d) ?- ?(?=\d)")
_ASIDE = re.compile(r"\(([^()]*)\)")
_COMPOUND = re.compile(r"\b(NORTH|SOUTH)[ -](EAST|WEST)\b")


def parts_of(text: str) -> list[list[str]]:
    """The words of each part between commas, in capitals; parts without a word are left out.

    Left out, too, are accents, what can't be seen, and asides in brackets that name no unit.
    """
    parts = [_COMPOUND.sub(r"\1\2", " ".join(part.split())) for part in _plain(text).split(",")]
    words = [[word for word in part.split() if word != "-"] for part in parts]
    return [each for each in words if each]


def _plain(text: str) -> str:
    seen = unicodedata.normalize("NFKD", _FRACTION_BEHIND.sub(" ", text.translate(_BREAKS)))
    kept = "".join(each for each in seen if _is_seen(each))
    one_spaced = " ".join(kept.translate(_DASHES).translate(_QUOTES).upper().split())
    joined = _INITIAL.sub(r"\1", _SPACED_DIRECTION.sub(r"\1\2", one_spaced))
    stopless = _FULL_STOP.sub(" ", _BETWEEN_NUMBERS.sub("-", joined))
    return _ASIDE.sub(_kept(_names_unit), stopless).replace("#", " # ")


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in ("Cf", "Mn")


def _kept(is_needed: Callable[[str], bool]) -> Callable[[re.Match[str]], str]:
    return lambda aside: f", {aside[1]}, " if is_needed(aside[1]) else " "


def _names_unit(aside: str) -> bool:
    words = aside.split()
    return bool(words) and (words[0] in UNITS or words[0].startswith("#"))
