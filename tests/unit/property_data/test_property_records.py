"""A home's facts come from several sources; each fact names its own."""

import json
import sqlite3
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

import rentcast
from contracts.postal.address import parse
from property_records import BY_PARCEL, BY_STREET, SPEND, Row, merged, rows_of, stored

RECORD: dict[str, Any] = {
    "id": "5500-Grand-Lake-Dr,-San-Antonio,-TX-78244",
    "formattedAddress": "5500 Grand Lake Dr, San Antonio, TX 78244",
    "assessorID": "05076-103-0500",
    "latitude": 29.475962,
    "longitude": -98.351442,
    "bedrooms": 3,
    "bathrooms": 2,
    "squareFootage": 1878,
    "lotSize": 8843,
    "yearBuilt": 1973,
    "features": {"floorCount": 1, "garage": True},
    "lastSalePrice": 185000,
}
TODAY = date(2026, 11, 23)


def rows(homes: sqlite3.Connection, statement: str, *params: str) -> list[Row]:
    return [Row.model_validate(dict(row)) for row in homes.execute(statement, params)]


def by_address(homes: sqlite3.Connection, text: str) -> list[Row]:
    asked = parse(text)
    return rows(homes, BY_STREET, asked.street_key, asked.zip, asked.city, asked.state)


@pytest.mark.parametrize(("statement", "count"), [(BY_PARCEL, 1), (BY_STREET, 4)])
def test_a_look_up_never_scans(homes: sqlite3.Connection, statement: str, count: int) -> None:
    plan = homes.execute(f"EXPLAIN QUERY PLAN {statement}", (None,) * count).fetchall()
    assert all("SEARCH" in row["detail"] for row in plan)


def test_a_parcel_has_the_facts_of_its_newest_sale(homes: sqlite3.Connection) -> None:
    found = merged(rows(homes, BY_PARCEL, "0001000102"), None)
    assert found.facts["sqft"].value == 2400
    assert found.facts["sqft"].source == "King County Assessor's public records"
    assert found.facts["sqft"].as_of == date(2014, 9, 16)
    assert found.complete


@pytest.mark.parametrize(
    "text",
    [
        "8021 21st Ave NW, Seattle, WA 98117",
        "8021 21ST AVENUE NORTHWEST SEATTLE WA 98117",
        "8021 21st ave. n.w., seattle, washington",
    ],
)
def test_a_home_is_found_however_its_address_is_typed(homes: sqlite3.Connection, text: str) -> None:
    found = merged(by_address(homes, text), parse(text))
    assert found.parcel == "sample-1"
    assert found.facts["sqft"].source == "sample"


def test_the_same_street_in_another_place_is_another_home(homes: sqlite3.Connection) -> None:
    assert by_address(homes, "8021 21st Ave NW, Seattle, WA 98118") == []
    assert by_address(homes, "8021 21st Ave NW, Tacoma, WA") == []


def test_a_newer_record_wins_fact_by_fact() -> None:
    home = {"parcel": "1", "zip": "98103", "lat": 47.6, "lon": -122.3}
    blank = dict.fromkeys(["street_key", "address", "city", "state"])
    old = {"source": "old", "recorded_on": "2014-01-01", "facts": '{"sqft": 900, "grade": 7}'}
    new = {"source": "new", "recorded_on": "2020-01-01", "facts": '{"sqft": 1200}'}
    found = merged([Row.model_validate(home | blank | each) for each in (new, old)], None)
    assert (found.facts["sqft"].value, found.facts["sqft"].source) == (1200, "new")
    assert (found.facts["grade"].value, found.facts["grade"].source) == (7, "old")
    assert not found.complete


def test_what_the_provider_tells_is_kept_and_found_again(homes: sqlite3.Connection) -> None:
    asked = parse("5500 Grand Lake Drive, San Antonio, TX 78244")
    found = rentcast.found([RECORD], TODAY)
    assert found is not None
    for statement in stored(found, asked):
        homes.execute(statement.sql, statement.params)
    again = merged(by_address(homes, "5500 grand lake dr san antonio tx 78244"), asked)
    assert again == merged(rows_of(found, asked), asked)
    assert {name: fact.value for name, fact in again.facts.items()} == {
        "sqft": 1878,
        "bedrooms": 3,
        "bathrooms": 2,
        "lot_sqft": 8843,
        "year_built": 1973,
        "floors": 1,
    }


def test_a_provider_that_knows_nothing_or_talks_nonsense() -> None:
    assert rentcast.found([], TODAY) is None
    with pytest.raises(ValidationError):
        rentcast.found([RECORD | {"squareFootage": -5}], TODAY)
    with pytest.raises(ValidationError):
        rentcast.found({"error": "what?"}, TODAY)


def test_the_request_carries_the_address_and_the_key() -> None:
    url, headers = rentcast.lookup("https://api.rentcast.io/v1/", "1 A ST, X, WA 98101", "secret")
    assert url == "https://api.rentcast.io/v1/properties?address=1+A+ST%2C+X%2C+WA+98101&limit=1"
    assert headers == {"X-Api-Key": "secret"}


def test_a_days_budget_is_spent_to_the_last_call_and_no_further(homes: sqlite3.Connection) -> None:
    spent = [homes.execute(SPEND, ("2026-11-23", 3)).fetchone() for _ in range(5)]
    assert [row and row["calls"] for row in spent] == [1, 2, 3, None, None]
    assert homes.execute(SPEND, ("2026-11-24", 3)).fetchone()["calls"] == 1
    assert homes.execute(SPEND, ("2026-11-25", 0)).fetchone() is None


def test_facts_are_stored_as_json(homes: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        homes.execute("INSERT INTO records VALUES ('1', 's', '2020-01-01', 'not json')")
    assert json.loads(homes.execute("SELECT facts FROM records LIMIT 1").fetchone()[0])
