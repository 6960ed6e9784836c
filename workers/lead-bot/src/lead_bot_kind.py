"""What is for sale where that is no house: no figure of a house's worth holds for it."""

import re
from typing import Literal

from lead_bot_text import any_of, few

Kind = Literal["land", "mobile", "commercial"]

_LAND = any_of(
    r"land|(?:vacant|empty|raw|bare|buildable|building|wooded|unimproved|undeveloped) (?:lots?|land"
    r"|parcels?|acreage)|acreage|parcel|farmland|pasture|timberland|lot \d{1,4}[,:]? (?:on )?"
    r"(?:hwy|highway|\w+ (?:rd|road|hwy|highway|ln|lane|st|street|ave|avenue|dr|drive|way|ct))"
    r"|no (?:house|home|structures?|buildings?) on (?:it|the (?:land|lot|property))"
)
_MOBILE = any_of(
    r"mobile ?homes?|manufactured (?:homes?|house|housing)|trailer (?:homes?|house|park)"
    r"|(?:my|our|a|the) trailer|(?:double|single|triple)[ -]?wides?"
)
_COMMERCIAL = any_of(
    (
        r"commercial (?:propert(?:y|ies)|buildings?|lots?|spaces?|units?|real estate|zoned)"
        r"|office (?:buildings?|space|park)|warehouses?|storefronts?|strip mall"
        r"|retail (?:building|space|store|property)"
    ),
    (
        r"gas station|mixed[ -]use|motel|industrial (?:building|property|space)"
        r"|apartment (?:buildings?|complex)|(?:my|our|the) (?:restaurant|hotel|church building)"
    ),
)
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("mobile", _MOBILE),
    ("commercial", _COMMERCIAL),
    ("land", _LAND),
)
_NOT_FOR_SALE = re.compile(
    r"\b(?:near|next to|next door to|behind|across from|beside|by|into|to|buy|buying|bought|from"
    r"|in|at|not|isn'?t|no|work at|your|their)(?: (?:a|an|the|my|our|some|any|vacant))*\W*$"
)
_DO_YOU_BUY = re.compile(r"\b(?:you|guys|u|ya|y'all)(?: \w+){0,2} buy(?: \w+){0,2}\W*$")
_HOUSE = re.compile(
    r"\b(?:house|home|cabin|rambler|cottage)s? (?:on|with|and|sits)\b.{0,30}\b(?:land|acreage"
    r"|parcel)"
    r"|\b(?:land|acreage|parcel)\b.{0,20}\b(?:with|and|has|plus) (?:a|the|my|our)? ?(?:\w+ )?"
    r"(?:house|home|cabin)\b"
)
_IS_HOUSE = re.compile(
    r"\b(?:it'?s|it is|there'?s|that'?s|is) (?:really |actually )?a (?:\w+ )?house\b"
)


def kind_of(low: str) -> Kind | None:
    """What other than a house a text, in small letters, has for sale; ``None`` if nothing."""
    for kind, pattern in _KINDS:
        if kind == "land" and _HOUSE.search(low):
            continue
        for found in few(pattern.finditer(low)):
            before = low[max(0, found.start() - 30) : found.start()]
            if _DO_YOU_BUY.search(before) or not _NOT_FOR_SALE.search(before):
                return kind
    return None


def is_house(low: str) -> bool:
    """Whether a text, in small letters, says that it is a house after all."""
    return _IS_HOUSE.search(low) is not None
