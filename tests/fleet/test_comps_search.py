"""comps over HTTP: similar sales, the level of a ZIP code, imports, and what it refuses."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fleet import cli
from fleet.dev.local import LocalFleet
from fleet.seeds.sales import SHIPPED, rows

SOLD: list[dict[str, Any]] = list(rows(SHIPPED))
BALLARD = {"lat": 47.6689, "lon": -122.3848, "as_of": "2015-03-01"}
HEADER = (
    "id,date,price,bedrooms,bathrooms,sqft_living,sqft_lot,floors,waterfront,view,condition,grade,"
    "sqft_above,yr_built,yr_renovated,zipcode,lat,long"
)
ANCHORAGE = "77,20140502,325000,3,2,1500,5000,1,0,0,3,7,1500,1980,0,99501,61.2181,-149.9003"


def km(sale: dict[str, Any], lat: float, lon: float) -> float:
    """How far a sale is from a point."""
    east = (sale["lon"] - lon) * math.cos(math.radians(lat))
    return 111.195 * math.hypot(sale["lat"] - lat, east)


def parcels_within(lat: float, lon: float, radius_km: float) -> set[str]:
    """The parcels with a sale in a circle."""
    return {sale["parcel"] for sale in SOLD if km(sale, lat, lon) <= radius_km}


@pytest.fixture
def comps(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("comps") as client:
        yield client


def found(comps: httpx.Client, **query: Any) -> dict[str, Any]:
    answer = comps.post("/api/comps", json=query)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_the_most_similar_sales_come_first(comps: httpx.Client) -> None:
    answer = found(comps, **BALLARD, sqft=1800, bedrooms=3, limit=10)
    likeness = [comp["similarity"] for comp in answer["comps"]]
    assert answer["count"] == len(likeness) == 10
    assert likeness == sorted(likeness, reverse=True)
    assert answer["price_per_sqft"]["p25"] <= answer["price_per_sqft"]["median"]
    assert answer["price_per_sqft"]["median"] <= answer["price_per_sqft"]["p75"]


def test_nothing_of_the_day_or_later_is_used(comps: httpx.Client) -> None:
    answer = found(comps, **(BALLARD | {"as_of": "2014-06-15"}), limit=50)
    assert answer["count"] > 0
    assert all(comp["sold_on"] < "2014-06-15" for comp in answer["comps"])


def test_a_place_without_sales_has_an_empty_answer(comps: httpx.Client) -> None:
    answer = found(comps, lat=40, lon=-100)
    assert (answer["comps"], answer["price_per_sqft"], answer["count"]) == ([], None, 0)


def test_no_sale_that_lies_within_a_small_radius_is_missed(comps: httpx.Client) -> None:
    answer = found(comps, lat=47.4407, lon=-122.275, radius_km=0.1, limit=50)
    assert [comp["sold_on"] for comp in answer["comps"]] == ["2014-07-21"]
    for home in SOLD[::400]:
        answer = found(comps, lat=home["lat"], lon=home["lon"], radius_km=0.1, limit=50)
        assert home["parcel"] in [comp["parcel"] for comp in answer["comps"]]


def test_a_home_that_was_sold_is_its_own_best_comparison(comps: httpx.Client) -> None:
    facts = ("lat", "lon", "sqft", "bedrooms", "bathrooms", "year_built", "year_renovated", "grade")
    for home in SOLD[::400]:
        answer = found(comps, **{name: home[name] for name in facts})
        assert home["parcel"] in [comp["parcel"] for comp in answer["comps"]]


def test_the_count_reaches_the_limit_whenever_there_are_so_many_sales(comps: httpx.Client) -> None:
    for home in SOLD[::800]:
        for radius_km in (0.5, 1, 2):
            there = parcels_within(home["lat"], home["lon"], radius_km)
            answer = found(comps, lat=home["lat"], lon=home["lon"], radius_km=radius_km, limit=50)
            assert answer["count"] == min(50, len(there))


def test_an_empty_answer_means_that_there_is_no_sale(comps: httpx.Client) -> None:
    for lat, lon in ((47.2, -121.2), (47.9, -122.9), (46.9, -122.1), (47.7093, -121.3601)):
        nearest = min(km(sale, lat, lon) for sale in SOLD)
        place = {"lat": lat, "lon": lon}
        assert found(comps, **place, radius_km=min(nearest + 0.001, 50))["count"] == (nearest < 50)
        assert found(comps, **place, radius_km=min(nearest - 0.001, 50))["count"] == 0


def test_the_second_answer_comes_from_the_cache_and_is_the_same(
    fleet: LocalFleet, comps: httpx.Client
) -> None:
    first = found(comps, **BALLARD, sqft=1500)
    assert any(key.startswith("comps:2015-03-01:") for key in fleet.kv("comps"))
    assert found(comps, **BALLARD, sqft=1500) == first


def test_a_batch_answers_like_single_questions(comps: httpx.Client) -> None:
    queries = [
        BALLARD | {"sqft": 1500},
        {"lat": 47.7093, "lon": -121.3601, "radius_km": 30, "as_of": "2015-03-01"},
        {"lat": 40, "lon": -100, "as_of": "2015-03-01"},
        {"lat": 47.4407, "lon": -122.275, "radius_km": 0.1},
        {"lat": 47.2, "lon": -121.2, "radius_km": 50, "limit": 50},
    ]
    batch = comps.post("/api/comps/batch", json={"queries": queries}).json()["answers"]
    assert batch == [found(comps, **query) for query in queries]


def test_a_zip_code_has_a_level_and_its_neighbours_stand_in_for_an_unknown_one(
    comps: httpx.Client,
) -> None:
    known = comps.get("/api/area/98103?as_of=2015-03-01").json()
    unknown = comps.get("/api/area/98190?as_of=2015-03-01").json()
    assert (known["scope"], unknown["scope"]) == ("zip", "region")
    assert known["price"]["p10"] < known["price"]["median"] < known["price"]["p90"]
    nowhere = comps.get("/api/area/10001")
    assert (nowhere.status_code, nowhere.json()["status"]) == (404, 404)


def test_levels_in_a_batch_are_those_of_single_questions(comps: httpx.Client) -> None:
    asked = [
        (zip_code, day)
        for zip_code in ("98103", "98190", "10001", "98103")
        for day in ("2015-03-01", "2001-01-01")
    ]
    queries = [{"zip_code": zip_code, "as_of": day} for zip_code, day in asked]
    batch = comps.post("/api/area/batch", json={"queries": queries}).json()["levels"]
    alone = [comps.get(f"/api/area/{zip_code}?as_of={day}") for zip_code, day in asked]
    assert batch == [one.json() if one.status_code == 200 else None for one in alone]
    assert [level is not None for level in batch] == [True, False, True, False] + [False] * 2 + [
        True,
        False,
    ]


def test_every_wrong_field_is_named(comps: httpx.Client) -> None:
    wrong = {"lat": 91, "lon": "west", "sqft": -5, "limit": 0, "as_of": "yesterday"}
    answer = comps.post("/api/comps", json=wrong)
    assert answer.status_code == 422
    named = {error["pointer"] for error in answer.json()["errors"]}
    assert named == {"/lat", "/lon", "/sqft", "/limit", "/as_of"}
    assert comps.get("/api/area/" + "9" * 100).status_code == 422


def test_sales_are_imported_into_the_running_fleet(
    fleet: LocalFleet, comps: httpx.Client, tmp_path: Path
) -> None:
    path = tmp_path / "anchorage.csv"
    path.write_text(f"{HEADER}\n{ANCHORAGE}\n")
    assert cli.main(["seed", "sales", str(path), "--port", str(fleet.port)]) == 0
    [comp] = found(comps, lat=61.2, lon=-149.9)["comps"]
    assert (comp["parcel"], comp["price"], comp["zip"]) == ("77", 325_000, "99501")


def test_the_document_describes_the_routes(comps: httpx.Client) -> None:
    paths = comps.get("/openapi.json").json()["paths"]
    assert {"/api/comps", "/api/comps/batch", "/api/area/{zip_code}", "/health"} <= set(paths)
