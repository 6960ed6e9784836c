"""What property-data knows of a home that the request does not say."""

from datetime import date

from contracts.property_data import PropertyFacts, PropertyQuery
from contracts.valuation import Property
from edgekit import ServiceError
from services import Ctx
from trained import describes_well

UNKNOWN_THERE = (404, 422)


async def completed(home: Property, address: str | None, as_of: date, ctx: Ctx) -> Property:
    """The home with the facts and the place that are on record; what the request says stays.

    Records made after ``as_of`` are left out. Without property-data the home stays as it is.
    """
    if address is None or (home.lat is not None and describes_well(home)):
        return home
    try:
        found = await ctx.services.property_data.property(PropertyQuery(address=address))
    except ServiceError as error:
        if error.upstream_status not in UNKNOWN_THERE:
            ctx.log.warning("property_data_down", error=error.detail)
        return home
    return merged(home, found, as_of)


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
