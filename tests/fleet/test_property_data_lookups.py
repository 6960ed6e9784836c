"""property-data over HTTP: look-ups by parcel and address, the provider and its budget.

What a provider told stays in the seeded tables after a reset: each test has an address of its own.
"""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from fleet.dev.local import LocalFleet

OAK = "77 Oak Street, Seattle, WA 98103"
RECORD = {
    "id": "77-Oak-St",
    "formattedAddress": "77 Oak St, Seattle, WA 98103",
    "latitude": 47.67,
    "longitude": -122.34,
    "bedrooms": 3,
    "bathrooms": 2,
    "squareFootage": 1500,
    "yearBuilt": 1950,
}


@pytest.fixture
def homes(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("property-data") as client:
        yield client


def lookup(homes: httpx.Client, **query: str) -> httpx.Response:
    return homes.get("/api/property", params=query)


def asked(fleet: LocalFleet) -> list[dict[str, Any]]:
    return fleet.outbox(provider="rentcast")


def test_a_parcel_is_found_with_the_source_of_each_fact(homes: httpx.Client) -> None:
    found = lookup(homes, parcel="0001000102").json()
    assert found["facts"]["sqft"]["value"] == 2400
    assert all(fact["source"] and fact["as_of"] for fact in found["facts"].values())
    assert lookup(homes, parcel="nothing").status_code == 404


@pytest.mark.parametrize(
    "text", ["123 N. Main Street, Apt 4, Seattle, WA 98103", "123 n main st #4 seattle wa 98103"]
)
def test_an_address_is_found_however_it_is_typed(homes: httpx.Client, text: str) -> None:
    found = lookup(homes, address=text).json()
    assert found["parcel"] == "sample-2"
    assert found["facts"]["sqft"]["source"] == "sample"


def test_what_is_missing_is_asked_of_the_provider_once(
    fleet: LocalFleet, homes: httpx.Client
) -> None:
    fleet.rule("rentcast", status=200, body=[RECORD])
    first = lookup(homes, address=OAK)
    again = lookup(homes, address="77 OAK ST SEATTLE WASHINGTON 98103")
    assert first.status_code == again.status_code == 200
    assert first.json()["facts"] == again.json()["facts"]
    assert first.json()["facts"]["sqft"]["source"] == "RentCast"
    assert len(asked(fleet)) == 1


def test_a_miss_is_remembered(fleet: LocalFleet, homes: httpx.Client) -> None:
    elm = "78 Elm Street, Seattle, WA 98103"
    assert [lookup(homes, address=elm).status_code for _ in range(3)] == [404] * 3
    assert len(asked(fleet)) == 1


def test_a_provider_that_fails_costs_nothing_but_its_facts(
    fleet: LocalFleet, homes: httpx.Client
) -> None:
    pine = "79 Pine Street, Seattle, WA 98103"
    fleet.rule("rentcast", status=500, times=1)
    assert lookup(homes, address=pine).status_code == 404
    fleet.rule("rentcast", status=200, body=[RECORD | {"squareFootage": -1}], times=1)
    assert lookup(homes, address=pine).status_code == 404
    fleet.rule("rentcast", status=200, body=[RECORD | {"id": "79-Pine-St"}])
    assert lookup(homes, address=pine).status_code == 200


def test_calls_are_counted_against_the_days_budget(fleet: LocalFleet, homes: httpx.Client) -> None:
    lookup(homes, address="80 Ash Street, Seattle, WA 98103")
    [day] = fleet.d1("property-data", "SELECT calls FROM provider_days")
    assert day["calls"] == 1


@pytest.mark.parametrize("query", [{}, {"address": "PO Box 4"}, {"address": "77 Oak St"}])
def test_what_is_no_address_is_refused_with_the_reason(
    homes: httpx.Client, query: dict[str, str]
) -> None:
    answer = lookup(homes, **query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/address"


def test_a_batch_answers_like_single_questions(fleet: LocalFleet, homes: httpx.Client) -> None:
    addresses = [
        "123 N. Main Street, Apt 4, Seattle, WA 98103",
        "8021 21st Ave NW, Seattle, WA 98117",
        "Nowhere at all",
        "81 Batch Street, Seattle, WA 98103",
        "123 n main st #4 seattle wa 98103",
        "82 Batch Street, Seattle, WA 98103",
    ]
    fleet.rule("rentcast", status=404, body={})
    answer = homes.post("/api/property/batch", json={"addresses": addresses})
    assert answer.status_code == 200, answer.text
    batch = answer.json()["homes"]
    alone = [lookup(homes, address=address) for address in addresses]
    assert batch == [one.json() if one.status_code == 200 else None for one in alone]
    assert [one is not None for one in batch] == [True, True, False, False, True, False]
    assert len(asked(fleet)) >= 2


def test_a_batch_spends_no_more_than_the_days_budget(
    fleet: LocalFleet, homes: httpx.Client
) -> None:
    addresses = [f"{n} Budget Street, Seattle, WA 98103" for n in range(1, 301)]
    fleet.rule("rentcast", status=404, body={})
    assert homes.post("/api/property/batch", json={"addresses": addresses}).status_code == 200
    assert len(asked(fleet)) <= 200
