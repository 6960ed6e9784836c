"""Whether what is told of a home can be, and is so unusual that somebody has to see it.

What can't be is a mistake of its field. What could be, but is more likely a slip of the keyboard
than a house, gets no firm offer. Valuation refuses more: what does not fit together.
"""

from collections.abc import Iterator

from contracts.valuation import Property
from edgekit import FieldError

EARLIEST_HOUSE = 1620  # the oldest that stand in the United States, pueblos aside, are of the 1630s
OLD = 1850
YEARS_AHEAD = 3  # a house may be sold before it is built
LEAST_LOT = 300  # square feet; the smallest lots with a house of their own have about 500
MOST_FLOORS = 4  # of a house whose floors are not told, that below the ground included
SMALL, LARGE = 300, 20_000  # square feet of living area
USUAL_BEDROOM = 120  # square feet of living area for each
USUAL_BATHROOMS = 4  # more than bedrooms


def impossible(home: Property, this_year: int) -> Iterator[FieldError]:
    """Each fact that no house has, alone or beside the others."""
    if home.year_built is not None and home.year_built < EARLIEST_HOUSE:
        yield _wrong("year_built", f"No house here is from {home.year_built}: check the year.")
    if home.year_built is not None and home.year_built > this_year + YEARS_AHEAD:
        yield _wrong("year_built", f"{home.year_built} is still to come: check the year.")
    if home.year_renovated and home.year_renovated > this_year:
        yield _wrong("year_renovated", f"{home.year_renovated} is still to come: check the year.")
    if home.lot_sqft is None:
        return
    if home.lot_sqft < LEAST_LOT:
        yield _wrong("lot_sqft", f"No house stands on {home.lot_sqft:,} sq ft: check the lot.")
    elif home.sqft is not None and home.sqft > home.lot_sqft * _levels(home):
        yield _wrong(
            "lot_sqft",
            f"{home.sqft:,} sq ft of living area do not fit on a lot of {home.lot_sqft:,} sq ft: "
            "check both.",
        )


def unusual(home: Property, this_year: int) -> Iterator[str]:
    """What about a home has to be seen, in words that end a sentence."""
    if home.bedrooms == 0:
        yield "has no bedroom"
    if home.bathrooms == 0:
        yield "has no bathroom"
    if home.year_built is not None and home.year_built > this_year:
        yield f"is still to be built ({home.year_built})"
    if home.year_built is not None and home.year_built < OLD:
        yield f"is from {home.year_built}"
    if home.bedrooms and home.bathrooms and home.bathrooms > home.bedrooms + USUAL_BATHROOMS:
        yield f"has {home.bathrooms:g} bathrooms to {home.bedrooms} {_bedrooms(home.bedrooms)}"
    yield from _of_size(home)


def _of_size(home: Property) -> Iterator[str]:
    if home.sqft is None:
        return
    if not SMALL <= home.sqft <= LARGE:
        yield f"has {home.sqft:,} sq ft of living area"
    if home.bedrooms and home.bedrooms * USUAL_BEDROOM > home.sqft:
        rooms = f"{home.bedrooms} {_bedrooms(home.bedrooms)}"
        yield f"has {rooms} in {home.sqft:,} sq ft of living area"
    if home.lot_sqft is not None and home.sqft > home.lot_sqft * (home.floors or MOST_FLOORS - 1):
        yield f"has {home.sqft:,} sq ft of living area on a lot of {home.lot_sqft:,} sq ft"


def _levels(home: Property) -> float:
    """How many floors a house may have, with one below the ground, which the size counts in."""
    return home.floors + 1 if home.floors else MOST_FLOORS


def _bedrooms(count: int) -> str:
    return "bedroom" if count == 1 else "bedrooms"


def _wrong(name: str, detail: str) -> FieldError:
    return FieldError(f"/property/{name}", detail)
