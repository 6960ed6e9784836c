"""What a request must hold before a value is looked for, beyond what its types say."""

import re
from collections.abc import Iterator
from datetime import date

from contracts.valuation import HomeKind, Property, QuickRequest
from edgekit import FieldError, Problem
from zip_areas import lies_far_off

YEARS_AHEAD = 3  # a home may be sold before it is built
# The least floor that one takes: a bedroom by the International Residential Code (R304.1), a
# bathroom by the clearances of its fixtures (R307.1).
LEAST_SQFT = {"bedrooms": 70, "bathrooms": 15}
# What King County's residential sales hold; the others are no homes, or another market's.
KINDS_SOLD: frozenset[HomeKind | None] = frozenset({"single_family", "townhouse", None})
KINDS = {
    "condo": "condos",
    "multi_family": "houses of several families",
    "mobile": "mobile homes",
    "land": "land without a house",
    "commercial": "commercial property",
}
_ZIP = re.compile(r"(?<=[\s,])(\d{5})(?:-\d{4})?(?=$|[\s,.])")


def mistakes(request: QuickRequest, today: date) -> list[FieldError]:
    """Each field that contradicts another, the calendar or the need for a place."""
    found = list(_dates(request, today))
    if request.property is None:
        if request.address is None:
            found.append(FieldError("", "give an address, or a property with zip or lat and lon"))
        return found
    found.extend(_facts(request.property, min(request.as_of or today, today)))
    found.extend(_place(request.property, request.address))
    return found


def require_known_kind(home: Property) -> None:
    """Raises ``Problem`` 404 for a kind of home that no sale here is of."""
    if home.type in KINDS_SOLD:
        return
    said = f"The sales that values stand on hold no {KINDS[str(home.type)]}: there is no value."
    raise Problem(404, said, errors=[FieldError("/property/type", "is of no sale")])


def zip_in(address: str) -> str | None:
    """The ZIP code at the end of an address; a house number at its start is none."""
    codes = _ZIP.findall(address)
    return codes[-1] if codes else None


def _dates(request: QuickRequest, today: date) -> Iterator[FieldError]:
    if request.as_of is not None and request.as_of > today:
        yield FieldError("/as_of", f"lies in the future; today is {today}")


def _facts(home: Property, day: date) -> Iterator[FieldError]:
    latest = day.year + YEARS_AHEAD
    if home.year_built is not None and home.year_built > latest:
        yield FieldError("/property/year_built", _too_late(latest, day))
    if home.year_renovated:
        if home.year_renovated > latest:
            yield FieldError("/property/year_renovated", _too_late(latest, day))
        if home.year_built is not None and home.year_renovated < home.year_built:
            yield FieldError("/property/year_renovated", "is before year_built")
    if home.sqft is not None:
        yield from _sizes(home, home.sqft)


def _too_late(latest: int, day: date) -> str:
    return f"must be {latest} or earlier for a value of {day}"


def _sizes(home: Property, sqft: int) -> Iterator[FieldError]:
    if home.sqft_above is not None and home.sqft_above > sqft:
        yield FieldError("/property/sqft_above", "is more than sqft")
    for room, least in LEAST_SQFT.items():
        count = getattr(home, room)
        if count is not None and count * least > sqft:
            yield FieldError(f"/property/{room}", f"{count:g} do not fit in {sqft:,} sq ft")


def _place(home: Property, address: str | None) -> Iterator[FieldError]:
    if (home.lat is None) != (home.lon is None):
        missing = "lat" if home.lat is None else "lon"
        yield FieldError(f"/property/{missing}", "lat and lon are needed together")
    elif home.lat is not None and home.lon is not None:
        if home.zip is not None and lies_far_off(home.zip, home.lat, home.lon):
            yield FieldError("/property/zip", _far_off(home.lat, home.lon))
    elif home.zip is None and address is None:
        yield FieldError("/property", "give a place: zip, or lat and lon, or an address")


def _far_off(lat: float, lon: float) -> str:
    return f"lies far from lat and lon ({lat:g}, {lon:g}): correct one, or leave zip out"
