"""One vintage of the model: everything sealed at a date, for homes valued on it or later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, exp, radians, sqrt
from operator import add
from typing import Any

from avm.facts import Encoder, Home, Imputer, year_fraction
from avm.forest import Forest
from avm.interval import Doubt, Intervals
from avm.season import Market
from avm.store import Artefact
from avm.surroundings import Sale, Seen, Surroundings

EARTH_KM_PER_DEGREE = 111.2
WIDE_KM = 3.0  # the narrow bumps are half as wide: their value is the wide one's to the fourth
FAR_SQUARE = 250.0  # km²: beyond it a bump is below 1e-6
DECIMALS = 4  # as in training
TIMED = ("age", "since")  # kinds of facts that change with the day of the value
SAME_AREA_KM = 15.0  # a ZIP whose centre is farther from the given place is a mistake

Point = tuple[float, float]


@dataclass(frozen=True)
class Area:
    """A ZIP or a cluster of sales: its centre, its typical home, and what the ridge adds for it."""

    name: str
    centre: Point
    typical: Sequence[float]
    place_variance: float
    log_price: float


@dataclass(frozen=True)
class Look:
    """A home as the model sees it: imputed `facts`, which were `given`, its place and area, the
    trees' `features`, and how much those of partly known homes say (`partly`, 0 to 1)."""

    year: float
    facts: list[float]
    given: list[bool]
    area: Area
    place: Point
    features: list[float]
    partly: float
    doubt: Doubt
    neighbours: int


class Vintage:
    """Values homes with what was known before `end` (an ordinal day)."""

    def __init__(self, artefact: Artefact, number: int):
        header = artefact.header["vintages"][number]
        self.origin: Point = tuple(artefact.header["frame"]["origin"])
        self.end: int = header["end"]
        self.encoders = [Encoder(**spec) for spec in header["encoders"]]
        self._alike = [
            (k, e.similar, e.kind == "age") for k, e in enumerate(self.encoders) if e.similar
        ]
        self.market = Market(end=self.end, **header["market"])
        self.areas = {area["name"]: _area(area) for area in header["areas"]}
        self._constant: float = header["constant"]
        self._knots: list[tuple[float, float, float, float]] = header["knots"]
        self._imputer = Imputer(header["covariance"], header["slopes"])
        self._complete, self._partial = header["partial"]
        self._prices = _forest(artefact, number, "price")
        self._partly = _forest(artefact, number, "partial")
        self._intervals = Intervals(header["intervals"], _forest(artefact, number, "spread"))
        self._surroundings = Surroundings(_sales(artefact, number, header["sales"]))

    def covers(self, place: Point | None, zip_code: str | None) -> bool:
        """Whether the model knows enough sales around there."""
        if place is None:
            return zip_code in self.areas
        return self._surroundings.covers(self._project(place))

    def area(self, place: Point | None, zip_code: str | None) -> str:
        """The name of the area that a place or a ZIP code is taken to lie in."""
        return self._locate(place, zip_code)[0].name

    def gap(self, place: Point) -> float | None:
        """Kilometres to the nearest sale from a place where nobody seems to live; else None."""
        return self._surroundings.gap(self._project(place))

    def deviation(self, told: frozenset[str]) -> float:
        """The standard deviation of log price that knowing only these facts leaves open."""
        encoded = [0.0 if e.name in told else None for e in self.encoders]
        return sqrt(self._imputer.fill(encoded, [0.0] * len(encoded))[1])

    def has_seen(self, home: Home) -> bool:
        """Whether each given fact lies within what training saw; ages, which go on, apart."""
        values = [(e, e.raw(home, 0.0)) for e in self.encoders if e.kind not in TIMED]
        return all(value is None or e.low <= value <= e.high for e, value in values)

    def look(self, home: Home, place: Point | None, zip_code: str | None, day: int) -> Look:
        """Encode a home; it must be covered."""
        area, where, place_variance = self._locate(place, zip_code)
        year = year_fraction(day)
        encoded = [encoder.encode(home, year) for encoder in self.encoders]
        facts, variance = self._imputer.fill(encoded, area.typical)
        facts = [e.believable(v) for e, v in zip(self.encoders, facts, strict=True)]
        return self._look(year, facts, encoded, area, where, (variance, place_variance))

    def typical(self, area: Area, day: int) -> Look:
        """The area's typical home, at its centre."""
        nothing = [None] * len(self.encoders)
        year = year_fraction(day)
        return self._look(year, list(area.typical), nothing, area, area.centre, (0.0, 0.0))

    def log_price(self, look: Look) -> float:
        """The deflated log price."""
        terms = self.facts_log_price(look)
        return self._constant + sum(terms) + self.place_log_price(look) + self._trees(look)

    def facts_log_price(self, look: Look) -> list[float]:
        """What the ridge adds for each fact."""
        return [e.log_price(v) for e, v in zip(self.encoders, look.facts, strict=True)]

    def place_log_price(self, look: Look) -> float:
        """What the ridge adds for area and place."""
        east, north = look.place
        total = look.area.log_price
        for knot_east, knot_north, wide_weight, narrow_weight in self._knots:
            square = (east - knot_east) ** 2 + (north - knot_north) ** 2
            if square < FAR_SQUARE:
                wide = exp(square * _BUMP)
                total += wide_weight * wide + narrow_weight * wide**4
        return total

    def tree_contributions(self, look: Look) -> tuple[list[float], float]:
        """What the trees add for each feature: the facts, four axes of place, then the kernels;
        and what knowing only some of the facts adds."""
        count = len(look.features)
        if not look.partly:
            return self._prices.contributions(look.features), 0.0
        partly = self._partly.contributions([*look.features, *map(float, look.given)])
        unknown = look.partly * (self._partly.mean - self._prices.mean + sum(partly[count:]))
        if look.partly >= 1:
            return partly[:count], unknown
        whole = self._prices.contributions(look.features)
        return [a + look.partly * (b - a) for a, b in zip(whole, partly, strict=False)], unknown

    def bounds(self, look: Look, deflated: float, drift: float) -> tuple[float, float]:
        """Log distance of the ends of the 80 % interval from the estimate."""
        return self._intervals.bounds(look.doubt, deflated, drift)

    def _trees(self, look: Look) -> float:
        if look.partly <= 0:
            return self._prices.predict(look.features)
        partly = self._partly.predict([*look.features, *map(float, look.given)])
        if look.partly >= 1:
            return partly
        complete = self._prices.predict(look.features)
        return complete + look.partly * (partly - complete)

    def _look(
        self,
        year: float,
        facts: list[float],
        encoded: Sequence[float | None],
        area: Area,
        place: Point,
        variances: tuple[float, float],
    ) -> Look:
        """`variances` of log price: what unknown facts leave open, and what the place does."""
        east, north = place
        seen = self._near(year, facts, place)
        told = [e.split_on(v) for e, v in zip(self.encoders, facts, strict=True)]
        exact = [*told, east, north, east + north, east - north, *seen.features]
        features = [round(value, DECIMALS) for value in exact]
        around = features[len(told) : len(features) - seen.fine]
        open_facts = round(sqrt(variances[0]), DECIMALS)
        partly = (open_facts - self._complete) / (self._partial - self._complete)
        return Look(
            year=year,
            facts=facts,
            given=[value is not None for value in encoded],
            area=area,
            place=place,
            features=features,
            partly=min(max(partly, 0.0), 1.0),
            doubt=Doubt(around, round(sqrt(sum(variances)), DECIMALS), encoded, year),
            neighbours=seen.sales,
        )

    def _near(self, year: float, facts: Sequence[float], place: Point) -> Seen:
        alike = [(scale, is_age, facts[k]) for k, scale, is_age in self._alike]
        years = tuple((year - v) / scale for scale, is_age, v in alike if is_age)
        others = tuple(v / scale for scale, is_age, v in alike if not is_age)
        return self._surroundings.look(place, years, others)

    def _locate(self, place: Point | None, zip_code: str | None) -> tuple[Area, Point, float]:
        named = self.areas.get(zip_code or "")
        if place is None:
            if named is None:
                raise ValueError("neither a place nor a known ZIP")
            return named, named.centre, named.place_variance
        where = self._project(place)
        if named is None or _square(named.centre, where) > SAME_AREA_KM**2:
            named = min(self.areas.values(), key=lambda area: _square(area.centre, where))
        return named, where, 0.0

    def _project(self, place: Point) -> Point:
        (lat, lon), (origin_lat, origin_lon) = place, self.origin
        east = (lon - origin_lon) * EARTH_KM_PER_DEGREE * cos(radians(origin_lat))
        north = (lat - origin_lat) * EARTH_KM_PER_DEGREE
        return round(east * 100) / 100, round(north * 100) / 100


