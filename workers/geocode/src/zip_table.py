"""The bundle's ZIP codes: found by code, by nearest place, and by what somebody begins to type.

GeoNames, CC BY 3.0, cleaned, and Puerto Rico's by the Census Bureau (``fleet.seeds.zip_bundle``).
One text in order of ZIP code is searched
as it is: forty thousand objects would cost ten times its memory in every isolate.
"""

import gzip
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from functools import cache
from heapq import nsmallest
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import NamedTuple

EARTH_KM = 6371.0
FAR_KM = 80.0
LIMIT = 8
LAST = "\U0010ffff"  # after every letter
WHOLE = {"st": "saint", "ft": "fort", "mt": "mount"}  # GeoNames writes them out
APOSTROPHE = re.compile("['’]")
NO_LETTER = re.compile(r"[\W_]+")
SHORT = re.compile(rf"\b(?:{'|'.join(WHOLE)})(?= )")


class ZipPlace(NamedTuple):
    """A ZIP code and its middle."""

    zip: str
    city: str
    state: str
    lat: float
    lon: float
    precision: str


_TEXT = "\n" + gzip.decompress((Path(__file__).parent / "us_zips.tsv.gz").read_bytes()).decode()


def place_of(zip_code: str) -> ZipPlace | None:
    """The place of a ZIP code, or ``None``."""
    start = _TEXT.find(f"\n{zip_code}\t")
    return None if start < 0 else _place(_TEXT[start + 1 : _TEXT.index("\n", start + 1)])


def nearest(lat: float, lon: float) -> tuple[ZipPlace, float] | None:
    """The nearest ZIP code and its distance in kilometres; ``None`` beyond 80 km."""
    degrees = _by_degree()
    row, column = int(lat // 1), int(lon // 1)
    near = [
        place
        for down in (-1, 0, 1)
        for right in (-2, -1, 0, 1, 2)
        for place in degrees.get((row + down, column + right), ())
    ]
    found = min(((_km(lat, lon, place), place) for place in near), default=None)
    return None if found is None or found[0] > FAR_KM else (found[1], found[0])


def kilometres_to_city(name: str, place: ZipPlace) -> float | None:
    """How far the nearest ZIP code of a city in a place's state lies from that place.

    ``None`` where the state has no city of this name.
    """
    spelling = _plain(name)
    lines = re.findall(rf"^\d+\t[^\t]+\t{place.state}\t.+", _TEXT, re.MULTILINE)
    cities = (each for each in map(_place, lines) if _plain(each.city) == spelling)
    return min((_km(place.lat, place.lon, each) for each in cities), default=None)


def suggestions(typed: str) -> list[str]:
    """Up to eight places that begin with what was typed: ZIP codes, or cities with their state.

    Cities with the most ZIP codes, which are the largest, come first.
    """
    words = _plain(typed)
    zip_code, _, city = words.partition(" ")
    if zip_code.isascii() and zip_code.isdecimal():
        lines = re.findall(rf"^({zip_code}\d*)\t([^\t]+)\t(\w+)", _TEXT, re.MULTILINE)
        labels = [(number, f"{name}, {state}") for number, name, state in lines]
        fitting = [(n, label) for n, label in labels if _plain(label).startswith(city)]
        return [f"{number} {label}" for number, label in fitting[:LIMIT]]
    spellings = {words, _plain(APOSTROPHE.sub("", typed))}
    found = [each for spelling in spellings for each in _beginning(spelling)]
    return [label for _, _, label in nsmallest(LIMIT, found, key=lambda each: (-each[1], each[2]))]


def _beginning(words: str) -> list[tuple[str, int, str]]:
    """The cities that begin with these words; none for no word."""
    cities = _cities()
    if not words:
        return []
    return cities[bisect_left(cities, (words,)) : bisect_left(cities, (words + LAST,))]


def _plain(text: str) -> str:
    """A place as it is compared: small letters, blanks for all signs, Saint written out.

    GeoNames writes ``O Fallon``, ``Ofallon`` and ``Winston Salem``, people ``O'Fallon`` and
    ``Winston-Salem``.
    """
    words = NO_LETTER.sub(" ", text.casefold()).strip()
    return SHORT.sub(lambda found: WHOLE[found[0]], words)


@cache
def _places() -> list[ZipPlace]:
    return [_place(line) for line in _TEXT.split("\n") if line]


@cache
def _by_degree() -> dict[tuple[int, int], list[ZipPlace]]:
    found: dict[tuple[int, int], list[ZipPlace]] = defaultdict(list)
    for place in _places():
        found[int(place.lat // 1), int(place.lon // 1)].append(place)
    return found


@cache
def _cities() -> list[tuple[str, int, str]]:
    """Every city as it is compared, with how many ZIP codes it has, and as it is shown."""
    labels = Counter(f"{place.city}, {place.state}" for place in _places())
    return sorted((_plain(label), zips, label) for label, zips in labels.items())


def _place(line: str) -> ZipPlace:
    zip_code, city, state, lat, lon, precision = line.split("\t")
    return ZipPlace(zip_code, city, state, float(lat), float(lon), precision)


def _km(lat: float, lon: float, place: ZipPlace) -> float:
    """The great-circle distance (haversine)."""
    north, east = radians(place.lat - lat), radians(place.lon - lon)
    chord = sin(north / 2) ** 2 + cos(radians(lat)) * cos(radians(place.lat)) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(chord))
