"""What instant-offer can be told by its vars: its rules' parameters, and how long it keeps."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from contracts.amounts import DollarsVar, FeeVar, PercentVar
from contracts.leads import Condition, Timeline
from edgekit.vars import Json, Vars
from instant_offer_pricing import Band, TransferTax

REPAIRS: dict[Condition, Decimal] = {
    "excellent": Decimal(0),
    "good": Decimal(6),
    "fair": Decimal(25),
    "poor": Decimal(55),
}
HASTE: dict[Timeline, Decimal] = {
    "asap": Decimal(1),
    "30_days": Decimal(0),
    "90_days": Decimal(0),
    "exploring": Decimal(0),
}
DAYS: dict[Timeline, int] = {"asap": 14, "30_days": 30, "90_days": 90, "exploring": 30}


class InstantOfferVars(Vars):
    quote_days: Annotated[int, Field(ge=1, le=365)] = 14
    """Days for which an offer can be accepted."""
    kept_days: Annotated[int, Field(ge=1, le=3650)] = 90
    """Days after its end for which a quote is kept, with the person who has accepted it."""
    offers_a_day: Annotated[int, Field(ge=0)] = 5_000
    """Offers per client and UTC day."""
    arv_percent: PercentVar = Decimal(85)
    """Per cent of the home's value once repaired from which the costs are taken."""
    repairs_per_sqft: Json[dict[Condition, DollarsVar]] = REPAIRS
    """Dollars that repairs cost for each square foot, by condition; one left out: as by default."""
    typical_sqft: Annotated[int, Field(ge=100, le=100_000)] = 1900
    """Square feet of a home whose size is neither told nor on record, for its repairs."""
    closing_percent: FeeVar = Decimal("1.5")
    """Our closing costs, per cent of the value."""
    holding_months: Annotated[int, Field(ge=0, le=60)] = 5
    """Months from our purchase to the resale."""
    timeline_percent: Json[dict[Timeline, PercentVar]] = HASTE
    """What a quick closing costs, per cent of the value, by timeline."""
    closing_days: Json[dict[Timeline, Annotated[int, Field(ge=1, le=365)]]] = DAYS
    """Days until our closing, by timeline."""
    range_percent: PercentVar = Decimal(50)
    """How far the offer's ends go towards those of the value's 80 % interval, per cent."""
    least_offer: Annotated[int, Field(ge=1)] = 10_000
    """Dollars below which the low end is no offer: somebody has to look."""
    least_confidence: Annotated[float, Field(ge=0, le=1)] = 0.4
    """Confidence of a valuation below which somebody has to look."""
    widest_percent: Annotated[int, Field(ge=1, le=1000)] = 100
    """Width of the value's 80 % interval, per cent of it, above which somebody has to look."""
    property_tax_percent: FeeVar = Decimal("1.1")
    """Property tax, per cent of the value a year."""
    insurance_percent: FeeVar = Decimal("0.5")
    """Insurance, per cent of the value a year."""
    utilities_monthly: DollarsVar = Decimal(250)
    """Dollars a month for utilities and upkeep of an empty home."""
    cash_closing_percent: FeeVar = Decimal(0)
    """The seller's closing costs in a sale to us, per cent of the price."""
    commission_percent: FeeVar = Decimal(5)
    """The agents' share of a listed home, per cent of the price."""
    listing_closing_percent: FeeVar = Decimal("1.5")
    """The seller's closing costs of a listed home, per cent of the price."""
    listing_months: Annotated[int, Field(ge=0, le=60)] = 3
    """Months from today to the closing of a listed home, repairs included."""
    transfer_tax: Json[TransferTax] = TransferTax(bands=(Band(over=Decimal(0), rate=Decimal(0)),))
    """The tax on the price that the seller pays, in bands: see `instant_offer_pricing.py`."""
