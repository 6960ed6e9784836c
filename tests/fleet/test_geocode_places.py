"""geocode over HTTP: the Census geocoder, and the ZIP code's middle when it can't help."""

from collections.abc import Iterator

import httpx
import pytest

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

ADDRESS = "8021 21st Ave NW, Seattle, WA 98117"


@pytest.fixture
def geocode(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("geocode") as client:
        yield client


def test_an_address_is_asked_of_the_census_once(fleet: LocalFleet, geocode: httpx.Client) -> None:
    first = geocode.get("/api/geocode", params={"q": ADDRESS})
    again = geocode.get("/api/geocode", params={"q": f"  {ADDRESS.lower()} "})
    assert first.status_code == 200
    assert first.json() == again.json()
    assert (first.json()["precision"], first.json()["zip"]) == ("address", "98117")
    assert len(fleet.outbox(provider="census")) == 1


def test_with_the_census_down_the_zip_code_stands_in_and_is_not_kept(
    fleet: LocalFleet, geocode: httpx.Client
) -> None:
    fleet.rule("census", status=503, times=1)
    centre = geocode.get("/api/geocode", params={"q": ADDRESS}).json()
    assert (centre["precision"], centre["source"]) == ("zip", "GeoNames")
    assert geocode.get("/api/geocode", params={"q": ADDRESS}).json()["precision"] == "address"


def test_a_zip_code_alone_is_no_address(fleet: LocalFleet, geocode: httpx.Client) -> None:
    found = geocode.get("/api/geocode", params={"q": " 98117-1234 "}).json()
    assert (found["zip"], found["precision"]) == ("98117", "zip")
    assert found["confidence"] < 0.5
    assert fleet.outbox(provider="census") == []


def test_an_address_that_nobody_knows_is_not_found(geocode: httpx.Client) -> None:
    assert geocode.get("/api/geocode", params={"q": "Nowhere Lane"}).status_code == 404
    assert geocode.get("/api/geocode").status_code == 422


def test_a_place_has_the_nearest_zip_code(geocode: httpx.Client) -> None:
    found = geocode.get("/api/reverse", params={"lat": 47.6873, "lon": -122.3836})
    assert found.json()["zip"] == "98117"
    assert geocode.get("/api/reverse", params={"lat": 0, "lon": -30}).status_code == 404
    assert geocode.get("/api/reverse", params={"lat": 91, "lon": 0}).status_code == 422


def test_what_is_typed_is_completed(geocode: httpx.Client) -> None:
    found = geocode.get("/api/suggest", params={"q": "98117"}).json()
    assert found["suggestions"] == ["98117 Seattle, WA"]


def test_a_batch_answers_like_single_questions_and_keeps_what_it_learnt(
    fleet: LocalFleet, geocode: httpx.Client
) -> None:
    addresses = [ADDRESS, "98117", "Nowhere Lane", ADDRESS.lower(), "1 Main St, Seattle, WA 98103"]
    answer = geocode.post("/api/geocode/batch", json={"addresses": addresses})
    assert answer.status_code == 200, answer.text
    assert answer.json()["unasked"] == []
    asked = len(fleet.outbox(provider="census"))
    assert asked == 3  # one address twice, and a ZIP code is none
    alone = [geocode.get("/api/geocode", params={"q": address}) for address in addresses]
    assert answer.json()["places"] == [
        one.json() if one.status_code == 200 else None for one in alone
    ]
    eventually(lambda: len(fleet.kv("geocode")) >= 2)
    again = geocode.post("/api/geocode/batch", json={"addresses": addresses}).json()
    assert again["places"] == answer.json()["places"]


def test_of_a_batch_what_the_census_can_not_say_is_placed_by_its_zip_code_and_told(
    fleet: LocalFleet, geocode: httpx.Client
) -> None:
    fleet.rule("census", status=503)
    addresses = [f"{n} Down St, Seattle, WA 98103" for n in range(1, 4)]
    found = geocode.post("/api/geocode/batch", json={"addresses": addresses}).json()
    assert found["unasked"] == [0, 1, 2]
    assert {place["precision"] for place in found["places"]} == {"zip"}
    assert fleet.kv("geocode") == {}


@pytest.mark.parametrize(
    "address",
    [
        "PO Box 1187, Seattle, WA 98111",
        "P.O. Box 22, Seattle WA 98107",
        "Jo Smith, Post Office Box 7, Adjuntas, PR 00601",
        "HC 2 Box 31, Adjuntas, PR 00601",
        "General Delivery, Seattle, WA 98101",
    ],
)
def test_a_box_is_no_exact_address(fleet: LocalFleet, geocode: httpx.Client, address: str) -> None:
    found = geocode.get("/api/geocode", params={"q": address}).json()
    assert found["precision"] in {"zip", "county"}
    assert found["zip"] == address[-5:]
    assert fleet.outbox(provider="census") == []
    street = geocode.get("/api/geocode", params={"q": "9 Box Elder Ln, Seattle, WA 98107"}).json()
    assert street["precision"] == "address"
