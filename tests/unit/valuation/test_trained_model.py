"""The trained model is asked where it knows most, and never about what came after the day."""

from datetime import date
from typing import Any

import pytest

import trained
from contracts.valuation import Property
from model_card import card

PLACE = {"lat": 47.6689, "lon": -122.3848}
FACTS = {"sqft": 1800, "bedrooms": 3, "bathrooms": 2, "grade": 7, "year_built": 1925}


def home(**facts: Any) -> Property:
    return Property.model_validate(facts)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (FACTS, False),
        (FACTS | {"lot_sqft": 5000, "condition": 3}, True),
        (FACTS | {"lot_sqft": 5000, "condition": 3, "view": 0, "sqft": None}, False),
    ],
)
def test_a_home_is_well_described_by_its_size_and_six_more_facts(
    facts: dict[str, Any], expected: bool
) -> None:
    assert trained.describes_well(home(**PLACE, **facts)) is expected


def test_the_factors_lead_from_the_typical_home_to_the_estimate() -> None:
    value, typical, factors = trained.by_model(
        home(**PLACE, **FACTS), date(2015, 3, 20), None, detailed=True
    )
    assert typical + sum(factor.amount for factor in factors) == value.price
    assert value.low < value.price < value.high
    assert value.method == "model"


def test_a_day_before_the_first_sealed_vintage_is_not_covered() -> None:
    assert trained.covers(home(**PLACE), date(2015, 3, 20))
    assert not trained.covers(home(**PLACE), date(2014, 5, 1))
    assert not trained.covers(home(lat=40.0, lon=-100.0), date(2015, 3, 20))


def test_a_market_carries_the_value_beyond_the_data_and_widens_it() -> None:
    asked = home(**PLACE, **FACTS)
    now, _, _ = trained.by_model(asked, trained.DATA_TO, None, detailed=False)
    later, _, _ = trained.by_model(asked, date(2024, 11, 1), 2.0, detailed=False)
    assert 1.6 < later.price / now.price < 2.4
    assert later.below + later.above > now.below + now.above
    assert not trained.needs_market(trained.DATA_TO)
    assert any("brought forward" in note for note in later.notes)


def test_facts_that_were_not_given_are_named() -> None:
    value, _, _ = trained.by_model(
        home(**PLACE, sqft=1800, grade=7), date(2015, 3, 20), None, detailed=False
    )
    assert "bedrooms" in value.notes[0]


def test_a_home_known_by_its_place_gets_its_zip_code_for_the_market() -> None:
    assert trained.located(home(**PLACE, **FACTS), date(2015, 3, 20)).zip == "98107"


def test_the_card_tells_the_error_of_every_method() -> None:
    described = card()
    assert described.model_version == trained.MODEL.version
    assert {method.method for method in described.methods} == {"model", "comps", "area"}
    assert all(0 < method.median_error < 0.5 for method in described.methods)
    assert described.data_from < described.data_to


@pytest.mark.parametrize("beyond", [{"sqft": 100_000}, {"sqft": 100}, {"bedrooms": 40}])
def test_a_home_beyond_all_that_was_learnt_from_is_not_covered(beyond: dict[str, Any]) -> None:
    assert trained.covers(home(**PLACE, **FACTS), date(2026, 3, 20))
    assert not trained.covers(home(**(PLACE | FACTS | beyond)), date(2026, 3, 20))
