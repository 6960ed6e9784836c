"""What comps takes and answers: comparable sales around a place, and the price level of a ZIP code.

Facts of a home have King County's meanings and scales: `grade` 1 to 13, `condition` 1 to 5, `view`
0 to 4. Money is US dollars, areas are square feet, distances kilometres.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from contracts.base import Contract
from edgekit.dates import IsoDate
from edgekit.services import Operation, Service

Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
ZipCode = Annotated[str, Field(pattern=r"^[0-9]{5}$", examples=["98115"])]
AsOf = Annotated[
    IsoDate | None, Field(description="Only sales before this day are used. Default: today.")
]


class CompsQuery(Contract):
    """A home by its place and whatever facts are known. A fact not given is not compared."""

    lat: Latitude
    lon: Longitude
    sqft: int | None = Field(default=None, ge=100, le=100_000)
    bedrooms: int | None = Field(default=None, ge=0, le=50)
    bathrooms: float | None = Field(default=None, ge=0, le=50)
    year_built: int | None = Field(default=None, ge=1600, le=2200)
    year_renovated: int | None = Field(default=None, ge=0, le=2200, description="0: never.")
    lot_sqft: int | None = Field(default=None, ge=1, le=100_000_000)
    grade: int | None = Field(default=None, ge=1, le=13)
    condition: int | None = Field(default=None, ge=1, le=5)
    view: int | None = Field(default=None, ge=0, le=4)
    waterfront: bool | None = None
    radius_km: float = Field(default=10, gt=0, le=50)
    months: int | None = Field(
        default=None, ge=1, le=1200, description="How far back from `as_of`. Default: no limit."
    )
    as_of: AsOf = None
    limit: int = Field(default=12, ge=1, le=50)


class Comp(Contract):
    """One sale, and how much it says about the home that was asked about."""

    id: str = Field(examples=["0472000620-2014-05-02"])
    parcel: str
    price: int = Field(description="What was paid, in dollars of the day of sale.")
    sold_on: date
    distance_km: float
    similarity: float = Field(description="1: the same home next door today; 0: nothing alike.")
    adjusted_price: int = Field(
        description="The price with the differences in facts made good, in dollars of the day of "
        "sale: the market's change since then is not in it."
    )
    sqft: int | None
    lot_sqft: int | None
    bedrooms: int | None
    bathrooms: float | None
    year_built: int | None
    year_renovated: int | None
    grade: int | None
    condition: int | None
    view: int | None
    waterfront: bool | None
    zip: str | None
    lat: float
    lon: float


class Quartiles(Contract):
    """The middle and the middle half."""

    median: float
    p25: float
    p75: float


class CompsAnswer(Contract):
    """Comparable sales, the most similar first; a parcel's newest sale stands for it."""

    comps: list[Comp]
    price_per_sqft: Quartiles | None = Field(
        description="Of these comps. Null when the size of none is known."
    )
    count: int
    as_of: date


class CompsBatchQuery(Contract):
    """Several homes at once, as for a portfolio."""

    queries: Annotated[list[CompsQuery], Field(min_length=1, max_length=125)]


class CompsBatchAnswer(Contract):
    """An answer for each query, in order."""

    answers: list[CompsAnswer]


class AreaQuery(Contract):
    """Asks for the price level of a ZIP code."""

    zip_code: ZipCode
    as_of: AsOf = None


class Spread(Contract):
    """A median and the middle 80 %."""

    median: float
    p10: float
    p90: float


class AreaLevel(Contract):
    """What homes of an area sold for lately."""

    zip: ZipCode
    scope: Literal["zip", "region"] = Field(
        description="`zip`: the ZIP code itself; `region`: it has too few sales, so all ZIP codes "
        "that share its first three digits."
    )
    count: int = Field(description="Sales looked at: the newest.")
    price: Spread = Field(description="What was paid, whatever the size.")
    sqft: int | None = Field(description="The median size; null when sizes are not known.")
    sized_price: Spread | None = Field(
        description="What was paid, each sale carried to the median size."
    )
    size_elasticity: float = Field(
        description="price(size) = sized_price x (size / sqft) ** size_elasticity."
    )
    sold_from: date
    sold_to: date
    sold_mid: date = Field(description="The middle sale's day: the day whose dollars these are.")
    as_of: date


class AreaBatchQuery(Contract):
    """Several ZIP codes at once."""

    queries: Annotated[list[AreaQuery], Field(min_length=1, max_length=500)]


class AreaBatchAnswer(Contract):
    """A level for each query, in order; null where no sales are known."""

    levels: list[AreaLevel | None]


class CompsService(Service, worker="comps"):
    """Comparable sales."""

    comps = Operation("POST", "/api/comps", CompsQuery, CompsAnswer, deadline_ms=800)
    batch = Operation(
        "POST", "/api/comps/batch", CompsBatchQuery, CompsBatchAnswer, deadline_ms=2000
    )
    area = Operation("GET", "/api/area/{zip_code}", AreaQuery, AreaLevel, deadline_ms=800)
    areas = Operation("POST", "/api/area/batch", AreaBatchQuery, AreaBatchAnswer, deadline_ms=1500)
