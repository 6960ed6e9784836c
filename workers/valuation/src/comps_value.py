"""A value from comparable sales: the mean of their adjusted prices, weighted by similarity.

How wide the interval is was measured by walking forward through the shipped King County sales: each
of 4,120 homes sold since 2014-12-01 was valued from the sales before it. The median error was 8.7 %
with all facts, 9.1 % without the grade, 10.1 % by size alone and 16.2 % by the place alone
(`train.comps_calibration`).
"""

import math
from collections.abc import Sequence
from datetime import date
from statistics import median
from typing import NamedTuple

from contracts.comps import Comp, CompsQuery
from contracts.valuation import Property
from value import Value

LIMIT = 12
ENOUGH = 3
NEAR_KM = 5.0  # farther sales are of another place, across a lake or in the next county
REACH_KM = 10.0  # of a home whose ZIP code's level may stand for it

FLOOR = 0.05  # the same home sold twice differs by this much, a standard deviation
DISPERSION = 0.7  # of how much the comps differ among themselves
THINNESS = 0.1  # where few sales are alike
FAR = math.log(2.5)  # from the median; of a typing error, a digit more or less, it is log(10)
FAR_SPREADS = 9  # in median deviations, of which 1.5 are a standard deviation


class Knowledge(NamedTuple):
    """What is known of a home, and the factor from spread to 80 % half-width that goes with it."""

    half_width: float
    note: str | None


_GRADE = "The grade is not known: give grade and condition for a narrower range."
COMPLETE = Knowledge(1.16, None)
GRADED = Knowledge(1.35, None)
DESCRIBED = Knowledge(1.25, _GRADE)
SIZED = Knowledge(1.56, _GRADE)
UNSIZED = Knowledge(1.82, "The size is not known: give sqft for a narrower range.")
MOST, MANY = 8, 6  # of FACTS

FACTS = (
    "sqft",
    "bedrooms",
    "bathrooms",
    "year_built",
    "year_renovated",
    "lot_sqft",
    "grade",
    "condition",
    "view",
    "waterfront",
)


def comps_query(home: Property, as_of: date) -> CompsQuery:
    """What to ask comps about a home whose place is known."""
    facts = {name: getattr(home, name) for name in FACTS}
    return CompsQuery.model_validate(
        {"lat": home.lat, "lon": home.lon, "as_of": as_of, "radius_km": NEAR_KM, "limit": LIMIT}
        | facts
    )


def reach_query(home: Property, as_of: date) -> CompsQuery:
    """What to ask comps about a place that may be far from all sales."""
    return CompsQuery.model_validate(
        {"lat": home.lat, "lon": home.lon, "as_of": as_of, "radius_km": REACH_KM, "limit": 1}
    )


def knowledge_of(home: Property) -> Knowledge:
    """How much is known of a home."""
    if home.sqft is None:
        return UNSIZED
    count = told(home)
    if home.grade is not None:
        return COMPLETE if count >= MOST else GRADED
    return DESCRIBED if count >= MANY else SIZED


def told(home: Property) -> int:
    """How many of FACTS are known."""
    return sum(getattr(home, fact) is not None for fact in FACTS)


def from_comps(home: Property, comps: Sequence[Comp]) -> Value | None:
    """The value that comps show, in dollars of their days of sale; ``None`` if they are too few."""
    if len(comps) < ENOUGH:
        return None
    comps = _believable(comps)
    weights = [comp.similarity**2 for comp in comps]
    total = sum(weights) or 1e-9
    logs = [math.log(comp.adjusted_price) for comp in comps]
    mean = _mean(logs, weights)
    variance = _mean([(log - mean) ** 2 for log in logs], weights)
    spread = math.sqrt(FLOOR**2 + DISPERSION**2 * variance + THINNESS**2 / max(total, 0.05))
    known = knowledge_of(home)
    half = known.half_width * spread
    day = round(_mean([comp.sold_on.toordinal() for comp in comps], weights))
    return Value(
        log_price=mean,
        below=half,
        above=half,
        method="area" if known is UNSIZED else "comps",
        priced_on=date.fromordinal(day),
        notes=() if known.note is None else (known.note,),
    )


def _believable(comps: Sequence[Comp]) -> Sequence[Comp]:
    """The comps without prices that no market explains: a digit too many, a sale among relatives.

    One is left out where it is far from the others' median and these agree among themselves.
    """
    logs = [math.log(comp.adjusted_price) for comp in comps]
    middle = median(logs)
    away = [abs(log - middle) for log in logs]
    most = max(FAR, FAR_SPREADS * median(away))
    kept = [comp for comp, distance in zip(comps, away, strict=True) if distance <= most]
    return kept if len(kept) >= ENOUGH else comps


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    total = sum(weights) or 1e-9
    return sum(v * w for v, w in zip(values, weights, strict=True)) / total
