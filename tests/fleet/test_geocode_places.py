"""geocode over HTTP: the Census geocoder, and the ZIP code's middle when it can't help."""

from collections.abc import Iterator

import httpx
import pytest

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
