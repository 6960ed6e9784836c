"""What instant-offer takes and answers: an offer for a home, and who accepts it.

Money is whole US dollars: each line is rounded by itself, so that sums are exact. Times are RFC
3339 UTC. A home that can't be priced from afar has `offer: null`, and `needs_look` says why.
"""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from contracts.amounts import Number
from contracts.base import Absent, Contract
from contracts.contact import Dialled, Email, Phone
from contracts.dead_letters import listing, replaying
from contracts.leads import ONE_LINE, Condition, Consent, Label, Name, Timeline
from contracts.valuation import Property
from edgekit.services import Operation, Service

QuoteId = Annotated[str, Field(min_length=1, max_length=64)]
Source = Literal["given", "var", "valuation"]
Unit = Literal[
    "usd", "usd_a_month", "usd_a_sqft", "percent", "percent_a_year", "sqft", "months", "days"
]
LookReason = Literal[
    "unknown_kind",
    "unknown_area",
    "unclear_home",
    "which_address",
    "unusual_facts",
    "unsure_value",
    "costs_exceed_value",
]


class OfferRequest(Contract):
    """A home, as its owner describes it."""

    address: Annotated[str, Field(min_length=5, max_length=300), ONE_LINE] = Field(
        examples=["8021 21st Ave NW, Seattle, WA 98117"]
    )
    property: Property | None = Field(
        default=None, description="Facts, as for valuation; what is left out is looked up."
    )
    condition: Condition = Field(
        description="As it stands. The value is that of the home once repaired; what repairs cost "
        "is taken off."
    )
    repairs: Annotated[int, Field(ge=0, le=10_000_000)] | None = Field(
        default=None,
        description="Dollars, where they are known; else they follow from condition and size.",
        examples=[18000],
    )
    timeline: Timeline | None = Field(
        default=None, description="When the closing should be. Default: `30_days`."
    )


class Range(Contract):
    """What is offered: `low` and `high` where a visit finds the home less or more than expected."""

    low: int
    expected: int = Field(description="`estimate` less `costs.total`: what the cash sheet holds.")
    high: int


class EstimateUsed(Contract):
    """What the home is worth once repaired, by valuation. `low` to `high` is its 80 % interval."""

    value: int
    low: int
    high: int
    confidence: float
    method: Literal["model", "comps", "area"]
    as_of: date
    notes: list[str]


class OfferCosts(Contract):
    """What lies between the estimate and the expected offer. The others sum to `total`."""

    margin: int = Field(description="What is kept for the resale and its risk.")
    repairs: int
    closing: int = Field(description="The buyer's closing costs.")
    holding: int = Field(description="Taxes, insurance and utilities until the resale.")
    timeline: int = Field(description="What a quick closing costs.")
    total: int


class SheetLine(Contract):
    """One thing that the seller pays; 0 is said, too."""

    name: Literal["commission", "closing", "transfer_tax", "property_tax", "repairs", "holding"]
    label: str = Field(examples=["Transfer tax"])
    amount: int = Field(ge=0)
    note: str = Field(description="How it comes about, with its figures.")


class SheetOfSale(Contract):
    """What a sale leaves the seller: `net` is `price` less all lines."""

    price: int
    lines: list[SheetLine] = Field(description="All six, always in the same order.")
    fees: int = Field(description="The sum of the lines.")
    net: int
    closing_on: date


class NetSheet(Contract):
    """Our offer beside a listing with an agent. A mortgage is paid off from either."""

    cash: SheetOfSale
    listing: SheetOfSale
    difference: int = Field(description="`listing.net` less `cash.net`.")


class QuoteTerm(Contract):
    """One number that the figures stand on, and where it comes from."""

    value: Number
    unit: Unit
    source: Source
    label: Absent[str] = Field(
        default=None,
        description="What it is, in words. Absent from quotes of before it was told.",
        examples=["Our closing costs, of the value"],
    )
    note: Absent[str] = None


class NeedsLook(Contract):
    """Why there is no offer from afar."""

    reason: LookReason
    detail: str = Field(description="A sentence for the seller.")
    choices: list[str] = Field(
        default=[], description="With `which_address`: the addresses that may be meant."
    )


class Quote(Contract):
    """An answer to a home: an offer that can be accepted until `expires_at`, or none."""

    quote_id: str = Field(
        description="A capability: whoever has it may read and accept the quote.",
        examples=["quote_4mzp6q3k7wd2xv5ytbnh8rgcja"],
    )
    address: str | None = Field(
        description="Null once it is accepted: partners are told its id then, and no street."
    )
    condition: Condition
    timeline: Timeline
    created_at: datetime
    expires_at: datetime
    status: Literal["open", "accepted", "expired", "needs_look"]
    accepted_at: datetime | None = None
    offer: Range | None = Field(description="Null: somebody has to look; see `needs_look`.")
    needs_look: NeedsLook | None = None
    estimate: EstimateUsed | None = None
    costs: OfferCosts | None = None
    net_sheet: NetSheet | None = None
    explanation: list[str] = Field(description="The figures in sentences, in their order.")
    assumptions: dict[str, QuoteTerm] = Field(
        default={}, description="What every figure follows from."
    )


class QuoteRef(Contract):
    """Names one quote."""

    quote_id: QuoteId


class Acceptance(Dialled):
    """Who accepts. An e-mail address or a phone is needed."""

    name: Name
    email: Email | None = None
    phone: Phone | None = Field(default=None, validate_default=True)
    consent: Consent | None = None
    utm: Annotated[dict[Label, Label], Field(max_length=20)] | None = None

    @field_validator("email", "phone", mode="before")
    @classmethod
    def _blank_is_absent(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("phone")
    @classmethod
    def _reachable(cls, phone: str | None, info: ValidationInfo) -> str | None:
        if phone is None and info.data.get("email", "") is None:
            raise ValueError("a phone or an e-mail address is needed")
        return phone


class Accepted(Contract):
    """An acceptance that is stored. The same answer comes to whoever accepts again."""

    quote_id: str
    lead_id: str | None = Field(
        description="Null while leads can't be reached: the lead is made as soon as it can."
    )
    accepted_at: datetime


class ForgetQuotes(Contract):
    """Asks that a person's accepted quotes be erased: those of their lead, address or number."""

    lead_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    email: Email | None = None
    phone: Phone | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> "ForgetQuotes":
        if self.lead_id is None and self.email is None and self.phone is None:
            raise ValueError("give lead_id, email or phone")
        return self


class ForgottenQuotes(Contract):
    """How many quotes were erased."""

    quotes: int


class InstantOfferService(Service, worker="instant-offer"):
    """Offers for homes, as other workers ask for them, accept and erase them."""

    quote = Operation("POST", "/api/offer", OfferRequest, Quote, deadline_ms=5000)
    read = Operation("GET", "/api/offer/{quote_id}", QuoteRef, Quote, deadline_ms=1500)
    accept = Operation(
        "POST", "/api/offer/{quote_id}/accept", Acceptance, Accepted, deadline_ms=5000
    )
    forget = Operation("POST", "/api/forget", ForgetQuotes, ForgottenQuotes, admin=True)
    dead = listing()
    replay = replaying()