_BUMP = -1 / (2 * WIDE_KM**2)


def _area(spec: Mapping[str, Any]) -> Area:
    return Area(**{**spec, "centre": tuple(spec["centre"])})


def _square(a: Point, b: Point) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _forest(artefact: Artefact, number: int, name: str) -> Forest:
    names = ("feature", "threshold", "value", "counts", "cuts")
    arrays = {key: artefact.arrays[f"{number}.{name}.{key}"] for key in names}
    return Forest(arrays, artefact.header["vintages"][number]["steps"][name])


def _sales(artefact: Artefact, number: int, count: int) -> list[Sale]:
    """The first `count` sales (they are in order of date) with this vintage's residuals."""
    frame, arrays = artefact.header["frame"], artefact.arrays
    # The map is in units of 10 m; dividing gives the very numbers that training rounded to.
    places = [(e / 100, n / 100) for e, n in zip(arrays["east"], arrays["north"], strict=True)]
    residuals = [code * frame["residual_step"] for code in _residuals(artefact, number)]
    scales = list(zip(frame["low"], frame["step"], frame["is_age"], strict=True))
    traits = [
        (age, [low + step * code for code in arrays[f"trait.{k}"]])
        for k, (low, step, age) in enumerate(scales)
    ]
    years = _rows([values for age, values in traits if age], count)
    others = _rows([values for age, values in traits if not age], count)
    return list(zip(places[:count], residuals, years, others, strict=True))


def _residuals(artefact: Artefact, number: int) -> Iterable[int]:
    """In steps; those of earlier vintages are stored as differences from the last one's."""
    last = len(artefact.header["vintages"]) - 1
    stored = artefact.arrays[f"{number}.residual"]
    return stored if number == last else map(add, stored, artefact.arrays[f"{last}.residual"])


def _rows(columns: list[list[float]], count: int) -> list[tuple[float, ...]]:
    if not columns:
        return [()] * count
    return [row for row, _ in zip(zip(*columns, strict=True), range(count), strict=False)]
