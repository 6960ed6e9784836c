"""What payments takes and answers: checkouts, refunds, the ledger, revenue.

Amounts are integers in the currency's smallest unit: cents of dollars, and whole yen.
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, model_validator

from contracts.base import Contract
from contracts.inbound import delivering
from contracts.leads import ONE_LINE
from edgekit.dates import IsoDate
from edgekit.services import Operation, Service

THREE_DECIMALS = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})
"""Stripe takes their amounts in steps of ten: https://docs.stripe.com/currencies"""
WHOLE_ONLY = frozenset({"isk", "ugx"})
"""They have no decimals, but Stripe takes them with two, which have to be zero."""
LARGEST = 99_999_999

Status = Literal[
    "open",
    "processing",
    "failed",
    "expired",
    "paid",
    "partially_refunded",
    "refunded",
    "disputed",
]
EntryKind = Literal["capture", "fee", "refund", "dispute", "dispute_fee"]


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _web_address(text: str) -> str:
    if not text.startswith(("https://", "http://")):
        raise ValueError("should begin with https://")
    if not (text.isascii() and text.isprintable() and " " not in text):
        raise ValueError("has blanks or characters that an address has escaped")
    return text


Currency = Annotated[
    str, BeforeValidator(_lower), Field(pattern=r"^[a-z]{3}$", examples=["usd", "jpy"])
]
Cents = Annotated[int, Field(strict=True, ge=1, le=LARGEST)]
Address = Annotated[str, Field(min_length=10, max_length=2000), AfterValidator(_web_address)]
LeadId = Annotated[str, Field(min_length=1, max_length=64)]


class NewCheckout(Contract):
    """A payment to ask for."""

    amount_cents: Cents
    currency: Currency
    description: Annotated[str, Field(min_length=1, max_length=250), ONE_LINE]
    lead_id: LeadId | None = None
    success_url: Address
    cancel_url: Address

    @model_validator(mode="after")
    def _check_step(self) -> Self:
        step = 10 if self.currency in THREE_DECIMALS else 100 if self.currency in WHOLE_ONLY else 1
        if self.amount_cents % step:
            raise ValueError(f"amount_cents in {self.currency} has to be a multiple of {step}")
        return self


class Checkout(Contract):
    """Where the customer pays."""

    id: str = Field(examples=["pay_4mzp6q3k7wd2xv5ytbnh8rgcja"])
    url: str


class LedgerLine(Contract):
    """A debit of an account, or less than zero a credit."""

    account: str
    amount_cents: int


class LedgerEntry(Contract):
    """A movement of money. Its lines sum to zero; one below zero reverses earlier ones."""

    id: str
    at: AwareDatetime
    kind: EntryKind
    currency: str
    amount_cents: int
    payment_id: str | None = Field(description="Null where no checkout of ours led to it.")
    stripe_id: str = Field(description="The payment intent, or the charge without one.")
    lines: list[LedgerLine]


class Payment(Contract):
    """A payment, and what its entries come to. An erased person's has no lead or description."""

    id: str
    status: Status
    amount_cents: int
    currency: str
    captured_cents: int
    refunded_cents: int
    disputed_cents: int
    description: str | None
    lead_id: str | None
    created_at: AwareDatetime
    entries: list[LedgerEntry]


class PaymentRef(Contract):
    """Asks for one payment."""

    payment_id: str


class NewRefund(Contract):
    """What to give back; without an amount all that is left."""

    amount_cents: Cents | None = None


class Refund(Contract):
    """A refund that Stripe has taken."""

    id: str
    payment_id: str
    amount_cents: int
    currency: str
    status: str = Field(description="Stripe's.")


class LedgerPage(Contract):
    """Entries in the order of their times."""

    items: list[LedgerEntry]
    cursor: str | None = None


class SummaryQuery(Contract):
    """Asks for the revenue of some days, both included, in UTC."""

    date_from: IsoDate | None = Field(default=None, alias="from")
    date_to: IsoDate | None = Field(default=None, alias="to")


class Totals(Contract):
    """What a currency's entries come to; `net_cents` is what they leave at Stripe."""

    currency: str
    captured_cents: int = 0
    refunded_cents: int = 0
    disputed_cents: int = 0
    fees_cents: int = 0
    net_cents: int = 0


class DayTotals(Totals):
    """A day's totals of one currency."""

    date: date


class Revenue(Contract):
    """The revenue of some days; days without an entry are left out."""

    date_from: date = Field(alias="from")
    date_to: date = Field(alias="to")
    totals: list[Totals]
    days: list[DayTotals]


class Difference(Contract):
    """A movement of a payment's money on which the two sides do not agree."""

    stripe_id: str = Field(description="The payment intent, or the charge without one.")
    kind: Literal["capture", "refund", "dispute"]
    currency: str
    here_cents: int
    at_stripe_cents: int


class OtherCurrency(Contract):
    """A movement that is in another currency there than here."""

    stripe_id: str
    kind: Literal["capture", "refund", "dispute"]
    here_currency: str
    here_cents: int
    at_stripe_currency: str
    at_stripe_cents: int


class Reconciliation(Contract):
    """Our books beside Stripe's, without fees."""

    transactions: int = Field(description="How many of Stripe's were read.")
    complete: bool = Field(description="Whether all of Stripe's pages were read.")
    agrees: bool
    missing_here: list[Difference] = Field(default=[])
    missing_at_stripe: list[Difference] = Field(default=[])
    different: list[Difference] = Field(default=[])
    other_currency: list[OtherCurrency] = Field(default=[])


class Forget(Contract):
    """Asks that a person be forgotten."""

    lead_id: LeadId


class Forgotten(Contract):
    """How many payments no longer name the person."""

    payments: int


class PaymentsService(Service, worker="payments"):
    """Payments."""

    checkout = Operation("POST", "/api/checkout", NewCheckout, Checkout, deadline_ms=10_000)
    payment = Operation("GET", "/api/payments/{payment_id}", PaymentRef, Payment)
    summary = Operation("GET", "/api/summary", SummaryQuery, Revenue, deadline_ms=2000)
    forget = Operation("POST", "/api/forget", Forget, Forgotten, deadline_ms=2000)
    inbound = delivering()
