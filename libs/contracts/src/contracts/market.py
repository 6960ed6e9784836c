"""What market-intelligence answers: levels, changes, trends and ratios of a region, and rates.

Changes are fractions (0.05 is 5 %), except those of a mortgage rate, which are percentage points.
"""

import re
import unicodedata
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from contracts.base import Absent, Contract
from contracts.dead_letters import listing, replaying
from edgekit.services import Operation, Service


def metro_slug(name: str) -> str:
    """A metro's address by FHFA's name for it: `Boise City, ID` becomes `boise-city-id`."""
    plain = unicodedata.normalize("NFKD", name.replace("(MSAD)", ""))
    letters = plain.encode("ascii", "ignore").decode().lower().replace("'", "").replace(".", "")
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


Region = Annotated[
    str, Field(description="A ZIP code or a metro's slug, `seattle-bellevue-kent-wa`.")
]
Change = Annotated[float | None, Field(description="A fraction: 0.05 is 5 %. Null: not known.")]


class RegionMarket(Contract):
    """The state of a region's market on its latest published period."""

    region: Region
    kind: Literal["zip", "metro"]
    name: str
    metro: str = Field(description="Slug of the metro whose index speaks for the region.")
    metro_name: str
    matched_by: Literal["self", "county", "near"] = Field(
        description="`self`: a metro; `county`: a ZIP in a county of the metro's principal cities; "
        "`near`: a ZIP outside them, the nearest metro within 60 km."
    )
    metro_km: float | None = Field(description="Distance of a ZIP to the metro's first city.")
    level: float = Field(description="House price index, first quarter of 1995 = 100.")
    level_unit: Literal["index_1995q1_100"] = "index_1995q1_100"
    frequency: Literal["quarter"] = "quarter"
    month_change: Change = Field(
        default=None,
        description="Always null while the index is quarterly: a month's change is not published, "
        "and none is interpolated.",
    )
    quarter_change: Change
    year_change: Change
    five_year_change: Change
    list_price: int | None = Field(description="Median asking price, US dollars.")
    price_per_sqft: int | None = Field(description="Median asking price, US dollars a square foot.")
    days_on_market: int | None
    inventory: int | None = Field(description="Homes listed for sale.")
    listings_as_of: date | None = Field(description="Last day of the month of the listing figures.")
    listings_source: str | None = Field(default=None, description="Who published those figures.")
    home_value: Absent[int] = Field(default=None, description="Typical value, US dollars.")
    home_value_as_of: Absent[date] = Field(default=None, description="Last day of its month.")
    home_value_source: Absent[str] = None
    sale_price: Absent[int] = Field(default=None, description="Median of sales, US dollars.")
    sale_price_as_of: Absent[date] = Field(default=None, description="Last day of its period.")
    sale_price_source: Absent[str] = None
    as_of: date = Field(description="Last day of the quarter that `level` describes.")
    source: str


class TrendPoint(Contract):
    """The index of one quarter; `date` is the quarter's last day."""

    period: str = Field(examples=["2024-Q3"])
    date: date
    level: float


class Trend(Contract):
    """A region's index over a span of quarters, oldest first."""

    region: Region
    name: str
    metro: str
    frequency: Literal["quarter"] = "quarter"
    points: list[TrendPoint]
    change: float = Field(description="Last point against the first, a fraction.")
    source: str


class Comparison(Contract):
    """Several regions side by side, in the order asked for."""

    regions: list[RegionMarket]
    as_of: date = Field(description="The oldest `as_of` among them.")
    fastest: Region = Field(description="The region with the highest change over a year.")


class Ratio(Contract):
    """How much a region's prices changed between two dates: `price(to) = ratio × price(from)`."""

    region: Region
    metro: str
    from_date: date
    to_date: date
    ratio: float
    observed_through: date = Field(description="Middle of the last quarter that was known.")
    held: bool = Field(
        description="A date lies outside the known quarters: the index is held flat."
    )
    source: str


class RatioQuery(Contract):
    """Asks for the ratio between two dates, knowing only what was published on `as_of`."""

    region: str
    from_date: date = Field(alias="from")
    to_date: date = Field(alias="to")
    as_of: date | None = None


class RatioBatchQuery(Contract):
    """Asks for many ratios at once."""

    queries: Annotated[list[RatioQuery], Field(min_length=1, max_length=500)]


class RatioBatch(Contract):
    """A ratio for each query, in order; null where no index speaks for the region."""

    ratios: list[Ratio | None]


class RegionQuery(Contract):
    """Asks for a region's market as it was known on `as_of` (default: now)."""

    region: str
    as_of: date | None = None


class CompareQuery(Contract):
    """Asks for several regions side by side."""

    regions: str = Field(description="Two to ten ZIP codes or metro slugs, separated by commas.")
    as_of: date | None = None


class RatesQuery(Contract):
    """Asks for mortgage rates, with their history between two days (default: the last year)."""

    from_date: date | None = Field(default=None, serialization_alias="from")
    to_date: date | None = Field(default=None, serialization_alias="to")


class TrendQuery(Contract):
    """Asks for a region's index between two days (default: the last five years)."""

    region: str
    from_date: date | None = Field(default=None, serialization_alias="from")
    to_date: date | None = Field(default=None, serialization_alias="to")


class RatePoint(Contract):
    """The 30-year fixed mortgage rate of one week, per cent a year."""

    date: date
    rate: float


class Rates(Contract):
    """The latest 30-year mortgage rate, its changes in percentage points, and its history."""

    rate: float = Field(description="Per cent a year.")
    as_of: date
    week_change: float | None
    month_change: float | None
    year_change: float | None
    history: list[RatePoint] = Field(description="Oldest first.")
    source: str


class MarketIntelligenceService(Service, worker="market-intelligence"):
    """Market data by ZIP code and metro."""

    market = Operation("GET", "/api/market/{region}", RegionQuery, RegionMarket, deadline_ms=800)
    trend = Operation("GET", "/api/market/{region}/trend", TrendQuery, Trend, deadline_ms=800)
    ratio = Operation("GET", "/api/market/{region}/ratio", RatioQuery, Ratio, deadline_ms=800)
    ratios = Operation("POST", "/api/ratio/batch", RatioBatchQuery, RatioBatch, deadline_ms=1500)
    compare = Operation("GET", "/api/compare", CompareQuery, Comparison, deadline_ms=1500)
    rates = Operation("GET", "/api/rates", RatesQuery, Rates, deadline_ms=800)
    dead_letters = listing()
    replay = replaying()
