"""A request that contradicts itself is refused, and every field at fault is named."""

from datetime import date
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.valuation import BatchRequest, QuickRequest
from edgekit import Problem
from edgekit.json_bodies import validated
from home_checks import mistakes, zip_in

TODAY = date(2026, 11, 23)
PLACE = {"zip": "98103"}
SEATTLE = {"lat": 47.67, "lon": -122.34}
MIAMI = "1000 Ocean Dr, Miami Beach, FL"


def pointers(**request: Any) -> list[str]:
    return [error.pointer for error in mistakes(QuickRequest.model_validate(request), TODAY)]


@pytest.mark.parametrize(
    "request_",
    [
        {"address": "8021 21st Ave NW, Seattle"},
        {"property": {"zip": "98103"}},
        {"property": {"lat": 47.6, "lon": -122.3}},
        {"address": "8021 21st Ave NW", "property": {"sqft": 1500}},
        {"property": PLACE | {"year_built": 1950, "year_renovated": 0}},
        {"property": PLACE | {"year_built": TODAY.year + 1}},
        {"property": PLACE | {"sqft": 490, "bedrooms": 3, "bathrooms": 0.75}},
        {"property": PLACE, "as_of": "2026-11-23"},
        {"property": PLACE | {"year_built": 2018}, "as_of": "2015-01-01"},
        {"property": PLACE | SEATTLE},
        {"property": SEATTLE | {"zip": "98354"}},
        {"property": SEATTLE | {"zip": "00000"}},
        {"property": {"zip": "99501", "lat": 61.2, "lon": -149.9}},
        {"address": f"{MIAMI} 33139", "property": {"zip": "33139"}},
        {"address": "8021 21st Ave NW, Seattle, WA", "property": PLACE | SEATTLE},
    ],
)
def test_what_makes_sense_is_taken(request_: dict[str, Any]) -> None:
    assert pointers(**request_) == []


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        ({}, [""]),
        ({"property": {}}, ["/property"]),
        ({"property": {"sqft": 1500}}, ["/property"]),
        ({"property": {"lat": 47.6}}, ["/property/lon"]),
        ({"property": {"lon": -122.3}, "address": "here"}, ["/property/lat"]),
        ({"property": PLACE, "as_of": "2026-11-24"}, ["/as_of"]),
        ({"property": PLACE | {"year_built": 2060}}, ["/property/year_built"]),
        (
            {"property": PLACE | {"year_built": 1990, "year_renovated": 1980}},
            ["/property/year_renovated"],
        ),
        ({"property": PLACE | {"year_renovated": 2060}}, ["/property/year_renovated"]),
        (
            {"property": PLACE | {"year_built": 2020}, "as_of": "2015-01-01"},
            ["/property/year_built"],
        ),
        (
            {"property": PLACE | {"year_renovated": 2020}, "as_of": "2015-01-01"},
            ["/property/year_renovated"],
        ),
        ({"property": SEATTLE | {"zip": "10001"}}, ["/property/zip"]),
        ({"property": SEATTLE | {"zip": "97201"}}, ["/property/zip"]),
        ({"address": MIAMI, "property": PLACE}, ["/property/zip"]),
        ({"address": f"{MIAMI} 33139", "property": PLACE}, ["/property/zip"]),
        ({"address": f"{MIAMI} 33139", "property": SEATTLE}, ["/property/lat"]),
        ({"address": f"{MIAMI} 98139"}, ["/address"]),
        ({"address": "1000 Ocean Dr, Miami Beach, Florida 98139, USA"}, ["/address"]),
        ({"property": PLACE | {"facts": {"pool": 1}}}, ["/property/facts/pool"]),
        ({"property": PLACE | {"facts": {"sqft": 1800}}}, ["/property/facts/sqft"]),
        ({"property": {"lat": 40.75, "lon": -73.99, "zip": "98103"}}, ["/property/zip"]),
        ({"property": PLACE | {"sqft": 1000, "sqft_above": 1200}}, ["/property/sqft_above"]),
        ({"property": PLACE | {"sqft": 1620, "bedrooms": 33}}, ["/property/bedrooms"]),
        (
            {"property": PLACE | {"sqft": 100, "bedrooms": 2, "bathrooms": 50}},
            ["/property/bedrooms", "/property/bathrooms"],
        ),
        (
            {"property": {"sqft": 1000, "sqft_above": 1200, "year_built": 2090}},
            ["/property/year_built", "/property/sqft_above", "/property"],
        ),
    ],
)
def test_each_contradiction_is_named(request_: dict[str, Any], expected: list[str]) -> None:
    assert pointers(**request_) == expected


@pytest.mark.parametrize(
    ("fact", "absurd"),
    [
        ("sqft", -5),
        ("sqft", 0),
        ("bedrooms", -1),
        ("bathrooms", 99),
        ("year_built", 2300),
        ("grade", 14),
        ("condition", 0),
        ("view", 5),
        ("lot_sqft", 0),
        ("floors", 0),
        ("lat", 91),
        ("lon", -181),
        ("zip", "9" * 100),
        ("zip", "9810"),
        ("sqft", "big"),
    ],
)
def test_a_physically_absurd_fact_is_refused_with_its_name(fact: str, absurd: Any) -> None:
    with pytest.raises(ValidationError) as error:
        QuickRequest.model_validate({"property": {"lat": 47.6, "lon": -122.3} | {fact: absurd}})
    assert {item["loc"][:2] for item in error.value.errors()} == {("property", fact)}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8021 21st Ave NW, Seattle, WA 98117", "98117"),
        ("8021 21st Ave NW, Seattle, WA 98117-1234", "98117"),
        ("8021 21st Ave NW, Seattle, WA, 98117, USA", "98117"),
        ("12345 Main St, Seattle", None),
        ("12345 Main St, Seattle, WA 98101", "98101"),
        ("12345", None),
        ("Main St 123456", None),
        ("", None),
    ],
)
def test_a_zip_code_is_read_off_the_end_of_an_address(address: str, expected: str | None) -> None:
    assert zip_in(address) == expected


def test_a_batch_keeps_a_home_that_cannot_be_read_as_its_problem() -> None:
    good: dict[str, Any] = {"property": PLACE}
    batch = BatchRequest.model_validate({"homes": [good, {"property": {"sqft": -5}}, good]})
    first, second, third = batch.homes
    assert first == third == QuickRequest.model_validate(good)
    assert isinstance(second, Problem)
    assert (second.status, [error.pointer for error in second.errors]) == (422, ["/property/sqft"])


def test_a_home_of_a_batch_is_read_as_a_single_one_is() -> None:
    homes = '{"as_of": "2015-03-01", "property": {"zip": "98103", "sqft": 1480.0}}'
    batch = validated(TypeAdapter(BatchRequest), f'{{"homes": [{homes}]}}')
    assert batch.homes == [validated(TypeAdapter(QuickRequest), homes)]


@pytest.mark.parametrize("count", [0, 501])
def test_a_batch_holds_one_to_five_hundred_homes(count: int) -> None:
    with pytest.raises(ValidationError):
        BatchRequest.model_validate({"homes": [{"property": PLACE}] * count})
