"""The delivery line behind its house number: direction, name, suffix, units, and perhaps a city."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from contracts.postal.numbers import as_ordinal, is_ordinal, ordinal_of
from contracts.postal.places import begins_directed_place, place_at_end
from contracts.postal.routes import route_of
from contracts.postal.tables import COMMON_SUFFIXES, DIRECTIONALS, SUFFIXES
from contracts.postal.units import Unit, is_bare_unit, is_clear, units_at

_ALONE = frozenset({"BROADWAY", "BOARDWALK", "BOWERY", "EMBARCADERO", "ESPLANADE", "STRAND"})
# Begin names, where other streets end in a suffix: CALLE DE LA ROSA.
_SPANISH = frozenset({"AVENIDA", "CALLE", "CALLEJON", "CAMINO", "CARRETERA", "PASEO", "RUE", "VIA"})
_AVENUES = ("AV", "AVE", "AVENUE")
# Suffixes that go on with a street's name rather than begin a city: PARK PLACE DR, not PL ST LOUIS.
_MORE = "AVE AVENUE BLVD BOULEVARD CIR CT COURT DR DRIVE LN LANE PKWY PARKWAY RD ROAD TER TRL WAY"
_GOES_ON = frozenset(_MORE.split())
_NUMBER = re.compile(r"\d+")


@dataclass
class Street:
    """A delivery line without its house number; ``beyond`` is what follows it, such as a city."""

    before: str = ""
    name: str = ""
    suffix: str = ""
    after: str = ""
    units: list[Unit] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)


def read_street(words: list[str], *, has_city: bool) -> Street:
    """Take the words behind a house number apart; ``has_city``: the city is known already.

    The name is empty where no street is found, or no end of it.
    """
    units, start = units_at(words, alone=False)
    if start and start < len(words):  # 415 BLDG 2 PINE ST
        street = read_street(words[start:], has_city=has_city)
        street.units[:0] = units
        return street
    place = 0 if _is_route(words) else _unit_place(words)
    if not place:
        return _street(words, has_city=has_city)
    units, end = units_at(words, place)
    street = _street(words[:place], has_city=True)
    street.units += units
    street.beyond += words[end:]
    return street


def _is_route(words: Sequence[str]) -> bool:
    """Whether no unit may be looked for before the route's number."""
    return bool(
        route_of(words)[1] or (words and words[0] in DIRECTIONALS and route_of(words[1:])[1])
    )


def _unit_place(words: Sequence[str]) -> int:
    """Where the units begin that have a designator; 0 if there are none."""
    for place in range(1, len(words)):
        units, end = units_at(words, place)
        if units and (is_clear(words, place) or _may_end(words[:place], words[end:])):
            return place
    return 0


def _may_end(words: Sequence[str], follows: Sequence[str]) -> bool:
    """Whether a street may end here: ``LAKE SIDE ST`` does not end before ``SIDE``."""
    last = words[-1]
    ends = last in SUFFIXES or last in DIRECTIONALS or last[:1].isdigit() or last in _ALONE
    return ends and not any(word in SUFFIXES for word in follows)


def _street(words: list[str], *, has_city: bool) -> Street:
    street = Street()
    if not words:
        return street
    if len(words) > 1 and words[0] in DIRECTIONALS and not _is_named_by(words):
        street.before, words = DIRECTIONALS[words[0]], words[1:]
    name, length = route_of(words)
    if length:
        street.name = name
        return _after(street, words, length, has_city=has_city)
    length = _fixed_length(words) or _end(words, has_city=has_city)
    if not length:
        return Street()
    named = words[:length]
    if len(named) > 1 and named[-1] in SUFFIXES and not _lettered(named):
        street.suffix, named = SUFFIXES[named[-1]], named[:-1]
    street.name = _name(named, street.suffix)
    return _after(street, words, length, has_city=has_city)


def _is_named_by(words: Sequence[str]) -> bool:
    """``NORTH ST``: a street that is called by a direction, whatever follows it."""
    if words[1] not in SUFFIXES or route_of(words[1:])[1]:
        return False
    is_end = len(words) == 2 or _is_common(words[1])
    return is_end and not any(_is_common(word) for word in words[2:])


def _is_common(word: str) -> bool:
    return SUFFIXES.get(word) in COMMON_SUFFIXES


def _fixed_length(words: Sequence[str]) -> int:
    """How long a street is that needs no suffix to end: 21ST, AVENUE B, BROADWAY, 500 (EAST)."""
    if not words:
        return 0
    if _lettered(words[:2]):
        return 2
    follows = words[1] if len(words) > 1 else ""
    if follows in SUFFIXES and follows not in ("ST",):
        return 0
    if words[0] in _ALONE:
        return 2 if follows == "ST" and len(words) == 2 else 1
    if follows == "ST":
        return 0
    if is_ordinal(words[0]) and (
        not follows or follows in DIRECTIONALS or _is_street_end(words[1:])
    ):
        return 1
    return int(bool(_NUMBER.fullmatch(words[0])) and follows in DIRECTIONALS)


