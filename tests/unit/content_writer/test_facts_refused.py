"""Facts that are refused, for what their name and value say together or for what can not be."""

from typing import Any

import pytest

from content_writer_facts import said, worded
from content_writer_impossible import refuse_impossible
from content_writer_refusing import refuse_facts, refuse_text
from content_writer_templates import written
from edgekit import Problem


def pointers(facts: dict[str, Any]) -> list[str]:
    try:
        refuse_impossible(said(facts))
        refuse_facts(said(facts))
    except Problem as problem:
        return [error.pointer for error in problem.errors]
    return []


@pytest.mark.parametrize(
    "facts",
    [
        {"children": "none"},
        {"toddlers": "No"},
        {"babies": 0},
        {"no_toddlers": True},
        {"seniors": "only"},
        {"only": "seniors"},
        {"perfect_for": "couples"},
        {"ideal_for": ["retirees", "couples"]},
        {"community": "adult"},
        {"not_for": "children"},
        {"tenants": "christian"},
        {"rules": ["no", "children"]},
        {"rules": ["quiet", "seniors", "only"]},
        {"mexicans": "no"},
        {"wheelchairs": "not allowed"},
    ],
    ids=str,
)
def test_a_name_and_its_value_that_say_it_together_are_refused(facts: dict[str, Any]) -> None:
    assert pointers(facts) == [f"/facts/{next(iter(facts))}"]


@pytest.mark.parametrize(
    "facts",
    [
        {"color": "white", "exterior": "brown"},
        {"owner": "Christian White", "seller": "Joe Black"},
        {"pets": "no", "smoking": "no", "hoa": "none", "none": "none"},
        {"features": ["no HOA", "kids' playroom", "family room"]},
        {"features": ["white cabinets", "black counters", "adult trees"]},
        {"neighborhood": "Irish Hills", "city": "White Center", "school": "Boys Latin"},
        {"family_room": True, "mother_in_law_suite": True, "children": False},
        {"bedrooms": 2, "master_bedroom": "yes", "street": "Christian"},
        {"hoa_fee": 0, "bedrooms": 0, "longitude": -122.3, "year_change": -0.4},
        {"price": "call us", "sqft": "about 900", "year_built": 1906, "years_owned": 3},
    ],
    ids=str,
)
def test_facts_of_a_house_are_taken(facts: dict[str, Any]) -> None:
    assert pointers(facts) == []
    for kind in ("listing", "follow_up"):
        refuse_text(" ".join(one.text for one in written(kind, said(facts), "neutral")))


@pytest.mark.parametrize(
    "facts",
    [
        {"sqft": -7},
        {"sqft": 0},
        {"list_price": 0},
        {"asking_price": 0.0},
        {"price": "-12"},
        {"price": "$0"},
        {"offer": "\u2212$3,000"},
        {"bedrooms": -1},
        {"lot_acres": -0.5},
        {"deposit": -1},
        {"year_built": 23},
        {"year_renovated": 2300},
    ],
    ids=str,
)
def test_what_can_not_be_is_refused_with_its_pointer(facts: dict[str, Any]) -> None:
    assert pointers(facts) == [f"/facts/{next(iter(facts))}"]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("phone", 2065550164, "2065550164"),
        ("agent_phone", 2065550164.0, "2065550164"),
        ("parcel", 3624039009, "3624039009"),
        ("parcel_number", 3624039009, "3624039009"),
        ("zip", 98118, "98118"),
        ("zip", 2139, "02139"),
        ("unit", 1204, "1204"),
        ("mls", 1234567, "1234567"),
        ("units", 1204, "1,204"),
        ("sqft", 1204, "1,204"),
        ("lot_sqft", 5000, "5,000"),
    ],
)
def test_a_number_that_is_a_name_is_printed_as_it_is(name: str, value: float, words: str) -> None:
    assert worded(name, said({name: value})[name]) == words


def test_a_zip_code_is_one_whether_text_or_number() -> None:
    assert said({"zip": 98118}) == said({"zip": "98118"}) == said({"zip": 98118.0})
