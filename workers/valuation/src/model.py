"""The valuation model: an estimate, its 80 % interval and its reasons for a home on a date.

    model = load(Path(__file__).parent / "king_county.model")
    answer = model.predict({"sqft": 1800, "lat": 47.67, "lon": -122.34}, today)

Plain Python and no I/O after loading. The model is kept in vintages, each sealed at a date: a home
is valued by the newest vintage that was sealed on or before `as_of`, so nothing later is used.
"""

from __future__ import annotations

from collections.abc import Mapping
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

    def covers(self, lat: float | None, lon: float | None, zip: str | None, as_of: date) -> bool:  # noqa: A002
        """Whether a home there can be valued on that date; a place says more than a ZIP."""
        if as_of < self._ends[0]:
            return False
        return self._sealed_by(as_of).covers(_point(lat, lon), zip)

    def has_seen(self, home: Mapping[str, Any], as_of: date) -> bool:
        """Whether the facts lie within those of the sales learnt from; the date must be covered."""
        return self._sealed_by(as_of).has_seen(home)

    def predict(
        self,
        home: Mapping[str, Any],
        as_of: date,
        market_ratio: float | None = None,
        *,
        detailed: bool = True,
    ) -> Prediction:
        """Value a home on `as_of`.

        `home` has any of the facts in `card()["facts"]`, and `lat` and `lon` or `zip`; None is
        unknown. `market_ratio` is a price index's last level published by `as_of` over its level at
        `card()["data_to"]`; it counts from half a year after the data on, when the sales' own trend
        and season no longer do. Without `detailed` the factors are left out.

        Raises NotCoveredError for places with too few known sales, and for dates before the first
        vintage was sealed.
        """
        day = as_of.toordinal()
        vintage = self._sealed_by(as_of)
        look = self._look(vintage, home, day)
        deflated = vintage.log_price(look)
        level = vintage.market.at(day, market_ratio)
        low, high = vintage.bounds(look, deflated, vintage.market.drift(day, market_ratio))
        estimate = round(exp(deflated + level))
        value, factors = 0, list[Factor]()
        if detailed:
            typical = self._typical(vintage, look.area.name)
            moved = level - vintage.market.at(vintage.end, None)
            value, factors = typical.value, explain(vintage, look, typical, estimate, moved)
        return Prediction(
            estimate=estimate,
            low=round(exp(deflated + level + low)),
            high=round(exp(deflated + level + high)),
            confidence=_confidence(high - low),
            typical=value,
            factors=factors,
            area=look.area.name,
            known_until=date.fromordinal(vintage.end),
            unknown=_unknown(vintage, look),
            neighbours=look.neighbours,
        )

    def _sealed_by(self, as_of: date) -> Vintage:
        if as_of < self._ends[0]:
            raise NotCoveredError(f"No sales are known from before {self._ends[0]:%Y-%m-%d}.")
        return self._vintage(sum(end <= as_of for end in self._ends) - 1)

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


def _point(lat: float | None, lon: float | None) -> Point | None:
    return None if lat is None or lon is None else (lat, lon)


def _unknown(vintage: Vintage, look: Look) -> list[str]:
    return [e.name for e, given in zip(vintage.encoders, look.given, strict=True) if not given]


def _confidence(width: float) -> float:
    """Probability of a price within 20 %, were log errors normal; `width` is of the interval."""
    sigma = width / SIGMAS
    within = erf(log(1 + NEAR) / sigma / sqrt(2)) + erf(-log(1 - NEAR) / sigma / sqrt(2))
    return round(within / 2, 3)
