"""What geocode takes and answers: the place of an address, and the ZIP code of a place."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.base import Absent, Contract
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
    alternatives: Absent[list[str]] = Field(
        default=None, description="Labels of other places that the address may mean."
    )


class GeocodeBatchQuery(Contract):
    """Asks where many addresses are."""

    addresses: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=300)]],
        Field(min_length=1, max_length=500),
    ]


class GeocodedPlaces(Contract):
    """A place for each address, in order; null for one that is not known."""

    places: list[GeocodedPlace | None]
    unasked: list[int] = Field(
        description="Numbers, from 0, of the addresses for which the geocoder had no answer in "
        "time: they are placed by their ZIP code, and a later call may know better."
    )


class ZipAgreement(Contract):
    """Whether an address agrees with its own ZIP code."""

    disagreement: str | None = Field(
        description="A sentence for whoever wrote the address; null: nothing contradicts it.",
        examples=["The ZIP code 98117 is that of Seattle, WA, and the address says OR: …"],
    )


class Suggestions(Contract):
    """ZIP codes and cities that begin with what was typed."""

    suggestions: list[str]


class GeocodeService(Service, worker="geocode"):
    """Places of addresses."""

    geocode = Operation("GET", "/api/geocode", GeocodeQuery, GeocodedPlace, deadline_ms=800)
    batch = Operation(
        "POST", "/api/geocode/batch", GeocodeBatchQuery, GeocodedPlaces, deadline_ms=2000
    )
    agreement = Operation("GET", "/api/agreement", GeocodeQuery, ZipAgreement, deadline_ms=800)
    reverse = Operation("GET", "/api/reverse", ReverseQuery, GeocodedPlace, deadline_ms=800)
