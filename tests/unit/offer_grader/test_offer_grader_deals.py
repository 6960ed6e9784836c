"""Deals worked out by hand."""

import json
from decimal import Decimal
from typing import Any

import pytest
from deals import BARE, RATE, graded, read

from contracts.amounts import to_cents
from edgekit import Problem
from offer_grader_terms import MarketRate


def test_the_rule_of_seventy_per_cent() -> None:
    assert graded(arv=150000, repairs=20000).mao == 85000
    assert graded(arv=150000, repairs=20000, assignment_fee=5000).mao == 80000
    assert graded(arv=150000, repairs=20000, given={"MAO_PERCENT": "75"}).mao == 92500
    assert graded(arv=150000, repairs=20000, mao_percent=0).not_known["mao"].startswith("No offer")


def test_a_rule_that_goes_negative_is_no_offer() -> None:
    answer = graded(arv=150000, repairs=120000)
    assert (answer.mao, answer.grade, answer.score) == (None, "F", 0)
    assert answer.decided_by == "no_offer"
    assert answer.reasons[0].startswith("No offer: 70 % of the ARV is $105,000")


def test_a_rule_that_comes_to_nothing_allows_a_gift() -> None:
    answer = graded(arv=100000, repairs=70000, offer_price=0)
    assert answer.mao == 0
    assert answer.score_parts[0].value is None


def test_a_loss_is_a_fraction_of_what_was_paid() -> None:
    answer = graded(arv=152260, repairs=20000, offer_price=180000, **BARE)
    assert (answer.total_cost, answer.profit) == (200000, -47740)
    assert answer.roi == Decimal("-0.2387")
    assert answer.grade == "F"
    assert answer.decided_by == "loss"
    assert "loses $47,740" in answer.reasons[0]


@pytest.mark.parametrize(("months", "rate"), [(12, "-0.2387"), (6, "-0.4204"), (24, "-0.1275")])
def test_a_losing_deal_has_a_negative_annual_return(months: int, rate: str) -> None:
    answer = graded(arv=152260, repairs=20000, offer_price=180000, holding_months=months, **BARE)
    assert answer.annual_return == Decimal(rate)


@pytest.mark.parametrize(
    ("percent", "closing"), [(1, "1000"), (0.9, "900"), (0, "0"), (0.625, "625"), (2.953125, None)]
)
def test_a_percentage_is_per_cent_whatever_its_size(percent: float, closing: str | None) -> None:
    if closing is None:
        with pytest.raises(Problem, match="closing_cost_percent"):
            read(arv=1, repairs=0, offer_price=0, closing_cost_percent=percent)
        return
    answer = graded(offer_price=100000, closing_cost_percent=percent)
    assert answer.costs.closing == Decimal(closing)
    assert answer.assumptions["closing_cost_percent"].source == "given"


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("2953.125", "2953.13"), ("0.625", "0.63"), ("0.005", "0.01"), ("-0.005", "-0.01")],
)
def test_half_a_cent_goes_up(amount: str, rounded: str) -> None:
    assert to_cents(Decimal(amount)) == Decimal(rounded)


def test_closing_costs_of_half_a_cent_go_up() -> None:
    assert graded(offer_price=196875, closing_cost_percent=1.5).costs.closing == Decimal("2953.13")


def test_costs_are_itemised_and_sum_to_the_cent() -> None:
    answer = graded(arv=150000, repairs=20000, offer_price=85000, holding_months=6)
    assert json.loads(answer.costs.model_dump_json()) == {
        "purchase": 85000,
        "assignment_fee": 0,
        "repairs": 20000,
        "closing": 1275,
        "loan_points": 1360,
        "interest": 3138.2,  # 68,000 at 9.23 % for half a year
        "property_tax": 825,
        "insurance": 375,
        "utilities": 1500,
        "total": 113473.2,
        "loan": 68000,
    }
    assert json.loads(answer.sale.model_dump_json()) == {
        "price": 150000,
        "commission": 7500,
        "closing": 2250,
        "net": 140250,
    }
    assert (answer.profit, answer.roi) == (Decimal("26776.80"), Decimal("0.2360"))


def test_terms_say_where_they_come_from() -> None:
    terms = graded(holding_months=0, utilities_monthly=0).assumptions
    assert terms["arv"].source == terms["holding_months"].source == "given"
    assert (terms["utilities_monthly"].value, terms["utilities_monthly"].source) == (0, "given")
    assert (terms["loan_percent"].value, terms["loan_percent"].source) == (80, "var")
    rate = terms["mortgage_rate_percent"]
    assert (rate.value, rate.source, rate.note) == (RATE.percent, "market", RATE.note)


