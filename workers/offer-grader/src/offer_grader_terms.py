"""The terms of a deal: every number that its figures stand on, and where each comes from."""

from dataclasses import dataclass
from decimal import Decimal

from contracts.amounts import counted
from contracts.comps import Quartiles
from contracts.offer_grader import Deal, Evidence, Source, Term, Unit
from offer_grader_vars import OfferGraderVars

UNITS: dict[str, Unit] = {
    "repairs": "usd",
    "offer_price": "usd",
    "holding_months": "months",
    "assignment_fee": "usd",
    "mao_percent": "percent",
    "closing_cost_percent": "percent",
    "loan_percent": "percent",
    "loan_points_percent": "percent",
    "mortgage_rate_percent": "percent_a_year",
    "rate_margin_percent": "percent_a_year",
    "property_tax_percent": "percent_a_year",
    "insurance_percent": "percent_a_year",
    "utilities_monthly": "usd_a_month",
    "commission_percent": "percent",
    "selling_closing_percent": "percent",
    "good_roi_percent": "percent",
    "good_profit": "usd",
}
"""Of each deal. The terms below are only of those that ask for them."""
LETTING: dict[str, Unit] = {"vacancy_percent": "percent", "rent_expense_percent": "percent"}
WANTED: dict[str, Unit] = {"target_profit": "usd", "target_roi": "fraction"}

Terms = dict[str, Term]


@dataclass(frozen=True)
class Value:
    """What the home is worth: from ``low`` to ``high``, where it is an estimate."""

    arv: Decimal
    source: Source
    note: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class MarketRate:
    """The market's mortgage rate, per cent a year; ``None``: it is not known, and ``note`` why."""

    percent: Decimal | None
    note: str


def terms_of(
    deal: Deal,
    value: Value,
    rate: MarketRate | None,
    given: OfferGraderVars,
    evidence: Evidence | None = None,
) -> Terms:
    """All terms of a deal. ``rate`` may be missing where the deal names its own."""
    terms = {name: _term(name, unit, deal, given) for name, unit in UNITS.items()}
    terms["arv"] = Term(value=value.arv, unit="usd", source=value.source, note=value.note)
    if value.low is not None and value.high is not None:
        terms["arv_low"] = Term(value=value.low, unit="usd", source=value.source)
        terms["arv_high"] = Term(value=value.high, unit="usd", source=value.source)
    if deal.rent is not None:
        terms["rent"] = Term(value=deal.rent, unit="usd_a_month", source="given")
        terms |= {name: _term(name, unit, deal, given) for name, unit in LETTING.items()}
    for name, unit in WANTED.items():
        if getattr(deal, name) is not None:
            terms[name] = _term(name, unit, deal, given)
    if rate is not None and deal.mortgage_rate_percent is None:
        terms["mortgage_rate_percent"] = _market_term(rate, given)
    if evidence and evidence.price_per_sqft:
        terms["comps_price_per_sqft"] = _of_sales(evidence.price_per_sqft, len(evidence.comps))
    return terms


def _term(name: str, unit: Unit, deal: Deal, given: OfferGraderVars) -> Term:
    named = getattr(deal, name, None)
    if named is not None:
        return Term(value=Decimal(named), unit=unit, source="given")
    return Term(value=Decimal(getattr(given, name)), unit=unit, source="var")


def _market_term(rate: MarketRate, given: OfferGraderVars) -> Term:
    unit: Unit = "percent_a_year"
    if rate.percent is not None:
        return Term(value=rate.percent, unit=unit, source="market", note=rate.note)
    return Term(value=given.mortgage_rate_percent, unit=unit, source="var", note=rate.note)


def _of_sales(price: Quartiles, count: int) -> Term:
    note = (
        f"The median of {counted(count, 'sale')} nearby, to compare with; no figure stands on it."
    )
    value = Decimal(repr(price.median))
    return Term(value=value, unit="usd_a_sqft", source="comps", note=note)
