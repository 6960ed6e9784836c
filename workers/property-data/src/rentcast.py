"""RentCast's property records: the request, and what of the answer is taken.

https://developers.rentcast.io/reference/property-records - ``GET /properties?address=`` with
``X-Api-Key`` answers a list of records, or 404 where there is none.
"""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from property_records import Found

SOURCE = "RentCast"
YEARS = range(1600, 2101)


class Features(BaseModel):
    """What RentCast says of a building beyond its size."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")

    floor_count: float | None = Field(default=None, gt=0, le=200)


class Record(BaseModel):
    """One property record; RentCast leaves out what it does not know."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")

    id: str
    formatted_address: str
    assessor_id: str | None = Field(default=None, alias="assessorID")
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    bedrooms: int | None = Field(default=None, ge=0, le=50)
    bathrooms: float | None = Field(default=None, ge=0, le=50)
    square_footage: int | None = Field(default=None, ge=100, le=100_000)
    lot_size: int | None = Field(default=None, ge=1, le=100_000_000)
    year_built: int | None = Field(default=None, ge=YEARS.start, lt=YEARS.stop)
    features: Features = Features()


def lookup(base_url: str, address: str, key: str) -> tuple[str, dict[str, str]]:
    """URL and headers of the request for an address."""
    query = urlencode({"address": address, "limit": 1})
    return f"{base_url.rstrip('/')}/properties?{query}", {"X-Api-Key": key}


def found(answer: Any, today: date) -> Found | None:
    """The home in an answer; raises ``ValidationError`` for anything unexpected."""
    if not answer:
        return None
    record = Record.model_validate(answer[0] if isinstance(answer, list) else answer)
    facts: dict[str, int | float | None] = {
        "sqft": record.square_footage,
        "bedrooms": record.bedrooms,
        "bathrooms": record.bathrooms,
        "lot_sqft": record.lot_size,
        "year_built": record.year_built,
        "floors": record.features.floor_count,
    }
    return Found(
        parcel=record.assessor_id or record.id,
        address=record.formatted_address,
        lat=record.latitude,
        lon=record.longitude,
        source=SOURCE,
        recorded_on=today,
        facts={name: value for name, value in facts.items() if value is not None},
    )
