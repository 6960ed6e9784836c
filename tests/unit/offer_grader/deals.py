"""Deals to grade, as JSON bodies, and any legal deal for Hypothesis."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter

from contracts.offer_grader import Deal, Graded
from edgekit.json_bodies import validated
from offer_grader_answer import answered
from offer_grader_terms import MarketRate, Value, terms_of
from offer_grader_vars import OfferGraderVars

DEAL: TypeAdapter[Deal] = TypeAdapter(Deal)
BARE = {
    "closing_cost_percent": 0,
    "loan_percent": 0,
    "property_tax_percent": 0,
    "insurance_percent": 0,
    "utilities_monthly": 0,
    "commission_percent": 0,
    "selling_closing_percent": 0,
}
"""A deal that costs its price and its repairs, and nothing else."""
RATE = MarketRate(Decimal("6.23"), "A survey, 2026-11-25.")


def read(**body: Any) -> Deal:
    """A deal as the worker reads it from JSON."""
    deal: Deal = validated(DEAL, json.dumps(body))
    return deal


def graded(
    rate: MarketRate | None = RATE,
    given: Mapping[str, Any] | None = None,
    low: int | None = None,
    high: int | None = None,
    **body: Any,
) -> Graded:
    """The answer to a deal; with ``low`` and ``high`` its ARV is an estimate."""
    deal = read(**{"repairs": 20000, "offer_price": 85000, "arv": 150000, **body})
    assert deal.arv is not None
    if low is None or high is None:
        value = Value(deal.arv, "given")
    else:
        value = Value(deal.arv, "valuation", None, Decimal(low), Decimal(high))
    return answered(terms_of(deal, value, rate, OfferGraderVars((given or {}).get)))


def amounts(most: int) -> st.SearchStrategy[float | int]:
    """Dollars, whole or with cents."""
    with_cents = st.integers(0, 100 * most).map(lambda cents: cents / 100)
    return st.one_of(st.integers(0, most), with_cents, st.sampled_from([0, 0.01, most]))


def percents(most: int) -> st.SearchStrategy[float | int]:
    """Per cent, with up to four places."""
    exact = st.integers(0, 10_000 * most).map(lambda number: number / 10_000)
    return st.one_of(st.sampled_from([0, 1, 0.9, most]), exact)


def _optional(**values: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    return values


LARGE, MODEST = 1_000_000_000, 500_000
DEALS = st.fixed_dictionaries(
    {
        "arv": st.one_of(amounts(MODEST), amounts(LARGE)),
        "repairs": st.one_of(amounts(100_000), amounts(LARGE)),
        "offer_price": st.one_of(amounts(MODEST), amounts(LARGE)),
    },
    optional=_optional(
        rent=amounts(10_000_000),
        holding_months=st.integers(0, 120),
        assignment_fee=amounts(20_000),
        target_profit=amounts(100_000),
        target_roi=st.integers(0, 50_000).map(lambda number: number / 10_000),
        mao_percent=percents(100),
        closing_cost_percent=percents(40),
        loan_percent=percents(100),
        loan_points_percent=percents(40),
        mortgage_rate_percent=percents(40),
        rate_margin_percent=percents(40),
        property_tax_percent=percents(40),
        insurance_percent=percents(40),
        utilities_monthly=amounts(10_000),
        commission_percent=percents(40),
        selling_closing_percent=percents(40),
        vacancy_percent=percents(100),
        rent_expense_percent=percents(100),
    ),
)
INTERVALS = st.one_of(
    st.none(), st.tuples(st.integers(0, 1_000_000), st.integers(0, 1_000_000)).map(sorted)
)
