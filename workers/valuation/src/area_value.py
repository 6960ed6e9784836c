"""A value from the price level of an area: what is left when no sale around the home is known."""

import math

from contracts.comps import AreaLevel, Spread
from contracts.valuation import Property
from value import Z80, Value

# The middle 80 % of a ZIP code's newest sales held 79 % of the prices paid next for homes of a
# known size, and 80 % of all (`train.comps_calibration`): it is taken as it is. A region speaks for
# ZIP codes with few sales, which lie further out than those that could be measured.
ZIP_STRETCH = 1.0
REGION_STRETCH = 1.2
FLOOR = 0.15
# How the elasticity of size differs between ZIP codes, a standard deviation (the shipped sales).
ELASTICITY_SD = 0.11


def from_area(home: Property, level: AreaLevel) -> Value:
    """The value of a home of which its area and perhaps its size are known."""
    spread = spread_for(home, level)
    size = size_effect(home, level)
    unsure = Z80 * ELASTICITY_SD * abs(size) / level.size_elasticity
    # A place without a sale nearby is not where the homes of its ZIP code are.
    stretch = ZIP_STRETCH if level.scope == "zip" and home.lat is None else REGION_STRETCH
    place = f"ZIP code {level.zip}"
    if level.scope == "region":
        place = f"ZIP codes {level.zip[:3]}xx, because {level.zip} itself has too few"
    return Value(
        log_price=math.log(spread.median) + size,
        below=math.hypot(max(math.log(spread.median / spread.p10) * stretch, FLOOR), unsure),
        above=math.hypot(max(math.log(spread.p90 / spread.median) * stretch, FLOOR), unsure),
        method="area",
        priced_on=level.sold_mid,
        notes=(f"This is the price level of {place}, not of this home.", _note(home)),
    )


def size_effect(home: Property, level: AreaLevel) -> float:
    """What the home's size adds to the logarithm of the area's typical price."""
    if home.sqft is None or level.sqft is None:
        return 0.0
    return level.size_elasticity * math.log(home.sqft / level.sqft)


def spread_for(home: Property, level: AreaLevel) -> Spread:
    """What was paid in the area: for homes of its median size, if the home's size is known."""
    if home.sqft is None or level.sized_price is None:
        return level.price
    return level.sized_price


def _note(home: Property) -> str:
    if home.sqft is None:
        return "The size is not known: give sqft for a narrower range."
    if home.lat is None:
        return "Sales nearby were not looked at: give lat and lon for a narrower range."
    return "No similar sale is known nearby."
