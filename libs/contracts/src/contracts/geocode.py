"""What geocode takes and answers: the place of an address, and the ZIP code of a place."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.base import Contract
from contracts.comps import Latitude, Longitude
from edgekit.services import Operation, Service


class GeocodeQuery(Contract):
    """Asks where an address is."""

    q: Annotated[str, Field(min_length=1, max_length=300)]


class ReverseQuery(Contract):
    """Asks what is at a place."""

    lat: Latitude
    lon: Longitude


class GeocodedPlace(Contract):
    """A place. `confidence` is 0 to 1: a street address about 0.9, a ZIP code's centre 0.3."""

    label: str = Field(examples=["8021 21ST AVE NW, SEATTLE, WA, 98117"])
    lat: float
    lon: float
    city: str | None
    state: str | None
    zip: str | None
    precision: Literal["address", "zip", "county"]
    confidence: float = Field(ge=0, le=1)
    source: str


class Suggestions(Contract):
    """ZIP codes and cities that begin with what was typed."""

    suggestions: list[str]


class GeocodeService(Service, worker="geocode"):
    """Places of addresses."""

    geocode = Operation("GET", "/api/geocode", GeocodeQuery, GeocodedPlace, deadline_ms=800)
    reverse = Operation("GET", "/api/reverse", ReverseQuery, GeocodedPlace, deadline_ms=800)
