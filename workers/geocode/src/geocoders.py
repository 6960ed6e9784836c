"""Geocoders: how each is asked, and what its answer says. The Census Bureau's is the first.

https://geocoding.geo.census.gov/geocoder/Geocoding_Services_API.html
"""

from typing import Any, Protocol
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from certainty import CENTRE, matched
from contracts.geocode import GeocodedPlace
from nominatim import Nominatim
from zip_table import ZipPlace


class Geocoder(Protocol):
    """A provider: a request out of an address, and a place out of its answer."""

    def request(self, base_url: str, address: str) -> str:
        """The URL to get."""

    def place(self, answer: Any) -> GeocodedPlace | None:
        """The place in an answer; raises ``ValidationError`` for anything unexpected."""


class _Coordinates(BaseModel):
    x: float = Field(ge=-180, le=180)
    y: float = Field(ge=-90, le=90)


class _Components(BaseModel):
    city: str | None = None
    state: str | None = None
    zip: str | None = None


class _Match(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)

    matched_address: str
    coordinates: _Coordinates
    address_components: _Components = _Components()


class _Result(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)

    address_matches: list[_Match]


class _Answer(BaseModel):
    result: _Result


class Census:
    """The US Census Bureau's geocoder: street addresses, free of charge and without a key."""

    def request(self, base_url: str, address: str) -> str:
        """The URL of a look-up by one line."""
        query = {"address": address, "benchmark": "Public_AR_Current", "format": "json"}
        return f"{base_url.rstrip('/')}/locations/onelineaddress?{urlencode(query)}"

    def place(self, answer: Any) -> GeocodedPlace | None:
        """The first match; the others are its alternatives."""
        matches = _Answer.model_validate(answer).result.address_matches
        if not matches:
            return None
        best = matches[0]
        labels = [match.matched_address for match in matches]
        confidence, others = matched(best.matched_address, labels)
        return GeocodedPlace(
            label=best.matched_address,
            lat=best.coordinates.y,
            lon=best.coordinates.x,
            city=best.address_components.city,
            state=best.address_components.state,
            zip=best.address_components.zip,
            precision="address",
            confidence=confidence,
            source="US Census Bureau",
            alternatives=others,
        )


GEOCODERS: dict[str, Geocoder] = {"census": Census(), "nominatim": Nominatim()}


def centre(place: ZipPlace) -> GeocodedPlace:
    """A ZIP code's middle: what is left when no geocoder knows the address."""
    precise = place.precision == "zip"
    return GeocodedPlace(
        label=f"{place.city}, {place.state} {place.zip}",
        lat=place.lat,
        lon=place.lon,
        city=place.city,
        state=place.state,
        zip=place.zip,
        precision="zip" if precise else "county",
        confidence=CENTRE["zip" if precise else "county"],
        source="US Census Bureau" if precise and place.state == "PR" else "GeoNames",
    )
