"""What is on record completes what was said of a home, and never contradicts it."""

from datetime import date
from typing import Any

from contracts.geocode import GeocodedPlace
from contracts.property_data import PropertyFacts
from contracts.valuation import Property
from known_facts import merged, placed

DAY = date(2015, 3, 1)


def record(as_of: date = DAY, **facts: Any) -> PropertyFacts:
    return PropertyFacts.model_validate(
        {
            "parcel": "1",
            "address": None,
            "lat": 47.69,
            "lon": -122.38,
            "zip": "98117",
            "facts": {
                name: {"value": value, "source": "sample", "as_of": as_of}
                for name, value in facts.items()
            },
            "complete": True,
        }
    )


def test_facts_on_record_fill_what_was_not_said() -> None:
    found = merged(Property(), record(sqft=1680, waterfront=0, roof=3), DAY)
    assert (found.sqft, found.waterfront, found.zip, found.lat) == (1680, False, "98117", 47.69)


def test_what_was_said_stays() -> None:
    found = merged(Property(sqft=2000, bedrooms=4), record(sqft=1680, bathrooms=2), DAY)
    assert (found.sqft, found.bedrooms, found.bathrooms) == (2000, 4, 2)


def test_a_record_made_later_was_not_known_yet() -> None:
    found = merged(Property(), record(as_of=date(2020, 1, 1), sqft=1680), DAY)
    assert (found.sqft, found.lat) == (None, 47.69)


def test_another_place_than_on_record_is_kept() -> None:
    assert merged(Property(zip="98103"), record(), DAY).lat is None
    assert merged(Property(lat=47.1, lon=-122.0), record(), DAY).lat == 47.1


def test_a_geocoded_address_has_its_place_and_a_zip_codes_middle_is_none() -> None:
    found = GeocodedPlace(
        label="8021 21ST AVE NW",
        lat=47.6873,
        lon=-122.3836,
        city="SEATTLE",
        state="WA",
        zip="98117",
        precision="address",
        confidence=0.9,
        source="US Census Bureau",
    )
    assert (placed(Property(), found).lat, placed(Property(), found).zip) == (47.6873, "98117")
    middle = found.model_copy(update={"precision": "zip"})
    assert (placed(Property(), middle).lat, placed(Property(), middle).zip) == (None, "98117")
    assert placed(Property(zip="98103"), middle).zip == "98103"
