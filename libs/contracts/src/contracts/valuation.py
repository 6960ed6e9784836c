"""What valuation takes and answers: a home, known by address or by its facts, and its value.

A property's facts have King County's meanings and scales. Money is whole US dollars.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    Field,
    GetJsonSchemaHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from pydantic_core import CoreSchema

from contracts.base import Absent, Contract
from contracts.comps import Comp, Latitude, Longitude, ZipCode
from edgekit.dates import IsoDate
from edgekit.json_bodies import with_integers
from edgekit.problems import from_validation
from edgekit.services import Operation, Service

EARLIEST_YEAR, LATEST_YEAR = 1600, 2100

HomeKind = Literal[
    "single_family", "condo", "townhouse", "multi_family", "mobile", "land", "commercial"
]
FactName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
SquareFeet = Annotated[int, Field(ge=100, le=100_000)]
Year = Annotated[int, Field(ge=EARLIEST_YEAR, le=LATEST_YEAR)]


def _year_or_never(value: int) -> int:
    if 0 < value < EARLIEST_YEAR:
        raise ValueError(f"0 means never; a year is {EARLIEST_YEAR} or later")
    return value


# Not a union: pydantic names each branch of it in an error's pointer, as if it were a field.
YearOrNever = Annotated[
    int,
    Field(ge=0, le=LATEST_YEAR),
    AfterValidator(_year_or_never),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": 0},
                {"type": "integer", "minimum": EARLIEST_YEAR, "maximum": LATEST_YEAR},
            ]
        }
    ),
]


class Property(Contract):
    """A home by its facts; whatever is not known is left out."""

    type: Absent[HomeKind] = Field(
        default=None,
        description="One of which no sales are known has no value (404). Not told, it is taken "
        "from a unit in the address (`Apt 4`: a condo, `Spc 12`: a mobile home), else for a house.",
    )
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
    year_built: Year | None = Field(
        default=None, description="At most three years after the day of the value."
    )
    year_renovated: YearOrNever | None = Field(default=None, description="0: never.")
    zip: ZipCode | None = Field(default=None, description="Not far from `lat` and `lon`.")
    lat: Latitude | None = None
    lon: Longitude | None = None
    facts: Absent[dict[FactName, float | Annotated[str, Field(max_length=60)]]] = Field(
        default=None,
        max_length=40,
        description="Facts of the market's own, by the names that `GET /api/model` lists.",
    )


class QuickRequest(Contract):
    """A home: an address, or a property with a place in it (`zip`, or `lat` and `lon`)."""

    address: Annotated[str, Field(min_length=1, max_length=300)] | None = Field(
        default=None, examples=["8021 21st Ave NW, Seattle, WA 98117"]
    )
    property: Property | None = None
    as_of: IsoDate | None = Field(
        default=None,
        description="The day of the value; nothing that was not yet known on it is used. "
        "Default: today.",
    )


class Estimate(Contract):
    """A home's value. `low` to `high` holds the price that it would fetch 8 times of 10."""

    estimate: int
    low: int
    high: int
    confidence: float = Field(
        ge=0, le=1, description="The chance that the price lies within 20 % of the estimate."
    )
    method: Literal["model", "comps", "area"] = Field(
        description="`model`: the trained model; `comps`: similar sales around the home; `area`: "
        "the price level of its surroundings, because little is known about the home itself."
    )
    as_of: date
    model_version: str
    currency: Literal["USD"] = "USD"
    sqft: Absent[SquareFeet] = Field(
        default=None,
        description="The living area that was valued: as told, else of the records. Absent: it is "
        "not known.",
    )
    notes: list[str] = Field(
        default=[], description="What is not known and makes the interval wider, in sentences."
    )
    choices: Absent[list[str]] = Field(
        default=None,
        description="Where the address may mean several homes: all of them; the first is valued.",
    )


class Factor(Contract):
    """What moved the value away from the typical home of the area, and by how much."""

    name: str = Field(examples=["size"])
    amount: int = Field(description="Dollars. The factors add up to `estimate` less `typical`.")
    detail: str = Field(examples=["2,730 sq ft; typical here: 1,880 sq ft"])