def _is_street_end(words: Sequence[str]) -> bool:
    """Whether words behind a numbered street are no more of it: a unit, or no suffix at all."""
    return is_bare_unit(words[0]) or not any(word in SUFFIXES for word in words)


def _lettered(words: Sequence[str]) -> bool:
    """``AVENUE B``, ``CALLE 4``."""
    if len(words) != 2 or words[0] not in (*_AVENUES, "CALLE"):
        return False
    return len(words[1]) == 1 or words[1].isdigit()


def _end(words: Sequence[str], *, has_city: bool) -> int:
    """How many words the name and the suffix are; 0 if that can't be told."""
    if len(words) == 1:
        return 1
    common = [place for place in range(1, len(words)) if _ends_at(words, place)]
    if words[0] in _SPANISH and not has_city:
        return len(words) - place_at_end(list(words)) if place_at_end(list(words)) else 0
    if has_city:
        return _end_before_city(words, common)
    known = len(words) - place_at_end(list(words))
    if known < len(words) and _is_whole(words[:known]):
        return _without_tail(words, known)
    if common:
        return _with_more(words, common[0] + 1)
    if known < len(words):
        return _without_tail(words, known)
    return next((place + 1 for place in range(1, len(words)) if words[place] in SUFFIXES), 0)


def _ends_at(words: Sequence[str], place: int) -> bool:
    """Whether a street may end in this suffix; ``OLD ST AUGUSTINE RD`` does not end in ``ST``."""
    is_last = place == len(words) - 1
    if not _is_common(words[place]) or (words[place] == "LA" and not is_last):
        return False
    is_saint = words[place] == "ST" and place + 1 < len(words) and not _is_common(words[place + 1])
    return not is_saint or not any(_is_common(word) for word in words[place + 2 :])


def _is_whole(words: Sequence[str]) -> bool:
    """Whether words are a street to their end: a common suffix, and perhaps direction and unit."""
    last = len(words) - 1
    if last > 1 and is_bare_unit(words[last]):
        last -= 1
    if last > 1 and words[last] in DIRECTIONALS:
        last -= 1
    return last > 0 and _is_common(words[last])


def _without_tail(words: Sequence[str], end: int) -> int:
    """The end of name and suffix of words that hold a direction and a unit, too."""
    if end > 1 and is_bare_unit(words[end - 1]):
        end -= 1
    return end - 1 if end > 1 and words[end - 1] in DIRECTIONALS else end


def _with_more(words: Sequence[str], end: int) -> int:
    """A second suffix is of the street, too: ``PARK PLACE DR``."""
    if end < len(words) and (words[end] in _GOES_ON or _is_last_suffix(words, end)):
        return end + 1
    return end


def _is_last_suffix(words: Sequence[str], place: int) -> bool:
    return place == len(words) - 1 and words[place] in SUFFIXES


def _end_before_city(words: Sequence[str], common: Sequence[int]) -> int:
    """All of the words, or without a part of town behind the last suffix."""
    end = _without_tail(words, len(words))
    is_whole = words[end - 1] in SUFFIXES or words[0] in _SPANISH
    if is_whole or not common or end < len(words):
        return end if end > 0 else len(words)
    return common[-1] + 1


def _after(street: Street, words: list[str], length: int, *, has_city: bool) -> Street:
    """What stands behind name and suffix: a direction, a unit without designator, a city."""
    rest = words[length:]
    if rest and rest[0] in DIRECTIONALS and (has_city or not begins_directed_place(rest)):
        street.after, rest = DIRECTIONALS[rest[0]], rest[1:]
    units, place = units_at(rest, alone=False)
    street.units, rest = units, rest[place:]
    is_letter = not units and bool(rest) and len(rest[0]) == 1 and rest[0].isalpha()
    if not units and rest and (is_bare_unit(rest[0]) or is_letter):
        street.units, rest = [("#", rest[0])], rest[1:]
    street.beyond = rest
    return street


def _name(words: Sequence[str], suffix: str) -> str:
    """The street's name, numbers as ordinals: ``FIFTH`` and ``5`` AVE are ``5TH``."""
    if (spelled := ordinal_of(words)) is not None:
        return as_ordinal(spelled)
    if len(words) == 1 and suffix and _NUMBER.fullmatch(words[0]):
        return as_ordinal(int(words[0]))
    if words and words[0] in _AVENUES:
        return " ".join(["AVENUE", *words[1:]])
    return " ".join(words)
