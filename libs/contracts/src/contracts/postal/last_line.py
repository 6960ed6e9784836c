"""The last line of an address: its ZIP code, its state and its country."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from contracts.postal.numbers import is_ordinal
from contracts.postal.tables import (
    COMMON_SUFFIXES,
    DIRECTIONALS,
    STATE_NAMES,
    STATES,
    SUFFIXES,
    UNITS,
)

_ZIP = re.compile(r"(\d{5})(?:-?\d{4}|-)?", re.ASCII)
_WRONG_ZIP = re.compile(r"\d{4}|\d{6,}|\d{4,5}-\d*", re.ASCII)
_COUNTRIES = ("UNITED STATES OF AMERICA", "UNITED STATES", "USA", "US")
_CANADIAN = re.compile(r"(?:.* )?[A-Z]\d[A-Z] ?\d[A-Z]\d", re.ASCII)
_COUNTY = ("COUNTY", "PARISH")
_ZIPS_WITH_ZERO = frozenset({"CT", "MA", "ME", "NH", "NJ", "RI", "VT"})
_CAPITAL_ZIPS, _WASHINGTON_ZIPS = ("200", "202", "203", "204", "205"), ("98", "99")


class AddressError(ValueError):
    """The text is no street address; the message says what is missing."""


@dataclass
class LastLine:
    """What ends an address, and the parts before it; what is not there is empty."""

    segments: list[list[str]] = field(default_factory=list)
    state: str = ""
    state_name: str = ""  # as it is written
    zip: str = ""

    def city_in_state(self) -> tuple[str, str]:
        """City and state where no city is named: New York and Washington are both."""
        if self.state_name == "NEW YORK":
            return "NEW YORK", "NY"
        if self.state_name != "WASHINGTON" or self.zip.startswith(_WASHINGTON_ZIPS):
            return "", self.state
        return "WASHINGTON", "DC" if self.zip.startswith(_CAPITAL_ZIPS) else ""


def read_last_line(parts: list[list[str]]) -> LastLine:
    """Take the end off an address. Raises ``AddressError`` for what is empty, foreign or no ZIP."""
    last = LastLine([list(part) for part in parts])
    if not last.segments:
        raise AddressError("the address is empty")
    if _CANADIAN.fullmatch(" ".join(last.segments[-1])):
        raise AddressError("the address is not in the United States")
    _take_country(last)
    _put_zip_last(last)
    _take_zip(last)
    _take_state(last)
    if len(last.segments) > 1 and len(end := last.segments[-1]) > 1 and end[-1] in _COUNTY:
        last.segments.pop()
    return last


def _drop(last: LastLine, count: int) -> None:
    """Take words off the end."""
    del last.segments[-1][-count:]
    if not last.segments[-1]:
        last.segments.pop()


def _take_country(last: LastLine) -> None:
    words = last.segments[-1]
    for country in _COUNTRIES:
        length = len(country.split())
        if " ".join(words[-length:]) != country or len(last.segments) + len(words) <= 1 + length:
            continue
        before = words[-length - 1] if len(words) > length else ""
        if country != "US" or not before or _ZIP.fullmatch(before) or before in STATES:
            _drop(last, length)
        return


def _put_zip_last(last: LastLine) -> None:
    """``SEATTLE, 98101, WA`` becomes ``SEATTLE, WA, 98101``."""
    words = last.segments[-1]
    before = _before_end(last)
    if _state(words[-1]) and _ZIP.fullmatch(before):
        holder = words if len(words) > 1 else last.segments[-2]
        holder.remove(before)
        last.segments = [segment for segment in last.segments if segment]
        words.append(before)


def _take_zip(last: LastLine) -> None:
    words = last.segments[-1]
    before = _before_end(last)
    if not before or before == "#" or (before in UNITS and before not in STATES):
        return
    if re.fullmatch(r"\d{4}", words[-1], re.ASCII) and re.fullmatch(r"\d{5}", before, re.ASCII):
        _drop(last, 1)  # ZIP+4 in two words
        words = last.segments[-1]
    if found := _ZIP.fullmatch(words[-1]):
        last.zip = found[1]
        _drop(last, 1)
    elif _WRONG_ZIP.fullmatch(words[-1]) and (state := _state(before)):
        if len(words[-1]) != 4 or state not in _ZIPS_WITH_ZERO:
            raise AddressError(f"“{words[-1]}” is no ZIP code")
        last.zip = f"0{words[-1]}"
        _drop(last, 1)


def _before_end(last: LastLine) -> str:
    """The word before the last one; empty if there is none."""
    words = last.segments[-1]
    if len(words) > 1:
        return words[-2]
    return last.segments[-2][-1] if len(last.segments) > 1 else ""


def _state(name: str) -> str | None:
    return STATE_NAMES.get(name) or (name if name in STATES else None)


def _take_state(last: LastLine) -> None:
    """Remove a state from the end, where a ZIP code, a city or a comma makes one likely."""
    if not last.segments:
        return
    words = last.segments[-1]
    for length in (3, 2, 1):
        name = " ".join(words[-length:])
        state = _state(name)
        if state is not None and len(words) >= length and _is_state(last, words, length):
            last.state, last.state_name = state, name
            _drop(last, length)
            return


def _is_state(last: LastLine, words: Sequence[str], length: int) -> bool:
    """``MAIN ST NE`` ends in a directional, ``MAIN CT`` in a court, ``6TH FL`` in a floor."""
    name, has_zip, many = " ".join(words[-length:]), bool(last.zip), len(last.segments) > 1
    if name == "FL" and len(words) > 1 and is_ordinal(words[-2]) and (many or not has_zip):
        return False
    if name in DIRECTIONALS and not has_zip and len(words) == 1 and len(last.segments) == 2:
        return False
    if has_zip or many:
        return many or len(words) > length
    ends = [word in SUFFIXES for word in words[2:-length]]
    if name in DIRECTIONALS or not any(ends):
        return False
    is_street_word = name in SUFFIXES  # LAKE VIEW CT is no street in Connecticut
    return not is_street_word or any(
        SUFFIXES.get(word) in COMMON_SUFFIXES for word in words[2 : -length - 1]
    )
