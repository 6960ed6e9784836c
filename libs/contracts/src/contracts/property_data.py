"""What property-data takes and answers: the facts of a home, each with its source and date."""

from datetime import date
from typing import Annotated

from pydantic import Field

from contracts.base import Contract
from edgekit.services import Operation, Service


class PropertyQuery(Contract):
    """Asks for a home by its address or by its parcel number: one of them is needed."""

    address: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    parcel: Annotated[str, Field(min_length=1, max_length=60)] | None = None


class PostalAddress(Contract):
    """An address as USPS Publication 28 writes it."""

    text: str = Field(examples=["123 N MAIN ST APT 4, SEATTLE, WA 98101"])
    line: str = Field(examples=["123 N MAIN ST APT 4"])
    unit: str | None
    city: str | None
    state: str | None
    zip: str | None


class Fact(Contract):
    """One fact of a home."""

    value: int | float | bool
    source: str
    as_of: date = Field(description="The day that the source's record is of.")


class PropertyFacts(Contract):
    """What is known of a home. `facts` has valuation's names: `sqft`, `bedrooms`, `grade` …"""

    parcel: str | None
    address: PostalAddress | None
    lat: float | None
    lon: float | None
    zip: str | None
    facts: dict[str, Fact]
    complete: bool = Field(description="Whether size, rooms and year are all known.")


class PropertyBatchQuery(Contract):
    """Asks for many homes by their addresses."""

    addresses: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=300)]],
        Field(min_length=1, max_length=500),
    ]


class PropertyBatch(Contract):
    """What is known of each home, in order; null where nothing is, or its address can't be read."""

    homes: list[PropertyFacts | None]


class PropertyDataService(Service, worker="property-data"):
    """Property facts."""

    property = Operation("GET", "/api/property", PropertyQuery, PropertyFacts, deadline_ms=800)
    batch = Operation(
        "POST", "/api/property/batch", PropertyBatchQuery, PropertyBatch, deadline_ms=1400
    )