class MarketMove(Contract):
    """How the market brought prices from the day of the sales to the day of the value."""

    region: str
    date_from: date = Field(alias="from")
    date_to: date = Field(alias="to")
    ratio: float = Field(description="price(to) = ratio x price(from)")
    observed_through: date | None = Field(description="The last day that the index had seen.")
    source: str | None


class Valuation(Estimate):
    """An estimate with its reasons."""

    id: str = Field(examples=["val_4mzp6q3k7wd2xv5ytbnh8rgcja"])
    typical: int | None = Field(
        description="The area's typical home, from which `factors` lead to the estimate. Null when "
        "the area's level is not known."
    )
    factors: list[Factor]
    lat: Latitude | None = Field(description="Where the home was found to be. Null: not known.")
    lon: Longitude | None
    comps: list[Comp] = Field(description="Most similar first; prices of their day of sale.")
    market: MarketMove | None = Field(description="Null when the market's change is not known.")


def _or_problem(value: Any, validate: ValidatorFunctionWrapHandler) -> Any:
    """A home that can't be read becomes the problem to answer with: the others are still valued."""
    try:
        return validate(value)
    except ValidationError:
        value = with_integers(value)
    try:
        return validate(value)
    except ValidationError as error:
        return from_validation(error, "home", value)


class _OrAnything:
    """Says in OpenAPI that a home that can't be read is no mistake of the whole request."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        other = {"description": "Anything else has an error in its place of the answer."}
        return {"anyOf": [handler(schema), other]}


class BatchRequest(Contract):
    """A portfolio: up to 500 homes, each as for a single one."""

    homes: Annotated[
        list[Annotated[QuickRequest, WrapValidator(_or_problem), _OrAnything()]],
        Field(min_length=1, max_length=500),
    ]


class Mistake(Contract):
    """One field that is wrong."""

    pointer: str
    detail: str


class BatchError(Contract):
    """Why one home of a batch has no value; the members are those of a problem (RFC 9457)."""

    status: int
    title: str
    detail: str
    error: str = Field(description="The same text as detail.")
    errors: list[Mistake] = Field(default=[])


class BatchAnswer(Contract):
    """An estimate or an error for each home, in order."""

    results: list[Estimate | BatchError]


class MethodCard(Contract):
    """How a method did on homes that it valued from earlier sales only."""

    method: Literal["model", "comps", "area"]
    version: str
    told: str = Field(description="What it was told of a home.")
    homes: int
    median_error: float = Field(description="Median absolute error, a fraction.")
    within_10: float
    within_20: float
    covered: float = Field(description="Share of prices within the 80 % interval.")


class FactCard(Contract):
    """A fact of a home that the trained model takes."""

    name: str
    own: bool = Field(description="Told under `facts`; the others are fields of a property.")
    kind: str = Field(examples=["log", "number", "steps", "age", "category"])
    least: Absent[float] = Field(default=None, description="Of the sales that were learnt from.")
    most: Absent[float] = None
    words: Absent[list[str]] = Field(
        default=None, description="The words that it takes; of steps from worst to best."
    )


class ModelCard(Contract):
    """What the values stand on."""

    model_version: str
    training_rows: int
    data_from: date = Field(description="The first sale that was learnt from.")
    data_to: date = Field(description="The last sale that was learnt from.")
    source: str
    methods: list[MethodCard] = Field(description="Held-out errors, best first.")
    facts: list[FactCard] = Field(default=[], description="What the trained model takes.")


class NoQuestion(Contract):
    """Asks for all that there is."""


class ValuationService(Service, worker="valuation"):
    """Property value estimates."""

    quick = Operation("POST", "/api/quick", QuickRequest, Estimate, deadline_ms=800)
    valuation = Operation("POST", "/api/valuation", QuickRequest, Valuation, deadline_ms=2000)
    batch = Operation("POST", "/api/batch", BatchRequest, BatchAnswer, deadline_ms=20_000)
    model = Operation("GET", "/api/model", NoQuestion, ModelCard, deadline_ms=800)
