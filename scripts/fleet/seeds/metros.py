"""Which metro's house price index speaks for a ZIP code, worked out from names and distances.

FHFA publishes its index by Core Based Statistical Area (and, for the largest, by metropolitan
division). OMB builds both from whole counties around named principal cities, so:

1. `county`: a ZIP code in a county that holds a principal city of the metro belongs to it. Names
   such as "Nassau County-Suffolk County" name the counties themselves.
2. `near`: any other county takes the metro whose first city is nearest to the middle of the
   county's ZIP codes, within `NEAR_KM`: the outlying, commuting counties. The distance of each ZIP
   code is kept, so that an answer can say how far away its metro is.
3. Everything else has no metro. Rural America has none, and no number is made up for it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from fleet.seeds.zip_centroids import Place, distance_km

NEAR_KM = 60.0
HOMONYM_KM = 90.0
"""A city of the right name this far from the metro's first city is another city."""
SPILL_SHARE = 0.15
"""Less than this share of a city's ZIP codes in a county is only a mail route that crosses over."""

HYPHENATED = ("Wilkes-Barre", "Winston-Salem")
"""Cities whose own names have a hyphen; the ZIP table writes a space."""
NAMED_OTHERWISE = {
    "Hot Springs": "Hot Springs National Park",
    "The Villages": "Sumter County",
    "Louisville/Jefferson County": "Louisville",
    "Urban Honolulu": "Honolulu",
    "Barnstable Town": "Barnstable",
    "Boise City": "Boise",
    "Coeur d'Alene": "Coeur D Alene",
}

County = tuple[str, str]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Metro:
    """A metropolitan area as FHFA names it, `Seattle-Bellevue-Kent, WA`."""

    name: str
    cbsa: str

    @property
    def cities(self) -> list[str]:
        """Its principal cities (or counties) in the spelling of the ZIP table."""
        cities = self.name.rsplit(", ", 1)[0]
        for whole in HYPHENATED:
            cities = cities.replace(whole, whole.replace("-", " "))
        return [_spelled(city) for city in re.split("-+", cities)]

    @property
    def states(self) -> list[str]:
        """The states it lies in, the first city's first."""
        return self.name.rsplit(", ", 1)[1].split("-")


@dataclass(frozen=True, slots=True)
class Match:
    """The metro of one ZIP code, how it was found, and the km to the metro's first city."""

    cbsa: str
    how: str
    km: float | None


def _spelled(city: str) -> str:
    return NAMED_OTHERWISE.get(city, city).replace("St. ", "Saint ")


class MetroMap:
    """Finds the metro of a ZIP code; built once from the whole ZIP table."""

    def __init__(self, metros: Iterable[Metro], places: Iterable[Place]) -> None:
        self._towns: dict[County, list[Place]] = defaultdict(list)
        self._counties: dict[County, list[Place]] = defaultdict(list)
        for place in places:
            self._towns[place.state, place.city.casefold()].append(place)
            self._counties[_county(place)].append(place)
        listed = list(metros)
        self._centres = {m.cbsa: point for m in listed if (point := self._first_city(m))}
        self._core = self._claims(listed)
        outer = self._counties.keys() - self._core
        self._outlying = {county: cbsa for county in outer if (cbsa := self._nearest(county))}

    def match(self, place: Place) -> Match | None:
        """The metro of `place`, or None where no metro speaks for its county."""
        county = _county(place)
        if cbsa := self._core.get(county):
            return Match(cbsa, "county", self._km(place, cbsa))
        if cbsa := self._outlying.get(county):
            return Match(cbsa, "near", self._km(place, cbsa))
        return None

    def _km(self, place: Place, cbsa: str) -> float | None:
        if not place.precision:
            return None
        return round(distance_km(place.point, self._centres[cbsa]), 1)

    def _nearest(self, county: County) -> str | None:
        """The metro nearest to the county's middle, if there is one within `NEAR_KM`."""
        middle = _middle(self._counties[county])
        if middle is None:
            return None
        km, cbsa = min((distance_km(middle, c), cbsa) for cbsa, c in self._centres.items())
        return cbsa if km <= NEAR_KM else None

    def _first_city(self, metro: Metro) -> Point | None:
        named = (self._named(state, city) for city in metro.cities for state in metro.states)
        return next((middle for places in named if (middle := _middle(places))), None)

    def _named(self, state: str, city: str) -> list[Place]:
        """The places of a city, or of a county where the name says it is one."""
        if city.endswith(" County"):
            return self._counties.get((state, city.removesuffix(" County").casefold()), [])
        return self._towns.get((state, city.casefold()), [])

    def _claims(self, metros: Iterable[Metro]) -> dict[County, str]:
        """Each county to the metro with most of its principal cities' ZIP codes in it."""
        claims: dict[County, Counter[str]] = defaultdict(Counter)
        for metro in metros:
            for city in metro.cities:
                for state in metro.states:
                    for county, zips in self._core_counties(metro, self._named(state, city)):
                        claims[county][metro.cbsa] += zips
        return {county: votes.most_common(1)[0][0] for county, votes in claims.items()}

    def _core_counties(self, metro: Metro, city: list[Place]) -> Iterator[tuple[County, int]]:
        centre = self._centres.get(metro.cbsa)
        for county, zips in Counter(map(_county, city)).items():
            middle = _middle(self._counties[county])
            near = centre and middle and distance_km(middle, centre) < HOMONYM_KM
            if near and zips >= SPILL_SHARE * len(city):
                yield county, zips


def _county(place: Place) -> County:
    return place.state, place.county.casefold()


def _middle(places: Iterable[Place]) -> Point | None:
    """The median of the best points among the places; None where none has a point."""
    located = [place for place in places if place.precision]
    points = [p.point for p in located if p.precision == "zip"] or [p.point for p in located]
    return (median(p[0] for p in points), median(p[1] for p in points)) if points else None
