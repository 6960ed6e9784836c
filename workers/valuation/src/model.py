"""The valuation model: an estimate, its 80 % interval and its reasons for a home on a date.

    model = load(Path(__file__).parent / "market.model")
    answer = model.predict({"sqft": 1800, "lat": 47.67, "lon": -122.34}, today)

Plain Python and no I/O after loading. The model is kept in vintages, each sealed at a date: a home
is valued by the newest vintage that was sealed on or before `as_of`, so nothing later is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import erf, exp, log, sqrt
from pathlib import Path
from typing import Any

from avm.factors import Factor, Typical, explain, parts_of
from avm.store import Artefact, ArtefactError, read
from avm.vintage import Look, Point, Vintage

__all__ = ["ArtefactError", "Factor", "Model", "NotCoveredError", "Prediction", "load"]

# A new vintage's values are approached by so much a day (log), so that no home is worth another
# tenth overnight; after so many days they are there.
STEP_A_DAY, SETTLING_DAYS = 0.03, 40
SIGMAS = 2 * 1.2816  # an 80 % interval of a normal distribution, in standard deviations
NEAR = 0.2


class NotCoveredError(LookupError):
    """The model knows too little about that place or that date; the message says which."""


@dataclass(frozen=True)
class Prediction:
    """A value in whole dollars; `low..high` holds the price with a probability of 80 %.

    `confidence` is the probability that the price lies within 20 % of the estimate. `typical` is
    the value of the typical home of `area` on `known_until`; the `factors` add up to
    estimate − typical. Without explanation, `typical` is 0 and `factors` is empty. `unknown` names
    the facts that were not given, and `neighbours` counts known sales within 700 m.
    """

    estimate: int
    low: int
    high: int
    confidence: float
    typical: int
    factors: list[Factor]
    area: str
    known_until: date
    unknown: list[str]
    neighbours: int


class Model:
    """All vintages of one artefact, oldest first; those for past dates are read when first used."""

    def __init__(self, artefact: Artefact):
        self._artefact = artefact
        self._ends = [date.fromordinal(v["end"]) for v in artefact.header["vintages"]]
        self._vintage = cache(lambda number: Vintage(artefact, number))
        self._typical = cache(self._value_typical)
        self._vintage(len(self._ends) - 1)

    @property
    def version(self) -> str:
        """Changes whenever the data, the column map or the training code do."""
        return str(self._artefact.header["version"])

    def card(self) -> dict[str, Any]:
        """Training rows and dates, held-out error and coverage, version, and the facts it takes."""
        return dict(self._artefact.header["card"])

    @property
    def sealed(self) -> list[date]:
        """The first day of each vintage, oldest first."""
        return list(self._ends)

    def covers(self, lat: float | None, lon: float | None, zip: str | None, as_of: date) -> bool:  # noqa: A002
        """Whether a home there can be valued on that date; a place says more than a ZIP."""
        if as_of < self._ends[0]:
            return False
        return self._vintage(self._sealed_by(as_of)).covers(_point(lat, lon), zip)

    def area(self, lat: float | None, lon: float | None, as_of: date) -> str:
        """The area that a covered place lies in: the nearest one."""
        vintage = self._vintage(self._sealed_by(as_of))
        return vintage.area(_point(lat, lon), None)

    def gap(self, lat: float, lon: float, as_of: date) -> float | None:
        """Kilometres to the nearest sale from a place without any, amid homes that are sold: water,
        a park, works. None elsewhere, and before the first vintage."""
        if as_of < self._ends[0]:
            return None
        return self._vintage(self._sealed_by(as_of)).gap((lat, lon))

    @property
    def areas(self) -> frozenset[str]:
        """The ZIP codes, or other names, of the areas that its sales are of."""
        return frozenset(self._vintage(len(self._ends) - 1).areas)

    def deviation(self, told: Iterable[str]) -> float:
        """The standard deviation of log price that knowing only these facts leaves open."""
        return self._vintage(len(self._ends) - 1).deviation(frozenset(told))

    def has_seen(self, home: Mapping[str, Any], as_of: date) -> bool:
        """Whether the facts lie within those of the sales learnt from; the date must be covered."""
        return self._vintage(self._sealed_by(as_of)).has_seen(home)

    def predict(
        self,
        home: Mapping[str, Any],
        as_of: date,
        market_ratio: float | None = None,
        market_seen: date | None = None,
        *,
        detailed: bool = True,
    ) -> Prediction:
        """Value a home on `as_of`.

        `home` has any of the facts in `card()["facts"]`, and `lat` and `lon` or `zip`; None is
        unknown. `market_ratio` is a price index's last level published by `as_of` over its level at
        `card()["data_to"]`; it counts from half a year after the data on, when the sales' own trend
        and season no longer do; `market_seen` is the last day that the index had seen. Without
        `detailed` the factors are left out.

        Raises NotCoveredError for places with too few known sales, and for dates before the first
        vintage was sealed.
        """
        day = as_of.toordinal()
        number = self._sealed_by(as_of)
        vintage = self._vintage(number)
        look = self._look(vintage, home, day)
        deflated = vintage.log_price(look)
        level = vintage.market.at(day, market_ratio)
        seen = market_seen.toordinal() if market_seen else None
        drift = vintage.market.drift(day, market_ratio, seen)
        low, high = vintage.bounds(look, deflated, drift)
        log_price = self._approached(number, home, day, market_ratio, deflated + level)
        estimate = round(exp(log_price))
        value, factors = 0, list[Factor]()
        if detailed:
            typical = self._typical(vintage, look.area.name)
            moved = level - vintage.market.at(vintage.end, None)
            value, factors = typical.value, explain(vintage, look, typical, estimate, moved)
        return Prediction(
            estimate=estimate,
            low=round(exp(log_price + low)),
            high=round(exp(log_price + high)),
            confidence=_confidence(high - low),
            typical=value,
            factors=factors,
            area=look.area.name,
            known_until=date.fromordinal(vintage.end),
            unknown=_unknown(vintage, look),
            neighbours=look.neighbours,
        )

    def _sealed_by(self, as_of: date) -> int:
        """The number of the newest vintage that was sealed by then."""
        if as_of < self._ends[0]:
            raise NotCoveredError(f"No sales are known from before {self._ends[0]:%Y-%m-%d}.")
        return sum(end <= as_of for end in self._ends) - 1

    def _approached(
        self, number: int, home: Mapping[str, Any], day: int, ratio: float | None, value: float
    ) -> float:
        """The log value on the way from that of the vintage before to this one's."""
        days = day - self._ends[number].toordinal() + 1
        if number == 0 or days >= SETTLING_DAYS:
            return value
        before = self._vintage(number - 1)
        place, zip_code = _point(home.get("lat"), home.get("lon")), home.get("zip")
        if not before.covers(place, zip_code):
            return value
        look = before.look(home, place, zip_code, day)
        old = before.log_price(look) + before.market.at(day, ratio)
        return approached(self._approached(number - 1, home, day, ratio, old), value, days)

    def _look(self, vintage: Vintage, home: Mapping[str, Any], day: int) -> Look:
        place, zip_code = _point(home.get("lat"), home.get("lon")), home.get("zip")
        if not vintage.covers(place, zip_code):
            raise NotCoveredError("Too few sales are known around there.")
        return vintage.look(home, place, zip_code, day)

    def _value_typical(self, vintage: Vintage, area: str) -> Typical:
        look = vintage.typical(vintage.areas[area], vintage.end)
        level = vintage.market.at(vintage.end, None)
        value = round(exp(vintage.log_price(look) + level))
        return Typical(look, parts_of(vintage, look), value)


def load(path: Path) -> Model:
    """Read an artefact. Raises ArtefactError when it is missing, damaged or of another format."""
    return Model(read(path))


def approached(old: float, new: float, days: int) -> float:
    """A log value after so many days of going from an old one to a new one."""
    left = max(abs(old - new) - STEP_A_DAY * days, 0.0)
    return new + left if old > new else new - left


def _point(lat: float | None, lon: float | None) -> Point | None:
    return None if lat is None or lon is None else (lat, lon)


def _unknown(vintage: Vintage, look: Look) -> list[str]:
    return [e.name for e, given in zip(vintage.encoders, look.given, strict=True) if not given]


def _confidence(width: float) -> float:
    """Probability of a price within 20 %, were log errors normal; `width` is of the interval."""
    sigma = width / SIGMAS
    within = erf(log(1 + NEAR) / sigma / sqrt(2)) + erf(-log(1 - NEAR) / sigma / sqrt(2))
    return round(within / 2, 3)
