"""Clean a GeoNames-shaped ZIP table into the shipped `us_zips.csv.gz`.

GeoNames places many ZIP codes (post-office boxes above all) at the centre of their county, and a
few far away through a lost minus sign. A wrong point is worse than none, so each row gets a
`precision`: `zip` (a point of its own), `county` (no better than the county) or empty, with
`lat` and `lon` empty too, where the point cannot be right. Where the shipped sales know a ZIP code
better, the median of their points is taken.

Run as `python -m fleet.seeds.zip_centroids RAW.csv.gz SALES.csv.gz OUT.csv.gz`.
"""

import csv
import gzip
import io
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from statistics import median

COLUMNS = ("zip", "city", "state", "county", "lat", "lon", "precision")

SHARED_BY = 8
"""ZIP codes at one point that make it a county's centre rather than a post office."""
CITY_SPREAD_KM = 50.0
"""Points of one city in one county further apart than this contradict each other."""
FAR_KM = 100.0
FAR_SPREADS = 6.0


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the ZIP table; degrees are WGS 84, not a number where there is no point."""

    zip: str
    city: str
    state: str
    county: str
    lat: float
    lon: float
    precision: str = "zip"

    @property
    def point(self) -> tuple[float, float]:
        return self.lat, self.lon


@dataclass(frozen=True, slots=True)
class Centre:
    """The median point of a group of places, and the median distance to it in km."""

    point: tuple[float, float]
    spread_km: float

    def is_far(self, place: Place) -> bool:
        """Whether `place` lies beyond what the group's own spread explains."""
        limit = max(FAR_KM, FAR_SPREADS * self.spread_km)
        return distance_km(place.point, self.point) > limit


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance in km between two (lat, lon) points in degrees (haversine)."""
    lat_a, lat_b = radians(a[0]), radians(b[0])
    h = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(radians(b[1] - a[1]) / 2) ** 2
    return 12742.0 * asin(sqrt(h))


def centre_of(places: Iterable[Place]) -> Centre:
    """The centre of a group of at least one place."""
    group = list(places)
    point = median(p.lat for p in group), median(p.lon for p in group)
    return Centre(point, median(distance_km(p.point, point) for p in group))


GROUPS: tuple[Callable[[Place], tuple[str, ...]], ...] = (
    lambda p: ("city", p.state, p.county, p.city),
    lambda p: ("prefix", p.state, p.zip[:3]),
    lambda p: ("county", p.state, p.county),
)


def precisions(places: list[Place]) -> list[str]:
    """The `precision` of each place, in order: `zip`, `county` or empty."""
    sharing = Counter(p.point for p in places)
    groups: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for place in places:
        if sharing[place.point] < SHARED_BY and in_the_us(place):
            for group in GROUPS:
                groups[group(place)].append(place)
    centres = {key: centre_of(group) for key, group in groups.items() if len(group) >= 3}
    cities = {key: centre_of(g) for key, g in groups.items() if key[0] == "city" and len(g) > 1}
    return [_precision(p, sharing[p.point], centres, cities) for p in places]


def _precision(
    place: Place,
    sharing: int,
    centres: dict[tuple[str, ...], Centre],
    cities: dict[tuple[str, ...], Centre],
) -> str:
    around = [centres[key] for group in GROUPS if (key := group(place)) in centres]
    if not in_the_us(place) or (around and all(centre.is_far(place) for centre in around)):
        return ""
    city = cities.get(GROUPS[0](place))
    if sharing >= SHARED_BY or (city and distance_km(place.point, city.point) > CITY_SPREAD_KM):
        return "county"
    # A city whose own points contradict each other has no point to trust.
    return "county" if city and city.spread_km > CITY_SPREAD_KM else "zip"


def in_the_us(place: Place) -> bool:
    """Whether the point lies in the box around the fifty states."""
    return 18.0 < place.lat < 72.0 and -180.0 <= place.lon < -66.0


def read_rows(raw: bytes) -> Iterator[dict[str, str]]:
    """The rows of a gzipped UTF-8 CSV with a header."""
    return csv.DictReader(io.StringIO(gzip.decompress(raw).decode("utf-8")))


def read_places(raw: bytes, sales: bytes) -> list[Place]:
    """Places of a CSV `zip,city,state,county,lat,long`, moved to where their sales are."""
    sold: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for sale in read_rows(sales):
        sold[sale["zipcode"]].append((float(sale["lat"]), float(sale["long"])))
    return [_place(row, sold.get(row["zip"])) for row in read_rows(raw)]


def _place(row: dict[str, str], sold: list[tuple[float, float]] | None) -> Place:
    lat, lon = float(row["lat"]), float(row["long"])
    if sold:
        lat, lon = median(point[0] for point in sold), median(point[1] for point in sold)
    return Place(row["zip"], row["city"], row["state"], row["county"], lat, lon)


def write_table(places: list[Place]) -> bytes:
    """The cleaned table as a gzipped CSV; the same input gives the same bytes."""
    out = io.StringIO()
    rows = (_row(p, precision) for p, precision in zip(places, precisions(places), strict=True))
    csv.writer(out, lineterminator="\n").writerows(chain([COLUMNS], rows))
    return gzip.compress(out.getvalue().encode(), compresslevel=9, mtime=0)


def _row(place: Place, precision: str) -> tuple[str, ...]:
    lat, lon = (f"{place.lat:.4f}", f"{place.lon:.4f}") if precision else ("", "")
    return place.zip, place.city, place.state, place.county, lat, lon, precision


if __name__ == "__main__":
    source, sales, target = map(Path, sys.argv[1:4])
    target.write_bytes(write_table(read_places(source.read_bytes(), sales.read_bytes())))
