"""Facts that can't be are told beside their fields; what could be, but hardly is, gets a look."""

from typing import Any

import pytest

from contracts.valuation import Property
from instant_offer_facts import impossible, unusual
from instant_offer_terms import label_of

YEAR = 2026


def pointers(**facts: Any) -> list[str]:
    return [each.pointer for each in impossible(Property.model_validate(facts), YEAR)]


def oddities(**facts: Any) -> list[str]:
    return list(unusual(Property.model_validate(facts), YEAR))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"lot_sqft": 1}, "lot_sqft"),
        ({"lot_sqft": 120, "sqft": 1500}, "lot_sqft"),
        ({"lot_sqft": 900, "sqft": 9000}, "lot_sqft"),
        ({"lot_sqft": 900, "sqft": 3000, "floors": 2}, "lot_sqft"),
        ({"year_built": 1600}, "year_built"),
        ({"year_built": 2031}, "year_built"),
        ({"year_built": 1950, "year_renovated": 2027}, "year_renovated"),
    ],
    ids=str,
)
def test_what_can_not_be_is_a_mistake_of_its_field(facts: dict[str, Any], field: str) -> None:
    assert pointers(**facts) == [f"/property/{field}"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"bedrooms": 0}, "no bedroom"),
        ({"bathrooms": 0}, "no bathroom"),
        ({"year_built": 1700}, "from 1700"),
        ({"year_built": 2028}, "still to be built"),
        ({"sqft": 30_000}, "30,000 sq ft"),
        ({"sqft": 150}, "150 sq ft"),
        ({"sqft": 1800, "lot_sqft": 1000, "floors": 1}, "on a lot of 1,000"),
        ({"bedrooms": 1, "bathrooms": 9}, "9 bathrooms to 1 bedroom"),
        ({"bedrooms": 12, "sqft": 1000}, "12 bedrooms in 1,000"),
    ],
    ids=str,
)
def test_what_is_hardly_true_gets_a_look(facts: dict[str, Any], said: str) -> None:
    assert pointers(**facts) == []
    assert any(said in each for each in oddities(**facts))


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"bedrooms": 3, "bathrooms": 2.5, "sqft": 1800, "lot_sqft": 5000, "floors": 1},
        {"sqft": 2100, "lot_sqft": 900, "floors": 3, "bedrooms": 3, "bathrooms": 3.5},
        {"year_built": 1898, "year_renovated": 0},
        {"year_built": YEAR, "bedrooms": 5, "sqft": 900},
        {"sqft": 450, "bedrooms": 1, "bathrooms": 1},
    ],
    ids=str,
)
def test_common_homes_are_neither(facts: dict[str, Any]) -> None:
    assert (pointers(**facts), oddities(**facts)) == ([], [])


def test_a_band_of_the_transfer_tax_says_where_it_begins() -> None:
    assert label_of("transfer_tax_over_525000").endswith("over $525,000")
