"""Nominatim, OpenStreetMap's geocoder, as one runs it oneself or rents it.

https://nominatim.org/release-docs/latest/api/Search/ (``jsonv2``). The public server's policy
forbids much use; set ``GEOCODER_URL`` to one of your own.
"""

from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, Field, TypeAdapter

from certainty import matched
from contracts.geocode import GeocodedPlace

MOST_ASKED = 10


class _Address(BaseModel):
    house_number: str | None = None
    city: str | None = None
    town: str | None = None
    village: str | None = None
    postcode: str | None = None
    state_code: str | None = Field(default=None, alias="ISO3166-2-lvl4")


class _Match(BaseModel):
    # Numbers that Nominatim writes as texts.
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    display_name: str
    address: _Address = _Address()


_ANSWER = TypeAdapter(list[_Match])


class Nominatim:
    """What OpenStreetMap knows; a street or a city without the house is no match."""

    def request(self, base_url: str, address: str) -> str:
        """The URL of a look-up by one line."""
        query = {
            "q": address,
            "format": "jsonv2",
            "addressdetails": "1",
            "countrycodes": "us",
            "limit": str(MOST_ASKED),
        }
        return f"{base_url.rstrip('/')}/search?{urlencode(query)}"

    def place(self, answer: Any) -> GeocodedPlace | None:
        """The first house; others are its alternatives."""
        houses = [each for each in _ANSWER.validate_python(answer) if each.address.house_number]
        if not houses:
            return None
        best = houses[0]
        labels = [each.display_name for each in houses]
        confidence, others = matched(best.display_name, labels)
        found = best.address
        return GeocodedPlace(
            label=best.display_name,
            lat=best.lat,
            lon=best.lon,
            city=found.city or found.town or found.village,
            state=(found.state_code or "").removeprefix("US-") or None,
            zip=(found.postcode or "")[:5] or None,
            precision="address",
            confidence=confidence,
            source="OpenStreetMap",
            alternatives=others,
        )
