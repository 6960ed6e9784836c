"""An address as a person writes it, taken apart and written as the Postal Service would.

No parser that is well kept runs in the bundle (usaddress needs a native CRF library), so this is a
reader of its own over the tables of USPS Publication 28. Its answers are held against usaddress and
usaddress-scourgify's published cases in the tests.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from postal_tables import (
    ALONE_C2,
    COMMON_SUFFIXES,
    DIRECTIONALS,
    ORDINALS,
    STATE_NAMES,
    STATES,
    SUFFIXES,
    UNITS,
)

_ZIP = re.compile(r"[\s,]+(\d{5})(?:-?\d{4})?[\s,.]*$")
_COUNTRY = re.compile(r"[\s,]+(?:USA|U\.S\.A\.|UNITED STATES(?: OF AMERICA)?)[\s.]*$")
_NUMBER = re.compile(r"\d+[A-Z]?(?:-\d+[A-Z]?)?|[NSEW]\d+[NSEW]\d+")
_FRACTION = re.compile(r"\d/\d")
_DOTTED = re.compile(r"\b([NS])\.\s?([EW])\b\.?")
_COMPOUND = re.compile(r"\b(NORTH|SOUTH)[ -](EAST|WEST)\b")
_ORDINAL = re.compile(r"\d+(?:ST|ND|RD|TH)")
_BARE_NUMBER = re.compile(r"\d+")
_HIGHWAYS = ("HWY", "RTE", "RD")
_ROUTE_WORDS = ("US", "STATE", "COUNTY", "INTERSTATE")


class AddressError(ValueError):
    """The text is no street address; the message says what is missing."""


@dataclass(frozen=True)
class StreetAddress:
    """The parts of an address in capitals, abbreviated; a part that is not there is empty."""

    number: str
    before: str
    street: str
    suffix: str
    after: str
    designator: str
    unit: str
    city: str
    state: str
    zip: str

    @property
    def line(self) -> str:
        """The delivery line: ``123 N MAIN ST APT 4``."""
        parts = (self.number, self.before, self.street, self.suffix, self.after)
        return " ".join(part for part in (*parts, self.designator, self.unit) if part)

    @property
    def text(self) -> str:
        """The whole address on one line."""
        last = " ".join(part for part in (self.state, self.zip) if part)
        return ", ".join(part for part in (self.line, self.city, last) if part)

    @property
    def street_key(self) -> str:
        """What two spellings of one street address share: a unit counts by its number alone."""
        street = re.sub(r"^SAINT\b", "ST", self.street)
        unit = self.unit or self.designator
        return f"{self.number}|{self.before}|{street}|{self.suffix}|{self.after}|{unit}"


def parse(text: str) -> StreetAddress:
    """Take an address apart. Raises ``AddressError`` where there is no house number or street."""
    rest, zip_code = _split_zip(_COUNTRY.sub("", " " + _clean(text)))
    segments = [_marked(segment.split()) for segment in rest.split(",") if segment.strip()]
    if not segments:
        raise AddressError("the address is empty")
    state = _take_state(segments, has_zip=bool(zip_code))
    words, city = _split_city(segments)
    number, words = _take_number(words)
    words, designator, unit, left = _take_unit(words)
    if left and not city:
        city = left
    before, street, suffix, after, beyond = _street(words, city=bool(city) or not state)
    if not street:
        raise AddressError("the address has no street")
    return StreetAddress(
        number,
        before,
        street,
        suffix,
        after,
        designator,
        unit,
        " ".join(city or beyond),
        state,
        zip_code,
    )


def _clean(text: str) -> str:
    text = _DOTTED.sub(r"\1\2", text.upper())
    plain = text.replace("’", "").replace("'", "").replace(";", ",").replace("\n", ",")
    plain = re.sub(r"(?<!\d)\.|\.(?!\d)", " ", plain)  # a full stop, but not that of 12.5
    plain = re.sub(r"\(([^)]*)\)", r" \1 ", plain)
    plain = re.sub(r"#\s*", " # ", plain)
    return _COMPOUND.sub(r"\1\2", plain)


def _split_zip(text: str) -> tuple[str, str]:
    match = _ZIP.search(text)
    if match is None or not text[: match.start()].strip():
        return text, ""
    return text[: match.start()], match[1]


def _take_state(segments: list[list[str]], *, has_zip: bool) -> str:
    """Remove a state from the end, where a ZIP code, a city or a comma makes one likely."""
    last = segments[-1]
    for length in (3, 2, 1):
        name = " ".join(last[-length:])
        state = STATE_NAMES.get(name) or (name if name in STATES else None)
        if state is None or len(last) < length:
            continue
        alone = len(segments) > 1 and len(last) == length
        # "Main St NE" ends in a directional, not in Nebraska; "Main CT" in a court.
        follows = len(last) > length and (has_zip or len(segments) > 1)
        beyond = name not in DIRECTIONALS and any(word in SUFFIXES for word in last[2:-length])
        if alone or follows or beyond:
            del last[-length:]
            if not last:
                segments.pop()
            return state
    return ""


def _split_city(segments: list[list[str]]) -> tuple[list[str], list[str]]:
    """The words of street and unit, and those of the city."""
    if len(segments) == 1:
        return segments[0], []
    *first, last = segments
    if _begins_unit(last):
        return [word for segment in segments for word in segment], []
    return [word for segment in first for word in segment], last


def _marked(words: list[str]) -> list[str]:
    """A segment that is no more than a number is a unit: ``123 Main St, 345``."""
    return ["#", *words] if len(words) == 1 and words[0][0].isdigit() else words


def _begins_unit(words: Sequence[str]) -> bool:
    if not words or len(words) > 2:
        return False
    return words[0] == "#" or words[0] in UNITS or words[-1] in ("FLOOR", "FL")


def _take_number(words: list[str]) -> tuple[str, list[str]]:
    if not words or not _NUMBER.fullmatch(words[0]):
        raise AddressError("the address has no house number")
    if len(words) > 2 and _FRACTION.fullmatch(words[1]):
        return f"{words[0]} {words[1]}", words[2:]
    return words[0], words[1:]


def _take_unit(words: list[str]) -> tuple[list[str], str, str, list[str]]:
    """Street words, designator, identifier, and what follows the unit (a city without a comma)."""
    for place in range(1, len(words)):
        word = words[place]
        if word == "#" and place + 1 < len(words):
            before = words[:place]
            designator = "#"
            if before[-1] in UNITS and len(before) > 1:  # APT # 4
                designator = UNITS[before.pop()]
            return before, designator, words[place + 1], words[place + 2 :]
        designator = UNITS.get(word, "")
        if designator == "FL" and _ORDINAL.fullmatch(words[place - 1]) and place > 1:
            return words[: place - 1], designator, words[place - 1][:-2], words[place + 1 :]
        if not designator or not _ends_street(words[:place]):
            continue
        follows = words[place + 1 : place + 2]
        if follows and follows[0] != "#" and _is_identifier(follows[0], designator):
            return words[:place], designator, follows[0], words[place + 2 :]
        if designator in ALONE_C2 and not any(word in SUFFIXES for word in follows):
            return words[:place], designator, "", words[place + 1 :]
    return words, "", "", []


def _ends_street(words: Sequence[str]) -> bool:
    """Whether a street may end here: ``LAKE SIDE ST`` does not end before ``SIDE``."""
    return bool(words) and (
        words[-1] in SUFFIXES or words[-1] in DIRECTIONALS or words[-1][:1].isdigit()
    )


def _is_identifier(word: str, designator: str) -> bool:
    if designator in ALONE_C2:
        return any(character.isdigit() for character in word)
    return any(character.isdigit() for character in word) or len(word) <= 2


def _street(words: list[str], *, city: bool) -> tuple[str, str, str, str, list[str]]:
    """Directional, name, suffix, directional, and words beyond the street (a city)."""
    end = len(words) if city else _street_end(words)
    words, beyond = words[:end], words[end:]
    before = after = suffix = ""
    if len(words) > 1 and words[0] in DIRECTIONALS and not _only_suffix(words[1:]):
        before, words = DIRECTIONALS[words[0]], words[1:]
    if len(words) > 1 and words[-1] in DIRECTIONALS:
        after, words = DIRECTIONALS[words[-1]], words[:-1]
    if len(words) > 1 and words[-1] in SUFFIXES:
        suffix, words = SUFFIXES[words[-1]], words[:-1]
    return before, _name(words, suffix), suffix, after, beyond


def _only_suffix(words: Sequence[str]) -> bool:
    """``N ST``: a street that is called N."""
    return len(words) == 1 and words[0] in SUFFIXES


def _street_end(words: Sequence[str]) -> int:
    """Where a street ends that runs into its city without a comma.

    After its first common suffix, or else its first: ``GRAND LAKE DR SAN ANTONIO``.
    """
    first = 2 if words[0] in DIRECTIONALS else 1
    suffixes = [place for place in range(first, len(words)) if words[place] in SUFFIXES]
    if not suffixes:
        return len(words)
    common = (place for place in suffixes if SUFFIXES[words[place]] in COMMON_SUFFIXES)
    end = next(common, suffixes[0]) + 1
    if end + 1 < len(words) and words[end] in DIRECTIONALS:
        end += 1
    return end


def _name(words: Sequence[str], suffix: str) -> str:
    """The street's name, numbers as ordinals: ``FIFTH`` and ``5`` AVE are ``5TH``."""
    if len(words) == 1 and words[0] in ORDINALS:
        return _ordinal(ORDINALS[words[0]])
    if len(words) == 1 and suffix and suffix not in _HIGHWAYS and _BARE_NUMBER.fullmatch(words[0]):
        return _ordinal(int(words[0]))
    routed = len(words) > 1 and (
        words[0] in _ROUTE_WORDS or words[0] in ("HIGHWAY", "HWY", "ROUTE")
    )
    if routed:
        return " ".join(SUFFIXES.get(word, word) for word in words)
    return " ".join(words)


def _ordinal(number: int) -> str:
    teens = 10 <= number % 100 <= 20
    ending = "TH" if teens else {1: "ST", 2: "ND", 3: "RD"}.get(number % 10, "TH")
    return f"{number}{ending}"
