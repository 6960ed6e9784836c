"""What offer-grader can be told by its vars: the terms of a deal that names none."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from contracts.amounts import DollarsVar, FeeVar, PercentVar
from edgekit import Vars


class OfferGraderVars(Vars):
    mao_percent: PercentVar = Decimal(70)
    """Per cent of the ARV from which repairs and assignment fee are taken to make the MAO."""
    holding_months: Annotated[int, Field(ge=0, le=120)] = 6
    """Months from the purchase to the sale."""
    assignment_fee: DollarsVar = Decimal(0)
    """Dollars that a buyer pays for the contract."""
    closing_cost_percent: FeeVar = Decimal("1.5")
    """The buyer's closing costs, per cent of the price."""
    loan_percent: PercentVar = Decimal(80)
    """Per cent of the price that is borrowed; 0: paid in cash."""
    loan_points_percent: FeeVar = Decimal(2)
    """The lender's fee, per cent of the loan."""
    mortgage_rate_percent: FeeVar = Decimal("6.5")
    """The market's rate, per cent a year, while market-intelligence can't be asked."""
    rate_margin_percent: FeeVar = Decimal(3)
    """Percentage points that an investor's loan costs above the market's rate."""
    property_tax_percent: FeeVar = Decimal("1.1")
    """Property tax, per cent of the ARV a year."""
    insurance_percent: FeeVar = Decimal("0.5")
    """Insurance, per cent of the ARV a year."""
    utilities_monthly: DollarsVar = Decimal(250)
    """Dollars a month for utilities and upkeep while the home is held."""
    commission_percent: FeeVar = Decimal(5)
    """The agents' share, per cent of the sale."""
    selling_closing_percent: FeeVar = Decimal("1.5")
    """The seller's closing costs, per cent of the sale."""
    vacancy_percent: PercentVar = Decimal(5)
    """Per cent of the rent that is lost to vacancy."""
    rent_expense_percent: PercentVar = Decimal(25)
    """Management, upkeep and reserves, per cent of the rent that comes in."""
    good_roi_percent: Annotated[PercentVar, Field(gt=0)] = Decimal(20)
    """The ROI, per cent, that brings all its points."""
    good_profit: Annotated[DollarsVar, Field(gt=0)] = Decimal(40_000)
    """The profit, dollars, that brings all its points."""
    rate_hours: Annotated[int, Field(ge=1, le=168)] = 6
    """Hours that a mortgage rate is kept before market-intelligence is asked again."""