def test_without_a_market_the_setting_counts_and_says_why() -> None:
    answer = graded(rate=MarketRate(None, "market-intelligence did not answer in time."))
    rate = answer.assumptions["mortgage_rate_percent"]
    assert (rate.value, rate.source) == (Decimal("6.5"), "var")
    assert rate.note == "market-intelligence did not answer in time."


def test_a_rate_that_is_given_is_not_the_markets() -> None:
    rate = graded(mortgage_rate_percent=0).assumptions["mortgage_rate_percent"]
    assert (rate.value, rate.source) == (0, "given")


def test_rent_gives_a_cap_rate() -> None:
    answer = graded(rent=1500)
    assert answer.rental is not None
    assert answer.rental.net_income == 18000 - 900 - 4275 - 1650 - 750
    assert answer.cap_rate == Decimal("0.0981")  # 10,425 of 106,275
    assert "cap_rate" not in json.loads(graded().model_dump_json())


def test_a_deal_that_costs_nothing_has_no_rates() -> None:
    answer = graded(arv=0, repairs=0, offer_price=0, rent=0, utilities_monthly=0, holding_months=0)
    assert (answer.roi, answer.annual_return, answer.cap_rate, answer.profit) == (None,) * 3 + (0,)
    assert set(answer.not_known) == {"roi", "annual_return", "cap_rate"}


def test_the_highest_offer_reaches_the_wanted_profit_and_roi() -> None:
    by_profit = graded(target_profit=30000).highest_offer
    assert by_profit is not None
    assert by_profit.offer is not None
    assert by_profit.profit == 30000
    assert graded(offer_price=float(by_profit.offer)).profit == 30000
    by_roi = graded(target_roi=0.15).highest_offer
    assert by_roi is not None
    assert by_roi.roi == Decimal("0.15")
    both = graded(target_profit=30000, target_roi=0.15).highest_offer
    assert both == by_profit
    assert by_profit.decided_by == "target_profit"


def test_no_price_reaches_too_much() -> None:
    answer = graded(target_profit=200000)
    assert answer.highest_offer is not None
    assert answer.highest_offer.offer is None
    assert answer.reasons[-1].startswith("No price leaves a profit of $200,000")


def test_an_estimate_is_graded_with_its_low_end() -> None:
    sure, wide = graded(), graded(low=110000, high=190000)
    assert sure.range is None
    assert wide.range is not None
    assert (sure.grade, wide.grade) == ("A", "D")
    assert (wide.range.low.grade, wide.range.high.grade) == ("F", "A")
    assert wide.score == round((sure.score + wide.range.low.score) / 2)
    assert any("At its low end, $110,000, the grade is F" in said for said in wide.reasons)
    assert graded(low=149000, high=151000).score >= wide.score


@pytest.mark.parametrize(
    ("body", "decided_by"),
    [
        ({"offer_price": 104000}, "price"),
        ({"offer_price": 76500, "good": "10000", "commission_percent": 18}, "roi"),
        ({"arv": 30000, "repairs": 4000, "offer_price": 10000, "utilities_monthly": 0}, "profit"),
        ({"offer_price": 149000}, "loss"),
        ({"repairs": 140000}, "no_offer"),
    ],
)
def test_reasons_begin_with_the_figure_that_decides(body: dict[str, Any], decided_by: str) -> None:
    good = {"GOOD_PROFIT": body.pop("good")} if "good" in body else None
    answer = graded(given=good, **body)
    assert answer.decided_by == decided_by, answer.reasons


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("arv", -1),
        ("arv", True),
        ("arv", "150000"),
        ("arv", 1e10),
        ("arv", 10**400),
        ("repairs", 0.001),
        ("repairs", None),
        ("repairs", [1]),
        ("offer_price", {}),
        ("closing_cost_percent", 41),
        ("holding_months", 4.5),
        ("holding_months", 121),
        ("target_roi", 15),
        ("address", ""),
    ],
)
def test_what_is_no_amount_is_named(name: str, value: Any) -> None:
    body = {"arv": 150000, "repairs": 1, "offer_price": 1, name: value}
    with pytest.raises(Problem) as refused:
        read(**body)
    assert refused.value.status == 422
    assert [error.pointer for error in refused.value.errors] == [f"/{name}"]


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Problem):
        read(arv=float(text), repairs=1, offer_price=1)


def test_a_deal_needs_a_value() -> None:
    with pytest.raises(Problem) as refused:
        read(repairs=1, offer_price=1)
    assert [error.pointer for error in refused.value.errors] == [""]
