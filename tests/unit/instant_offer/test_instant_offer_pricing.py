"""The pricing rules: taxes per started hundred, leap years, and laws of every offer."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import offer_recomputed
import pytest
from homes import MOMENTS, NOW, REQUESTS, SETTINGS, VALUES, quote, settings, valued
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.valuation import Estimate
from instant_offer_pricing import (
    TransferTax,
    dollars,
    months_later,
    transfer_tax,
    years_between,
)
from instant_offer_vars import InstantOfferVars

FLORIDA = TransferTax.model_validate(
    {"per": 100, "step": 100, "bands": [{"over": 0, "rate": Decimal("0.70")}]}
)
MICHIGAN = TransferTax.model_validate(
    {"per": 1000, "step": 500, "bands": [{"over": 0, "rate": Decimal("1.50")}]}
)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("price", "tax"),
    [("50051", "350.70"), ("50000", "350"), ("50000.01", "350.70"), ("1", "0.70"), ("0", "0")],
)
def test_a_started_hundred_is_taxed_whole(price: str, tax: str) -> None:
    assert transfer_tax(Fraction(price), FLORIDA) == Fraction(tax)


@pytest.mark.parametrize(
    ("price", "tax"), [("79122.33", "119.25"), ("79500", "119.25"), ("79500.01", "120")]
)
def test_a_price_is_raised_before_it_is_taxed(price: str, tax: str) -> None:
    assert transfer_tax(Fraction(price), MICHIGAN) == Fraction(tax)


def test_a_graduated_tax_takes_each_part_by_its_own_rate() -> None:
    tax = settings().transfer_tax
    assert transfer_tax(525_000, tax) == 8400
    assert transfer_tax(625_000, tax) == 8400 + 1780
    assert transfer_tax(1_625_000, tax) == 8400 + 17_800 + 3250


@given(st.integers(0, 10**9), st.integers(0, 10**6))
def test_a_higher_price_is_never_taxed_less(price: int, more: int) -> None:
    for tax in (FLORIDA, MICHIGAN, settings().transfer_tax):
        assert 0 <= transfer_tax(price, tax) <= transfer_tax(price + more, tax)


@pytest.mark.parametrize(
    "bands", [[], [{"over": 1, "rate": 1}], [{"over": 0, "rate": 1}, {"over": 0, "rate": 2}]]
)
def test_bands_that_do_not_ascend_from_0_are_refused(bands: list[dict[str, int]]) -> None:
    with pytest.raises(ValidationError):
        TransferTax.model_validate({"per": 100, "bands": bands})


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ((2028, 1, 1), (2028, 3, 1), Fraction(60, 366)),
        ((2027, 1, 1), (2027, 3, 1), Fraction(59, 365)),
        ((2028, 1, 1), (2029, 1, 1), Fraction(1)),
        ((2026, 1, 1), (2027, 2, 28), 1 + Fraction(58, 365)),
        ((2027, 12, 31), (2028, 1, 2), Fraction(1, 365) + Fraction(1, 366)),
        ((2028, 2, 29), (2028, 2, 29), Fraction(0)),
    ],
)
def test_a_day_is_a_part_of_its_own_year(
    start: tuple[int, int, int], end: tuple[int, int, int], years: Fraction
) -> None:
    assert years_between(date(*start), date(*end)) == years


@given(DAYS, DAYS, DAYS)
def test_two_stretches_of_time_add_up(first: date, second: date, third: date) -> None:
    start, middle, end = sorted((first, second, third))
    parts = years_between(start, middle) + years_between(middle, end)
    assert parts == years_between(start, end)


def test_a_month_later_is_the_same_day_or_the_last_one() -> None:
    assert months_later(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert months_later(date(2026, 11, 29), 1) == date(2026, 12, 29)
    assert months_later(date(2026, 12, 31), 0) == date(2026, 12, 31)


def test_half_a_dollar_goes_up() -> None:
    assert [dollars(Fraction(n)) for n in ("0.5", "1.5", "2.49", "2.5")] == [1, 2, 2, 3]


def test_an_offer_worked_out_by_hand() -> None:
    found = quote(valued(500_000, 400_000, 550_000), repairs=20_000)
    assert found.costs is not None
    # Holding: 5 months of 1.6 % a year of 500,000 (666.67) and 250.
    assert found.costs.model_dump() == {
        "margin": 75_000,
        "repairs": 20_000,
        "closing": 7500,
        "holding": 4583,
        "timeline": 0,
        "total": 107_083,
    }
    assert found.offer is not None
    assert found.offer.expected == 392_917
    # At 450,000: 67,500, 20,000, 6,750 and 4,250; at 525,000: 78,750, 20,000, 7,875 and 4,750.
    assert (found.offer.low, found.offer.high) == (351_500, 413_625)
    assert found.net_sheet is not None
    listing = {line.name: line.amount for line in found.net_sheet.listing.lines}
    # Until 2027-02-28: 1 + 58/365 years of 5,500; 91 days of 2,500 and 3,000 a year.
    assert listing == {
        "commission": 25_000,
        "closing": 7500,
        "transfer_tax": 8000,
        "property_tax": 6374,
        "repairs": 20_000,
        "holding": 1371,
    }


@given(REQUESTS, VALUES, SETTINGS, MOMENTS)
def test_every_figure_follows_from_the_answer(
    asked: dict[str, Any], value: Estimate, given: InstantOfferVars, now: Any
) -> None:
    found = quote(value, given, now, **asked)
    if found.offer is not None:
        offer_recomputed.check(json.loads(found.model_dump_json()))


@given(REQUESTS, VALUES, SETTINGS, MOMENTS)
def test_an_offer_lies_between_its_ends_and_no_sum_is_off(
    asked: dict[str, Any], value: Estimate, given: InstantOfferVars, now: Any
) -> None:
    found = quote(value, given, now, **asked)
    if found.offer is None:
        assert found.needs_look is not None
        assert (found.status, found.costs, found.net_sheet) == ("needs_look", None, None)
        assert found.explanation == [found.needs_look.detail]
        return
    assert 0 < found.offer.low <= found.offer.expected <= found.offer.high
    assert found.net_sheet is not None
    for sheet in (found.net_sheet.cash, found.net_sheet.listing):
        assert sheet.net == sheet.price - sum(line.amount for line in sheet.lines)
        assert all(line.amount >= 0 and line.note and line.label for line in sheet.lines)
        assert sheet.closing_on >= now.date()


@given(REQUESTS, VALUES, st.integers(0, 500_000))
def test_dearer_repairs_never_bring_more(asked: dict[str, Any], value: Estimate, more: int) -> None:
    first = quote(value, **asked | {"repairs": 1000})
    second = quote(value, **asked | {"repairs": 1000 + more})
    if second.offer is not None:
        assert first.offer is not None
        assert second.offer.expected == first.offer.expected - more


@given(VALUES, st.integers(100, 20_000))
def test_a_worse_condition_never_brings_more(value: Estimate, sqft: int) -> None:
    quotes = [
        quote(value, condition=condition, property={"sqft": sqft})
        for condition in ("excellent", "good", "fair", "poor")
    ]
    offers = [found.offer.expected if found.offer else 0 for found in quotes]
    assert offers == sorted(offers, reverse=True)


def test_repairs_follow_from_condition_and_size() -> None:
    known = quote(condition="poor", property={"sqft": 1000})
    assert known.costs is not None
    assert known.costs.repairs == 55_000
    assert known.assumptions["sqft"].source == "given"
    unknown = quote(condition="fair")
    assert unknown.costs is not None
    assert unknown.costs.repairs == 47_500
    assert unknown.assumptions["sqft"].source == "var"
    assert any("a typical home" in sentence for sentence in unknown.explanation)


def test_repairs_are_of_the_size_that_was_valued_unless_the_seller_says_another() -> None:
    value = valued().model_copy(update={"sqft": 1680})
    found = quote(value, condition="fair")
    assert found.costs is not None
    assert found.costs.repairs == 25 * 1680
    assert found.assumptions["sqft"].source == "valuation"
    assert any("1,680 sq ft (as on record)" in said for said in found.explanation)
    offer_recomputed.check(json.loads(found.model_dump_json()))
    told = quote(value, condition="fair", property={"sqft": 1000})
    assert told.costs is not None
    assert told.costs.repairs == 25_000
    assert told.assumptions["sqft"].source == "given"


def test_a_condition_that_is_left_out_of_the_setting_costs_the_usual() -> None:
    found = quote(given=settings(repairs_per_sqft={"poor": 60}), property={"sqft": 1000})
    assert found.costs is not None
    assert found.costs.repairs == 25_000


def test_the_explanation_names_the_figures() -> None:
    found = quote(repairs=20_000, timeline="asap")
    assert found.offer
    assert found.costs
    assert found.net_sheet
    said = " ".join(found.explanation)
    named = [
        *found.costs.model_dump(exclude={"total"}).values(),
        *found.offer.model_dump().values(),
        found.net_sheet.cash.net,
        found.net_sheet.listing.net,
        found.net_sheet.difference,
    ]
    for amount in named:
        assert f"${abs(amount):,}" in said, amount


def test_repairs_beyond_the_value_are_no_offer() -> None:
    found = quote(repairs=400_000)
    assert found.offer is None
    assert found.needs_look is not None
    assert found.needs_look.reason == "costs_exceed_value"


def test_a_quote_ends_after_its_days() -> None:
    found = quote(given=settings(quote_days="3"))
    assert (found.expires_at - found.created_at).days == 3
    assert found.created_at == NOW
