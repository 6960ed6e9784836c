"""A comp says how alike it is, and what it would have sold for with the home's facts."""

import sqlite3
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comp_adjustment import Sale, adjusted_price, answer, newest_of_parcels, quantile, similarity
from contracts.comps import CompsQuery

Find = Callable[[CompsQuery, date], list[Sale]]
AS_OF = date(2015, 3, 1)
HOME: dict[str, Any] = {
    "sqft": 2000,
    "lot_sqft": 5000,
    "bedrooms": 3,
    "bathrooms": 2.0,
    "year_built": 1950,
    "year_renovated": None,
    "grade": 7,
    "condition": 3,
    "view": 0,
    "waterfront": False,
}


def sale(**facts: Any) -> Sale:
    row = {
        "parcel": "1",
        "sold_on": "2015-01-01",
        "price": 500_000,
        "lat": 47.6,
        "lon": -122.3,
        "zip": "98107",
        "distance2": 0.0,
        "difference": 0.0,
    }
    return Sale.model_validate(row | HOME | facts)


def query(**facts: Any) -> CompsQuery:
    return CompsQuery.model_validate({"lat": 47.6, "lon": -122.3} | HOME | facts)


def test_the_same_home_needs_no_adjustment() -> None:
    assert adjusted_price(sale(), query()) == pytest.approx(500_000)


@pytest.mark.parametrize(
    ("fact", "better"),
    [
        ("sqft", 2500),
        ("lot_sqft", 9000),
        ("bathrooms", 3.0),
        ("year_built", 1990),
        ("year_renovated", 2010),
        ("grade", 9),
        ("condition", 5),
        ("view", 3),
        ("waterfront", True),
    ],
)
def test_a_better_home_than_the_one_sold_is_worth_more(fact: str, better: Any) -> None:
    assert adjusted_price(sale(), query(**{fact: better})) > 501_000
    assert adjusted_price(sale(**{fact: better}), query()) < 499_000


def test_a_fact_that_either_side_lacks_changes_nothing() -> None:
    assert adjusted_price(sale(lot_sqft=None), query(lot_sqft=90_000)) == pytest.approx(500_000)
    assert adjusted_price(sale(lot_sqft=90_000), query(lot_sqft=None)) == pytest.approx(500_000)


def test_size_says_more_where_the_grade_is_not_known() -> None:
    graded = adjusted_price(sale(), query(sqft=3000))
    ungraded = adjusted_price(sale(grade=None), query(sqft=3000))
    assert 500_000 < graded < ungraded < 750_000


@given(
    st.fixed_dictionaries(
        {
            "sqft": st.integers(300, 10_000),
            "bedrooms": st.integers(0, 9),
            "grade": st.integers(3, 13),
            "year_built": st.integers(1900, 2015),
            "view": st.integers(0, 4),
        }
    ),
    st.integers(50_000, 5_000_000),
)
def test_an_adjustment_there_and_back_gives_the_price(facts: dict[str, int], price: int) -> None:
    there = adjusted_price(sale(price=price), query(**facts))
    back = adjusted_price(sale(price=round(there), **facts), query())
    assert back == pytest.approx(price, rel=1e-3)


def test_similarity_is_one_for_no_difference_and_a_half_for_one_scale() -> None:
    assert similarity(0) == 1
    assert similarity(1) == 0.5
    assert 0 < similarity(1e6) < 1e-5


def test_the_newest_sale_of_a_parcel_stands_for_it() -> None:
    older = sale(sold_on="2014-06-01", difference=0.1)
    newer = sale(sold_on="2015-01-01", difference=0.3)
    other = sale(parcel="2", difference=0.2)
    assert newest_of_parcels([older, other, newer]) == [other, newer]


def test_an_answer_can_be_recomputed_from_its_comps(sales: sqlite3.Connection, find: Find) -> None:
    asked = CompsQuery(lat=47.6689, lon=-122.3848, sqft=1800, grade=7, limit=9)
    answered = answer(find(asked, AS_OF), asked, AS_OF)
    ratios = sorted(comp.price / comp.sqft for comp in answered.comps if comp.sqft)
    assert answered.count == len(answered.comps) == 9
    assert answered.price_per_sqft is not None
    assert answered.price_per_sqft.median == round(ratios[4], 2)
    assert answered.price_per_sqft.p25 == round(ratios[2], 2)
    assert answered.price_per_sqft.p75 == round(ratios[6], 2)
    likeness = [comp.similarity for comp in answered.comps]
    assert likeness == sorted(likeness, reverse=True)
    assert all(0 < value <= 1 for value in likeness)


def test_no_sales_make_an_empty_answer() -> None:
    answered = answer([], query(), AS_OF)
    assert (answered.comps, answered.price_per_sqft, answered.count) == ([], None, 0)


def test_sizes_that_nobody_knows_give_no_price_per_square_foot() -> None:
    assert answer([sale(sqft=None)], query(), AS_OF).price_per_sqft is None


@given(st.lists(st.integers(0, 100), min_size=1).map(sorted), st.floats(0, 1))
def test_a_quantile_lies_within_its_values(values: list[int], share: float) -> None:
    assert values[0] <= quantile(values, share) <= values[-1]
    assert quantile(values, 0) == values[0]
    assert quantile(values, 1) == values[-1]
