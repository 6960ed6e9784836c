"""What is known of an address: the facts that are on record, else the place."""

from collections.abc import Awaitable
from datetime import date
from typing import TypeVar

from contracts.geocode import GeocodedPlace, GeocodeQuery
from contracts.property_data import PropertyFacts, PropertyQuery
from contracts.valuation import Property
from edgekit import ServiceError
from home_checks import zip_in
from services import Ctx
from trained import describes_well

T = TypeVar("T")
UNKNOWN_THERE = (404, 422)


async def completed(home: Property, address: str | None, as_of: date, ctx: Ctx) -> Property:
    """The home with the facts and the place that its address has; what the request says stays.

    Records made after ``as_of`` are left out. With property-data or geocode down the home stays as
    it is.
    """
    if address is None or (home.lat is not None and describes_well(home)):
        return home
    found = await _or_none(ctx.services.property_data.property(PropertyQuery(address=address)), ctx)
    if found is not None:
        home = merged(home, found, as_of)
    if home.lat is None and home.zip == zip_in(address):
        place = await _or_none(ctx.services.geocode.geocode(GeocodeQuery(q=address)), ctx)
        home = home if place is None else placed(home, place)
    return home


async def _or_none(call: Awaitable[T], ctx: Ctx) -> T | None:
    """What a worker answers; ``None`` if it does not know, or is down."""
    try:
        return await call
    except ServiceError as error:
        if error.upstream_status not in UNKNOWN_THERE:
            ctx.log.warning("address_service_down", error=error.detail)
        return None


def placed(home: Property, place: GeocodedPlace) -> Property:
    """A home at the place of its address; the middle of a ZIP code says no more than the code."""
    if place.precision == "address":
        found = {"lat": place.lat, "lon": place.lon, "zip": home.zip or place.zip}
        return home.model_copy(update=found)
    return home if home.zip else home.model_copy(update={"zip": place.zip})


def merged(home: Property, found: PropertyFacts, as_of: date) -> Property:
    """A home with what was on record by ``as_of`` beside what was said of it."""
    said = home.model_dump(exclude_none=True)
    place = {"zip": found.zip, "lat": found.lat, "lon": found.lon}
    if "lat" in said or ("zip" in said and said["zip"] != found.zip):
        place = {}  # the request means another place than the record
    facts = {
        name: fact.value
        for name, fact in found.facts.items()
        if name in Property.model_fields and fact.as_of <= as_of
    }
    return Property.model_validate(facts | place | said)
