"""The bundle's ZIP codes: found by code, by nearest place, and by what somebody begins to type.

GeoNames, CC BY 3.0, cleaned (``fleet.seeds.zip_bundle``). One text in order of ZIP code is searched
as it is: forty thousand objects would cost ten times its memory in every isolate.
"""

import gzip
import re
from bisect import bisect_left
from collections import defaultdict
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import NamedTuple

EARTH_KM = 6371.0
FAR_KM = 80.0
LIMIT = 8


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


def suggestions(typed: str) -> list[str]:
    """Up to eight places that begin with what was typed: ZIP codes, or cities with their state."""
    typed = " ".join(typed.split())
    if typed.isdecimal():
        lines = re.findall(rf"^({typed}\d*)\t([^\t]+)\t(\w+)", _TEXT, re.MULTILINE)
        return [f"{zip_code} {city}, {state}" for zip_code, city, state in lines[:LIMIT]]
    cities = _cities()
    start = bisect_left(cities, (typed.casefold(), ""))
    return [
        label for name, label in cities[start : start + LIMIT] if name.startswith(typed.casefold())
    ]


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
def _cities() -> list[tuple[str, str]]:
    labels = {f"{place.city}, {place.state}" for place in _places()}
    return sorted((label.casefold(), label) for label in labels)


def _place(line: str) -> ZipPlace:
    zip_code, city, state, lat, lon, precision = line.split("\t")
    return ZipPlace(zip_code, city, state, float(lat), float(lon), precision)


def _km(lat: float, lon: float, place: ZipPlace) -> float:
    """The great-circle distance (haversine)."""
    north, east = radians(place.lat - lat), radians(place.lon - lon)
    chord = sin(north / 2) ** 2 + cos(radians(lat)) * cos(radians(place.lat)) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(chord))
