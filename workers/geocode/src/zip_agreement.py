"""Whether the city and the state of an address can be those of its ZIP code.

People write the next larger city, or a quarter's name: only a city that is known, and far away, and
a state that is another, contradict a ZIP code.
"""

import re
import unicodedata

from contracts.postal.tables import STATE_NAMES, STATES
from zip_table import ZipPlace, kilometres_to_city, place_of

FAR_KM = 30.0
LONGEST_CITY = 4  # words
STREET_WORDS = 2  # a house number and a street come before a city that no comma sets off
_ALSO_STREETS = ("NE", "CT")  # “21st Ave NE”, “Oak Ct”: only between commas are they states
_ENDING = re.compile(
    r"(?P<before>.*?[\s,])(?P<zip>[0-9]{5})(?:-?[0-9]{4})?[\s,.]*"
    r"(?:(?:usa?|u\.s\.a?\.|united states(?: of america)?)[\s.]*)?",
    re.IGNORECASE | re.DOTALL,
)


def disagreement(address: str) -> str | None:
    """What contradicts the ZIP code at an address's end, as a sentence; ``None`` for nothing."""
    ending = _ENDING.fullmatch(unicodedata.normalize("NFKC", address).strip())
    place = place_of(ending["zip"]) if ending else None
    if ending is None or place is None:
        return None
    words, state = _without_state(ending["before"].strip(" ,.\t\n"), place.city)
    if state and state != place.state:
        return _sentence(place, state)
    city = _city_far_off(words, place) if state or "," in words else None
    return _sentence(place, f"{city}, {place.state}") if city else None


def _sentence(place: ZipPlace, said: str) -> str:
    return (
        f"The ZIP code {place.zip} is that of {place.city}, {place.state}, and the address says "
        f"{said}: correct one of them."
    )


def _without_state(text: str, city: str) -> tuple[str, str]:
    """What stands before the state, and the state's two letters; a text without one as it is.

    “Washington 20500” names no state: it is the ZIP code's own city.
    """
    words = text.replace(",", " , ").split()
    for length in (3, 2, 1):
        name = " ".join(words[-length:]).strip(".").upper()
        code = STATE_NAMES.get(name) or (name if name in STATES else "")
        if name == city.upper() or (code in _ALSO_STREETS and words[-length - 1 : -1] != [","]):
            return text, ""
        if code and len(words) > length:
            return " ".join(words[:-length]).rstrip(" ,."), code
    return text, ""


def _city_far_off(text: str, place: ZipPlace) -> str | None:
    """The city that a text ends with, if it is one of the ZIP code's state and far from it."""
    before, comma, last = text.rpartition(",")
    words = last.split()
    room = len(words) if comma and before.strip() else len(words) - STREET_WORDS
    for length in range(min(LONGEST_CITY, room), 0, -1):
        city = " ".join(words[-length:])
        away = kilometres_to_city(city, place)
        if away is not None:
            return city if away > FAR_KM else None
    return None
