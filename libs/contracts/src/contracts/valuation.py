"""What valuation takes and answers: a home, known by address or by its facts, and its value.

A property's facts have King County's meanings and scales. Money is whole US dollars.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from contracts.base import Contract
from contracts.comps import Latitude, Longitude, ZipCode
from edgekit.services import Operation, Service

EARLIEST_YEAR, LATEST_YEAR = 1600, 2100

SquareFeet = Annotated[int, Field(ge=100, le=100_000)]
Year = Annotated[int, Field(ge=EARLIEST_YEAR, le=LATEST_YEAR)]


class Property(Contract):
    """A home by its facts; whatever is not known is left out."""

    bedrooms: Annotated[int, Field(ge=0, le=50)] | None = None
    bathrooms: Annotated[float, Field(ge=0, le=50)] | None = None
    sqft: SquareFeet | None = Field(default=None, description="Living area.")
    sqft_above: Annotated[int, Field(ge=0, le=100_000)] | None = Field(
        default=None, description="Living area above ground."
    )
    lot_sqft: Annotated[int, Field(ge=1, le=100_000_000)] | None = None
    floors: Annotated[float, Field(ge=0.5, le=10)] | None = None
    waterfront: bool | None = None
    view: Annotated[int, Field(ge=0, le=4)] | None = None
    condition: Annotated[int, Field(ge=1, le=5)] | None = None
    grade: Annotated[int, Field(ge=1, le=13)] | None = None
    year_built: Year | None = None
    year_renovated: Year | Literal[0] | None = Field(default=None, description="0: never.")
    zip: ZipCode | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None


class QuickRequest(Contract):
    """Asks for a home's value; ``as_of`` (default today) hides what was not yet known then."""

    address: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    property: Property | None = None
    as_of: date | None = None


class Estimate(Contract):
    """A home's value. ``low`` to ``high`` is an interval that holds the price 8 times of 10."""

    estimate: int
    low: int
    high: int
    confidence: float = Field(ge=0, le=1)
    method: Literal["model", "comps", "area"]
    as_of: date
    model_version: str
    currency: Literal["USD"] = "USD"


class ValuationService(Service, worker="valuation"):
    """Property value estimates."""

    quick = Operation("POST", "/api/quick", QuickRequest, Estimate, deadline_ms=800)
