"""What is known of an address: the facts that are on record, else the place."""

from dataclasses import dataclass
from datetime import date

from contracts.geocode import GeocodedPlace
from contracts.property_data import PropertyFacts
from contracts.valuation import Property
from edgekit import FieldError, Problem, ServiceError
from home_checks import zip_in
from questions import Asking, on_record, place_of
from trained import describes_well

NO_RECORDS = "The records of this address were not looked at: property-data did not answer."
NO_PLACE = "The place of this address was not looked up: geocode did not answer."


@dataclass(frozen=True)
class Completed:
    """A home with what is known of its address."""

    home: Property
    missed: tuple[str, ...] = ()  # what could not be looked at, in sentences
    choices: tuple[str, ...] = ()  # the addresses that may be meant, where they are several
    on_record: bool = False


def completed(home: Property, address: str | None, as_of: date) -> Asking[Completed]:
    """The home with the facts and the place that its address has; what the request says stays.

    Records made after ``as_of`` are left out. With property-data or geocode down the home stays as
    it is.
    """
    if address is None or (home.lat is not None and describes_well(home)):
        return Completed(home)
    missed: tuple[str, ...] = ()
    try:
        found = yield from on_record(address)
    except ServiceError:
        found, missed = None, (NO_RECORDS,)
    if found is not None:
        home = merged(home, found, as_of)
    recorded = found is not None and bool(found.facts)
    in_address = zip_in(address)
    if home.lat is not None or (in_address is not None and home.zip != in_address):
        return Completed(home, missed, on_record=recorded)
    try:
        place = yield from place_of(address)
    except ServiceError:
        return Completed(home, (*missed, NO_PLACE), on_record=recorded)
    if place is None:
        return Completed(home, missed, on_record=recorded)
    _require_same_place(home, place)
    others = place.alternatives or ()
    choices = (place.label, *others) if others else ()
    return Completed(placed(home, place), missed, choices, recorded)


def _require_same_place(home: Property, place: GeocodedPlace) -> None:
    """Raises ``Problem`` 422 where the address lies in another part of the country than the ZIP
    code that was told with it."""
    if place.precision != "address" or home.zip is None or place.zip is None:
        return
    if place.zip[:3] != home.zip[:3]:
        mistake = FieldError("/property/zip", f"is not where the address lies, {place.zip}")
        raise Problem(422, "The body has invalid fields: /property/zip.", errors=[mistake])


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
