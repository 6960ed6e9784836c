"""An address as a person writes it, taken apart and written as the Postal Service would.

A reader over the tables of USPS Publication 28, in plain Python: usaddress needs a native CRF
library, and libpostal two gigabytes of data. What it can't read it refuses, rather than guess.
docs/addresses-and-phones.md says how it does against them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from contracts.postal.last_line import AddressError, LastLine, read_last_line
from contracts.postal.numbers import is_house_number, take_number
from contracts.postal.places import ALIASES, BOROUGHS
from contracts.postal.street import Street, read_street
from contracts.postal.tables import COMMON_SUFFIXES, DIRECTIONALS, SUFFIXES, UNITS
from contracts.postal.text import parts_of
from contracts.postal.units import Unit, is_bare_unit, units_at

__all__ = ["AddressError", "StreetAddress", "parse", "zip_in"]

_URBANIZATION = ("URB", "URBANIZACION")
_NO_END = "where its street ends can't be seen: put a comma between the street and the city"
# Behind these a number is that of something else than a house.
_OTHER_NUMBERS = """
BOX PO RR HC RURAL MILE MI KM EXIT ROUTE RTE RT HIGHWAY HWY HWYS INTERSTATE US STATE COUNTY FM AND
NO NUMBER # & LOT TRACT PARCEL SECTION
"""
_NO_HOUSE = frozenset(_OTHER_NUMBERS.split())


@dataclass(frozen=True)
class StreetAddress:
    """The parts of an address in capitals, abbreviated; a part that is not there is empty."""

    number: str
    before: str
    street: str
    suffix: str
    after: str
    units: tuple[Unit, ...]
    urbanization: str
    city: str
    state: str
    zip: str

    @property
    def unit(self) -> str:
        """Its units as they are written: ``APT 4``, ``BLDG 2 APT 4``."""
        return " ".join(part for unit in self.units for part in unit if part)

    @property
    def line(self) -> str:
        """The delivery line: ``123 N MAIN ST APT 4``."""
        parts = (self.number, self.before, self.street, self.suffix, self.after, self.unit)
        return " ".join(part for part in parts if part)

    @property
    def text(self) -> str:
        """The whole address on one line."""
        last = " ".join(part for part in (self.state, self.zip) if part)
        return ", ".join(part for part in (self.urbanization, self.line, self.city, last) if part)

    @property
    def street_key(self) -> str:
        """What two spellings of one street address share: a unit counts by its number alone."""
        street = re.sub(r"^SAINT\b", "ST", self.street)
        number = re.sub(r"(?<=\d)-(?=[A-Z])", "", self.number)
        unit = " ".join(identifier or designator for designator, identifier in self.units)
        key = f"{number}|{self.before}|{street}|{self.suffix}|{self.after}|{unit}"
        return f"{key}|{self.urbanization}" if self.urbanization else key

    @property
    def city_key(self) -> str:
        """What two spellings of one city share; empty without a city."""
        short = {"SAINT": "ST", "FORT": "FT", "MOUNT": "MT"}
        return " ".join(short.get(word, word) for word in self.city.split())


@dataclass
class _Beside:
    """What stands beside the delivery line: before it, and between it and the city."""

    units: list[Unit] = field(default_factory=list)
    urbanization: str = ""
    city: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


def parse(text: str) -> StreetAddress:
    """Take an address apart. Raises ``AddressError`` where there is no house number or street."""
    last = read_last_line(parts_of(text))
    beside = _Beside()
    for place, segment in enumerate(last.segments):
        number, words = take_number(_house(segment, beside))
        if number:
            for follows in last.segments[place + 1 :]:
                _read_beside(follows, beside)
            return _address(number, words, beside, last)
    raise AddressError("the address has no house number")


def zip_in(text: str) -> str | None:
    """The ZIP code that an address ends with, without its four further digits."""
    try:
        return read_last_line(parts_of(text)).zip or None
    except AddressError:
        return None


def _house(words: list[str], beside: _Beside) -> list[str]:
    """The words from the house number on; what stands before it is noted, or left out."""
    if words[0] in _URBANIZATION:
        place = next((n for n, word in enumerate(words) if is_house_number(word)), len(words))
        beside.urbanization = " ".join(["URB", *words[1:place]])
        return words[place:]
    if take_number(words)[0]:
        return words
    units, place = units_at(words, alone=False)
    if place and (place == len(words) or is_house_number(words[place])):
        beside.units += units
        return words[place:]
    return words[_house_place(words) :]


def _house_place(words: Sequence[str]) -> int:
    """Where a house number stands behind a name: ``BARBONCINO 781 FRANKLIN AVE``; 0 if nowhere."""
    for place in range(1, len(words) - 1):
        if words[place - 1] in _NO_HOUSE or words[place - 1] in SUFFIXES:
            break
        if words[place][0].isdigit() and is_house_number(words[place]):
            has_street = any(word in SUFFIXES for word in words[place + 2 :])
            return place if has_street else 0
    return 0


def _read_beside(words: list[str], beside: _Beside) -> None:
    """Note what a part behind the delivery line says: a unit, a direction, or else the city."""
    if words[0] in _URBANIZATION:
        beside.urbanization = " ".join(["URB", *words[1:]])
    elif len(words) == 1 and words[0] in DIRECTIONALS:
        beside.after = words
    elif len(words) == 1 and is_bare_unit(words[0]):
        beside.units.append(("#", words[0]))
    else:
        is_alone = len(words) == 1 or UNITS.get(words[0]) in ("BSMT", "PH")
        units, place = units_at(words, alone=is_alone)
        if units and _has_digit(words[place:]):
            raise AddressError(f"“{' '.join(words[place:])}” is no part of a unit")
        beside.units += units
        beside.city = words[place:] or beside.city


def _address(number: str, words: list[str], beside: _Beside, last: LastLine) -> StreetAddress:
    street = read_street([*words, *beside.after], has_city=bool(beside.city))
    if not street.name and not (last.state or last.zip or beside.city):
        street = read_street(words, has_city=True)
    if not street.name:
        raise AddressError(_no_street(words))
    city, state = _city(street, beside, last)
    is_clear = street.suffix in COMMON_SUFFIXES or " " not in street.name
    if last.state and not city and not is_clear:
        raise AddressError(_NO_END)  # 1000 EL CAMINO REAL MENLO PARK CA
    return StreetAddress(
        number=number,
        before=street.before,
        street=street.name,
        suffix=street.suffix,
        after=street.after,
        units=tuple(street.units + beside.units),
        urbanization=beside.urbanization,
        city=city,
        state=state,
        zip=last.zip,
    )


def _no_street(words: Sequence[str]) -> str:
    return _NO_END if words else "the address has no street"


def _city(street: Street, beside: _Beside, last: LastLine) -> tuple[str, str]:
    """City and state. Raises ``AddressError`` for words with digits that are none of these."""
    words = beside.city or street.beyond
    if _has_digit([*words, *street.beyond]):
        raise AddressError(f"“{' '.join(words)}” is neither a unit nor a city")
    if not words:
        return last.city_in_state()
    city = " ".join(words)
    for alias in ALIASES:
        if city.endswith(f" {alias}") and any(borough in city for borough in BOROUGHS):
            city = city.removesuffix(f" {alias}")  # BROOKLYN NYC
    borough = next((name for name in BOROUGHS if city.endswith(f" {name}")), None)
    if city in ALIASES:
        return ALIASES[city], last.state or "NY"
    return borough or city, last.state


def _has_digit(words: Sequence[str]) -> bool:
    return any(character.isdigit() for word in words for character in word)
