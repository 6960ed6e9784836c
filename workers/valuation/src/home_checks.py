"""What a request must hold before a value is looked for, beyond what its types say."""

import re
from collections.abc import Iterator
from datetime import date

import trained
from contracts.valuation import HomeKind, Property, QuickRequest
from edgekit import FieldError, Problem
from unit_kinds import kind_of_unit
from zip_areas import lies_far_off, state_in, states_of

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
LOOK = "it needs a look by somebody who knows the home"
_ZIP = re.compile(r"(?<=[\s,])(\d{5})(?:-\d{4})?(?=$|[\s,.])")


def mistakes(request: QuickRequest, today: date) -> list[FieldError]:
    """Each field that contradicts another, the calendar or the need for a place."""
    found = list(_dates(request, today))
    if request.address is not None:
        found.extend(_address(request.address))
    if request.property is None:
        if request.address is None:
            found.append(FieldError("", "give an address, or a property with zip or lat and lon"))
        return found
    found.extend(_facts(request.property, min(request.as_of or today, today)))
    found.extend(_own_facts(request.property))
    found.extend(_place(request.property, request.address))
    return found


def require_known_kind(home: Property, address: str | None, on_record: bool) -> None:
    """Raises ``Problem`` 404 for a kind of home that no sale here is of.

    A unit in the address tells the kind where nothing else does. Records are of homes that were
    sold as houses: the unit of one that is ``on_record`` tells nothing.
    """
    if home.type not in KINDS_SOLD:
        said = f"The sales that values stand on hold no {KINDS[str(home.type)]}: {LOOK}."
        raise Problem(404, said, errors=[FieldError("/property/type", "is of no sale")])
    unit = None if home.type or on_record or address is None else kind_of_unit(address)
    if unit is not None and unit[0] not in KINDS_SOLD:
        said = (
            f"The unit {unit[1]} in the address tells of {KINDS[unit[0]]}, and the sales that "
            f"values stand on hold none: {LOOK}. Give property.type if it is a house."
        )
        raise Problem(404, said, errors=[FieldError("/address", f"names the unit {unit[1]}")])


def require_lived_in(home: Property, as_of: date) -> None:
    """Raises ``Problem`` 404 for a place without any sale amid many: water, a park, works."""
    if home.lat is None or home.lon is None:
        return
    away = trained.MODEL.gap(home.lat, home.lon, as_of)
    if away is not None:
        raise Problem(
            404,
            f"The nearest home sale known before {as_of} is {away:.1f} km off, and around there "
            f"they lie close together: this may be water, a park or works, and {LOOK}.",
            errors=[FieldError("/property/lat", "is where no home is sold")],
        )


def zip_in(address: str) -> str | None:
    """The ZIP code at the end of an address; a house number at its start is none."""
    codes = _ZIP.findall(address)
    return codes[-1] if codes else None


def _dates(request: QuickRequest, today: date) -> Iterator[FieldError]:
    if request.as_of is not None and request.as_of > today:
        yield FieldError("/as_of", f"lies in the future; today is {today}")


def _address(address: str) -> Iterator[FieldError]:
    zip_code, state = zip_in(address), state_in(address)
    if zip_code and state and (states := states_of(zip_code)) and state not in states:
        named = " and ".join(sorted(states))
        yield FieldError("/address", f"says {state}, but the ZIP code {zip_code} is in {named}")


def _own_facts(home: Property) -> Iterator[FieldError]:
    """Facts of the market's own must be such as its model takes."""
    for name, value in (home.facts or {}).items():
        fact = trained.OWN_FACTS.get(name)
        if fact is None:
            own = ", ".join(sorted(trained.OWN_FACTS)) or "none"
            yield FieldError(f"/property/facts/{name}", f"is no fact of this market's own: {own}")
        elif isinstance(value, str) and value.casefold() not in {
            word.casefold() for word in fact.words or ()
        }:
            words = ", ".join(fact.words or ()) or "a number"
            yield FieldError(f"/property/facts/{name}", f"must be one of: {words}")
        elif not isinstance(value, str) and fact.kind == "category":
            words = ", ".join(fact.words or ())
            yield FieldError(f"/property/facts/{name}", f"must be one of: {words}")


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
    elif home.zip is None and home.lat is None and address is None:
        yield FieldError("/property", "give a place: zip, or lat and lon, or an address")
    else:
        yield from _agreement(home, address)


def _agreement(home: Property, address: str | None) -> Iterator[FieldError]:
    """Address, ZIP code and coordinates must mean one place."""
    in_address = zip_in(address) if address else None
    state = state_in(address) if address else None
    if home.zip is not None:
        if in_address is not None and in_address != home.zip:
            yield FieldError("/property/zip", f"is not the address's, {in_address}")
        elif state and (states := states_of(home.zip)) and state not in states:
            yield FieldError("/property/zip", f"is not in the address's state, {state}")
    if home.lat is None or home.lon is None:
        return
    if home.zip is not None and lies_far_off(home.zip, home.lat, home.lon):
        yield FieldError("/property/zip", _far_off(home.lat, home.lon))
    elif in_address is not None and lies_far_off(in_address, home.lat, home.lon):
        yield FieldError("/property/lat", f"lies far from the address's ZIP code, {in_address}")


def _far_off(lat: float, lon: float) -> str:
    return f"lies far from lat and lon ({lat:g}, {lon:g}): correct one, or leave zip out"
