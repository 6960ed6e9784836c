"""What offer-grader takes and answers: a deal, and its grade with everything that led to it.

Money is US dollars with cents, as JSON numbers. Percentages are per cent (1 is 1 %); `roi` and the
other rates of an answer are fractions (0.15 is 15 %).
"""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from contracts.amounts import Dollars, FeePercent, Fraction, Monthly, Number, Percent
from contracts.base import Absent, Contract
from contracts.comps import Comp, Quartiles
from edgekit.services import Operation, Service

Letter = Literal["A", "B", "C", "D", "F"]
Source = Literal["given", "var", "market", "valuation", "comps"]
Unit = Literal[
    "usd", "usd_a_month", "percent", "percent_a_year", "months", "fraction", "usd_a_sqft"
]
Measure = Literal["price", "roi", "profit", "loss", "no_offer"]


class Deal(Contract):
    """A deal to grade. What is left out of the terms is as the operator's settings say."""

    arv: Dollars | None = Field(
        default=None,
        description="After-repair value. Without it the home is valued by its `address`; with "
        "both, it counts, and the valuation stands beside it.",
        examples=[150000],
    )
    address: Annotated[str, Field(min_length=1, max_length=300)] | None = Field(
        default=None, examples=["8021 21st Ave NW, Seattle, WA 98117"]
    )
    repairs: Dollars = Field(examples=[20000])
    offer_price: Dollars = Field(examples=[82000])
    rent: Monthly | None = Field(
        default=None, description="A month's rent, if the home is to be let: gives `cap_rate`."
    )
    holding_months: Annotated[int, Field(ge=0, le=120)] | None = None
    assignment_fee: Dollars | None = Field(
        default=None, description="What the buyer pays for the contract, on top of the price."
    )
    target_profit: Dollars | None = Field(
        default=None, description="The profit that `highest_offer` is to leave."
    )
    target_roi: Fraction | None = Field(
        default=None, description="The ROI that `highest_offer` is to leave: 0.15 is 15 %."
    )
    mao_percent: Percent | None = Field(
        default=None, description="Of the ARV, in the rule for `mao`."
    )
    closing_cost_percent: FeePercent | None = Field(
        default=None, description="The buyer's closing costs, of the price."
    )
    loan_percent: Percent | None = Field(default=None, description="Borrowed, of the price.")
    loan_points_percent: FeePercent | None = Field(
        default=None, description="The lender's fee, of the loan."
    )
    mortgage_rate_percent: FeePercent | None = Field(
        default=None, description="The market's rate, a year."
    )
    rate_margin_percent: FeePercent | None = Field(
        default=None, description="What an investor's loan costs above the market's rate, a year."
    )
    property_tax_percent: FeePercent | None = Field(default=None, description="Of the ARV, a year.")
    insurance_percent: FeePercent | None = Field(default=None, description="Of the ARV, a year.")
    utilities_monthly: Monthly | None = None
    commission_percent: FeePercent | None = Field(
        default=None, description="The agents' share of the sale."
    )
    selling_closing_percent: FeePercent | None = Field(
        default=None, description="The seller's closing costs, of the sale."
    )
    vacancy_percent: Percent | None = Field(default=None, description="Of the rent.")
    rent_expense_percent: Percent | None = Field(
        default=None,
        description="Management, upkeep and reserves, of the rent that comes in.",
    )

    @model_validator(mode="after")
    def _check_value(self) -> Self:
        if self.arv is None and self.address is None:
            raise PydanticCustomError("no_value", "should have an arv or an address")
        return self


class Term(Contract):
    """One number that the figures stand on, and where it comes from."""

    value: Number
    unit: Unit
    source: Source
    note: Absent[str] = None


class Costs(Contract):
    """All that is paid until the sale. They sum to `total`."""

    purchase: Number
    assignment_fee: Number
    repairs: Number
    closing: Number
    loan_points: Number
    interest: Number
    property_tax: Number
    insurance: Number
    utilities: Number
    total: Number
    loan: Number = Field(description="What the points and the interest are paid on; no cost.")


class Sale(Contract):
    """What the sale at the ARV brings: `net` is `price` less the other two."""

    price: Number
    commission: Number
    closing: Number
    net: Number


class Rental(Contract):
    """A year of letting instead of selling. `cap_rate` is `net_income` by `invested`."""

    gross_rent: Number
    vacancy: Number
    expenses: Number
    property_tax: Number
    insurance: Number
    net_income: Number
    invested: Number = Field(description="Price, assignment fee, repairs and closing costs.")


class ScorePart(Contract):
    """What one measure brings to the score."""

    measure: Literal["price", "roi", "profit"]
    value: Number | None = Field(description="Null: there is none, and no points.")
    full_at: Number = Field(description="Where it brings all points.")
    none_at: Number = Field(description="Where it brings none; in between evenly less.")
    points: Number
    most: int


class BreakEven(Contract):
    """Where the deal leaves nothing and costs nothing."""

    offer: Number | None = Field(description="The highest price without a loss.")
    sale_price: Number = Field(description="The sale that pays for all costs.")


class HighestOffer(Contract):
    """The highest price, to the cent, that reaches what was wanted, and what it leaves."""

    offer: Number | None = Field(description="Null: no price does.")
    profit: Number | None
    roi: Number | None
    decided_by: Literal["target_profit", "target_roi"]


class End(Contract):
    """The deal at one end of the home's value."""

    arv: Number
    grade: Letter
    score: int
    mao: Number | None
    profit: Number
    roi: Number | None


class Range(Contract):
    """The deal at both ends of the home's value: it is worth more or less 8 times of 10."""

    low: End
    high: End


class Evidence(Contract):
    """What is known of the home's value."""

    estimate: int
    low: int
    high: int
    confidence: float
    method: Literal["model", "comps", "area"]
    as_of: date
    notes: list[str]
    comps: list[Comp] = Field(description="Sales nearby. Empty: none, or comps did not answer.")
    price_per_sqft: Quartiles | None


class Graded(Contract):
    """The grade of a deal. Every figure follows from `assumptions`."""

    grade: Letter
    score: Annotated[int, Field(ge=0, le=100)] = Field(
        description="80 and more is A, 65 B, 50 C, 35 D, less F. Where the value is an estimate, "
        "the mean of the scores at it and at its low end."
    )
    decided_by: Measure
    mao: Number | None = Field(
        description="Maximum allowable offer: mao_percent of the ARV less repairs and assignment "
        "fee. Null: the rule allows no offer."
    )
    profit: Number
    roi: Number | None = Field(description="`profit` by `total_cost`.")
    annual_return: Number | None = Field(description="The ROI as a compound rate a year.")
    cap_rate: Absent[Number] = None
    total_cost: Number
    costs: Costs
    sale: Sale
    rental: Absent[Rental] = None
    break_even: BreakEven
    highest_offer: Absent[HighestOffer] = None
    score_parts: list[ScorePart] = Field(description="At the ARV itself.")
    range: Absent[Range] = None
    reasons: list[str] = Field(description="What decides comes first.")
    not_known: dict[str, str] = Field(description="Why a figure is null, by its name.")
    assumptions: dict[str, Term]
    evidence: Absent[Evidence] = None


class OfferGraderService(Service, worker="offer-grader"):
    """Grades of deals."""

    grade = Operation("POST", "/api/grade", Deal, Graded, deadline_ms=5000)
