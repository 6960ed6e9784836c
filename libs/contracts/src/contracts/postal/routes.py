"""Streets that are numbered highways and roads: USPS Publication 28, appendix F."""

import re
from collections.abc import Sequence

from contracts.postal.tables import STATE_NAMES, STATES, SUFFIXES

_KINDS = {
    "US": "US", "STATE": "STATE", "ST": "STATE", "COUNTY": "COUNTY", "CO": "COUNTY", "OLD": "OLD",
    "TOWNSHIP": "TOWNSHIP", "TWP": "TOWNSHIP", "RANCH": "RANCH", "COUNTRY": "COUNTRY",
    "FOREST": "FOREST", "PRIVATE": "PRIVATE", "BUSINESS": "BUSINESS",
}  # fmt: skip
# Short forms that are a whole route but for its number.
_ROUTES = {
    "FM": "FM", "RM": "RM", "CR": "COUNTY RD", "SR": "STATE RTE", "SH": "STATE HWY",
    "CH": "COUNTY HWY", "PR": "PRIVATE RD", "I": "INTERSTATE", "IH": "INTERSTATE",
    "INTERSTATE": "INTERSTATE", "US": "US HWY",
}  # fmt: skip
_ROADS = ("HWY", "RTE", "RD", "LOOP")
_FARM_TO_MARKET = (["FARM", "TO", "MARKET", "ROAD"], ["FARM", "TO", "MARKET"], ["FM", "ROAD"])
_NUMBERED = re.compile(r"(?:IH?|US|FM|RM|CR|SR|SH|HWY|RTE?)-\d+[A-Z]?")
_ID = re.compile(r"\d+[A-Z]{0,2}")
_LETTERS = re.compile(r"[A-Z]{1,2}")
_PARTS = {
    "BUSINESS": "BUS", "BUS": "BUS", "BYPASS": "BYP", "BYP": "BYP", "ALTERNATE": "ALT",
    "ALT": "ALT", "SPUR": "SPUR", "TRUCK": "TRUCK",
}  # fmt: skip


def route_of(words: Sequence[str]) -> tuple[str, int]:
    """The name of the route that words begin with, and how many they are; 0 for none.

    ``US HIGHWAY NO 130``, ``FM 544``, ``COUNTY ROAD AA``, ``HIGHWAY 71 BUSINESS``.
    """
    if not words:
        return "", 0
    if list(words[:2]) == ["U", "S"]:
        name, length = route_of(["US", *words[2:]])
        return name, length and length + 1
    if _NUMBERED.fullmatch(words[0]):
        kind, _, number = words[0].partition("-")
        name, length = route_of([kind, number, *words[1:]])
        return name, max(length - 1, 0)
    name, place = _kind(words)
    if not name:
        return "", 0
    is_named = words[place : place + 1] in (["NO"], ["NUMBER"], ["#"])
    place += is_named
    if place >= len(words):
        return "", 0
    word = words[place]
    lettered = (is_named or name.startswith("COUNTY")) and _LETTERS.fullmatch(word)
    if not lettered and not (_ID.fullmatch(word) and word.isascii()):
        return "", 0
    if word[-2:] in ("ST", "ND", "RD", "TH") or word in SUFFIXES:
        return "", 0
    part = _PARTS.get(words[place + 1]) if place + 1 < len(words) else None
    return " ".join(filter(None, [name, word, part])), place + 1 + (part is not None)


def _kind(words: Sequence[str]) -> tuple[str, int]:
    """What stands before a route's number, abbreviated, and how many words it is."""
    for farm in _FARM_TO_MARKET:
        if list(words[: len(farm)]) == farm:
            return "FM", len(farm)
    place, kinds = 0, []
    while place < len(words) and (kind := _qualifier(words, place)):
        kinds.append(kind)
        place += 1
    if place < len(words) and SUFFIXES.get(words[place]) in _ROADS:
        return " ".join([*kinds, SUFFIXES[words[place]]]), place + 1
    if words[0] in _ROUTES and len(kinds) <= 1:
        return _ROUTES[words[0]], 1
    return "", 0


def _qualifier(words: Sequence[str], place: int) -> str:
    """A word that says whose route it is: a state only right before its road."""
    word = words[place]
    if word in _KINDS:
        return _KINDS[word]
    follows = SUFFIXES.get(words[place + 1]) if place + 1 < len(words) else None
    is_state = word in STATES or word in STATE_NAMES
    return STATE_NAMES.get(word, word) if is_state and follows in ("HWY", "RTE") else ""
