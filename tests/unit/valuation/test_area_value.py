"""An area's level stands in for a home of which little is known, and its factors add up."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appraisal import Appraisal
from area_value import from_area
from contracts.comps import AreaLevel, CompsAnswer
from contracts.valuation import MarketMove, Property
from reasons import steps
from value import Value, carried

DAY = date(2015, 3, 1)


def level(**facts: Any) -> AreaLevel:
    return AreaLevel.model_validate(
        {
            "zip": "98103",
            "scope": "zip",
            "count": 200,
            "price": {"median": 550_000, "p10": 350_000, "p90": 840_000},
            "sqft": 1500,
            "sized_price": {"median": 556_000, "p10": 400_000, "p90": 708_000},
            "size_elasticity": 0.75,
            "sold_from": "2014-09-24",
            "sold_to": "2015-02-27",
            "sold_mid": "2014-11-21",
            "as_of": DAY,
        }
        | facts
    )


def appraisal(value: Value, home: Property, comps: int, ratio: float = 1.0) -> Appraisal:
    answer = CompsAnswer.model_construct(comps=[], price_per_sqft=None, count=comps, as_of=DAY)
    move = MarketMove(
        region="98103",
        date_from=value.priced_on,
        date_to=DAY,
        ratio=ratio,
        observed_through=None,
        source=None,
    )
    brought = carried(value, DAY, ratio)
    return Appraisal(home, brought, DAY, comps=answer if comps else None, market=move)


def test_without_a_size_the_area_is_taken_as_it_is() -> None:
    value = from_area(Property(zip="98103"), level())
    assert (value.price, value.low, value.high) == (550_000, 350_000, 840_000)
    assert value.method == "area"
    assert "not of this home" in value.notes[0]
    assert "give sqft" in value.notes[1]


def test_a_larger_home_is_worth_more_and_the_size_narrows_the_interval() -> None:
    small = from_area(Property(zip="98103", sqft=1000), level())
    large = from_area(Property(zip="98103", sqft=3000), level())
    unknown = from_area(Property(zip="98103"), level())
    assert small.price < 556_000 < large.price
    assert large.below + large.above < unknown.below + unknown.above


def test_a_region_that_speaks_for_a_zip_code_is_less_sure_and_says_so() -> None:
    own = from_area(Property(zip="98103", sqft=1500), level())
    region = from_area(Property(zip="98103", sqft=1500), level(scope="region"))
    assert region.below > own.below
    assert "981xx" in region.notes[0]


def test_sizes_that_the_area_does_not_know_are_left_out() -> None:
    value = from_area(Property(zip="98103", sqft=9000), level(sqft=None, sized_price=None))
    assert value.price == 550_000


@given(st.one_of(st.none(), st.integers(300, 9000)), st.floats(0.4, 3), st.sampled_from([0, 3, 12]))
def test_factors_lead_from_the_typical_home_to_the_estimate_to_the_dollar(
    sqft: int | None, ratio: float, comps: int
) -> None:
    home = Property(zip="98103", sqft=sqft)
    value = from_area(home, level())
    if comps:
        value = Value(value.log_price + 0.07, 0.2, 0.2, "comps", value.priced_on)
    appraised = appraisal(value, home, comps, ratio)
    typical, factors = steps(appraised, level())
    assert typical is not None
    assert typical + sum(factor.amount for factor in factors) == appraised.value.price


def test_without_a_level_there_is_no_typical_home() -> None:
    home = Property(zip="98103")
    assert steps(appraisal(from_area(home, level()), home, 0), None) == (None, [])


@pytest.mark.parametrize(("sqft", "expected"), [(None, 550_000), (1500, 556_000)])
def test_the_typical_home_needs_no_factors(sqft: int | None, expected: int) -> None:
    home = Property(zip="98103", sqft=sqft)
    assert steps(appraisal(from_area(home, level()), home, 0), level()) == (expected, [])


def test_the_further_a_size_is_from_the_areas_the_less_sure_its_effect() -> None:
    widths = [
        from_area(Property(zip="98103", sqft=sqft), level()) for sqft in (1500, 3000, 100_000)
    ]
    assert [round(value.below + value.above, 2) for value in widths] == [0.57, 0.6, 1.32]


def test_a_place_without_a_sale_nearby_is_less_like_its_zip_code() -> None:
    known, lonely = (
        from_area(Property.model_validate({"zip": "98103", "sqft": 1500} | place), level())
        for place in ({}, {"lat": 47.9, "lon": -122.0})
    )
    assert lonely.below > known.below
