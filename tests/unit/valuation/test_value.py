"""Values are on the logarithmic scale; time and ignorance widen their intervals."""

import math
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comps_value import (
    COMPLETE,
    DESCRIBED,
    GRADED,
    SIZED,
    UNSIZED,
    comps_query,
    from_comps,
    knowledge_of,
)
from contracts.comps import Comp
from contracts.valuation import Property
from value import Value, carried

DAY = date(2015, 3, 1)
PLACE = {"lat": 47.6, "lon": -122.3}


def comp(**facts: Any) -> Comp:
    row = {
        "id": "1",
        "parcel": "1",
        "price": 500_000,
        "sold_on": "2015-01-01",
        "distance_km": 0.3,
        "similarity": 0.5,
        "adjusted_price": 500_000,
        "zip": "98107",
        **PLACE,
    }
    unknown = dict.fromkeys(set(Comp.model_fields) - set(row))
    return Comp.model_validate(unknown | row | facts)


def home(**facts: Any) -> Property:
    return Property.model_validate(PLACE | facts)


def value(price: float = 500_000, half: float = 0.2, priced_on: date = DAY) -> Value:
    return Value(math.log(price), half, half, "comps", priced_on)


prices = st.lists(st.integers(50_000, 5_000_000), min_size=3, max_size=12)


def test_comps_of_one_price_give_that_price() -> None:
    found = from_comps(home(sqft=1500), [comp(), comp(), comp()])
    assert found is not None
    assert found.price == 500_000
    assert found.priced_on == date(2015, 1, 1)


@pytest.mark.parametrize("typo", [21_000, 2_100_000, 21_000_000, 10])
def test_a_price_with_a_digit_too_many_or_missing_moves_nothing(typo: int) -> None:
    right = [comp(adjusted_price=price) for price in (200_000, 205_000, 210_000, 215_000)]
    found = from_comps(home(sqft=1500), [*right, comp(adjusted_price=typo, similarity=0.99)])
    assert found == from_comps(home(sqft=1500), right)
    assert found is not None
    assert found.price == pytest.approx(207_500, rel=0.01)


@given(st.lists(st.integers(180_000, 240_000), min_size=4, max_size=11), st.sampled_from([10, 0.1]))
def test_one_typing_error_among_sales_that_agree_is_left_out(
    adjusted: list[int], error: float
) -> None:
    right = [comp(adjusted_price=price) for price in adjusted]
    wrong = comp(adjusted_price=round(adjusted[0] * error))
    assert from_comps(home(), [*right, wrong]) == from_comps(home(), right)


def test_sales_that_differ_are_all_counted() -> None:
    adjusted = (100_000, 200_000, 400_000, 800_000)
    found = from_comps(home(sqft=1500), [comp(adjusted_price=price) for price in adjusted])
    assert found is not None
    assert found.price == pytest.approx(math.sqrt(200_000 * 400_000), rel=0.01)


def test_two_comps_are_too_few() -> None:
    assert from_comps(home(sqft=1500), [comp(), comp()]) is None


@given(prices)
def test_a_value_lies_among_its_comps_and_within_its_interval(adjusted: list[int]) -> None:
    found = from_comps(home(sqft=1500), [comp(adjusted_price=price) for price in adjusted])
    assert found is not None
    assert min(adjusted) - 1 <= found.price <= max(adjusted) + 1
    assert found.low < found.price < found.high
    assert 0 <= found.confidence <= 1


def test_the_more_similar_comp_counts_more() -> None:
    near = comp(similarity=0.9, adjusted_price=600_000)
    far = comp(similarity=0.1, adjusted_price=400_000)
    found = from_comps(home(sqft=1500), [near, far, far])
    assert found is not None
    assert found.price > 590_000


def test_comps_that_disagree_widen_the_interval() -> None:
    agreed = from_comps(home(sqft=1500), [comp()] * 3)
    torn = from_comps(
        home(sqft=1500), [comp(adjusted_price=price) for price in (300_000, 500_000, 800_000)]
    )
    assert agreed is not None
    assert torn is not None
    assert torn.below > agreed.below
    assert torn.confidence < agreed.confidence


def test_the_less_is_known_the_wider_the_interval_and_it_is_said() -> None:
    some = {"sqft": 1500, "bedrooms": 3, "bathrooms": 2, "year_built": 1950}
    most = some | {"view": 0, "lot_sqft": 5000, "condition": 3}
    known = [home(**most, grade=7), home(**most), home(**some, grade=7), home(**some), home()]
    assert [knowledge_of(each) for each in known] == [COMPLETE, DESCRIBED, GRADED, SIZED, UNSIZED]
    values = [from_comps(each, [comp()] * 3) for each in known]
    widths = [each.below for each in values if each is not None]
    assert widths == sorted(set(widths))
    assert [bool(each and each.notes) for each in values] == [False, True, False, True, True]
    assert [each and each.method for each in values] == ["comps"] * 4 + ["area"]


def test_comps_are_asked_with_every_fact_that_is_known() -> None:
    asked = comps_query(home(sqft=1500, grade=7, waterfront=True), DAY)
    assert (asked.sqft, asked.grade, asked.waterfront, asked.as_of) == (1500, 7, True, DAY)
    assert asked.bedrooms is None


@given(st.floats(0.3, 3), st.integers(0, 5000))
def test_a_market_carries_the_value_and_time_only_widens_it(ratio: float, days: int) -> None:
    before = value()
    after = carried(before, DAY + timedelta(days=days), ratio)
    assert after.log_price == pytest.approx(before.log_price + math.log(ratio))
    assert after.below >= before.below
    assert after.above >= before.above
    assert after.priced_on == DAY + timedelta(days=days)


def test_a_value_of_today_is_carried_nowhere() -> None:
    assert carried(value(), DAY, 1.0) == value()


def test_a_market_that_is_not_known_widens_more_and_is_said() -> None:
    later = DAY + timedelta(days=3 * 365)
    known, unknown = carried(value(), later, 1.1), carried(value(), later, None)
    assert unknown.below > known.below
    assert unknown.price == value().price
    assert "not known" in unknown.notes[0]
    assert "brought forward" in known.notes[0]


def test_confidence_is_the_chance_to_be_within_a_fifth() -> None:
    assert value(half=math.log(1.2)).confidence == pytest.approx(0.84, abs=0.01)
    assert value(half=1.0).confidence < 0.25
    assert value(half=0.05).confidence > 0.99
