"""Why a value is what it is: steps from the area's typical home that add up to the dollar."""

import math
from collections.abc import Iterator

from appraisal import Appraisal
from area_value import size_effect, spread_for
from contracts.comps import AreaLevel
from contracts.valuation import Factor


def steps(appraisal: Appraisal, level: AreaLevel | None) -> tuple[int | None, list[Factor]]:
    """The area's typical home, in dollars of the day of the value, and what leads from it."""
    if level is None:
        return None, []
    if appraisal.comps is None and not size_effect(appraisal.home, level):
        return appraisal.value.price, []
    ratio = appraisal.market.ratio if appraisal.market else 1.0
    typical = round(spread_for(appraisal.home, level).median * ratio)
    return typical, list(_factors(appraisal, level, typical))


def _factors(appraisal: Appraisal, level: AreaLevel, typical: int) -> Iterator[Factor]:
    """The home's size, and what comps show beyond it; to the dollar, rounding included."""
    comps = appraisal.comps.count if appraisal.comps else 0
    difference = appraisal.value.price - typical
    by_size = difference
    if comps:
        by_size = round(typical * math.expm1(size_effect(appraisal.home, level)))
    if by_size:
        detail = f"{appraisal.home.sqft:,} sq ft; typical in {level.zip}: {level.sqft:,} sq ft"
        yield Factor(name="size", amount=by_size, detail=detail)
    if difference != by_size:
        detail = f"what {comps} similar sales show beyond size"
        yield Factor(name="location and features", amount=difference - by_size, detail=detail)
