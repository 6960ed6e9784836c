"""Portfolios over HTTP: each home as if it were asked for alone, within what Cloudflare allows."""

import csv
import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import pytest

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet
from fleet.dev.usage import Usage

SEEDS = Path(__file__).resolve().parents[2] / "wrangler" / "seeds"
THEN = "2015-03-05"
BALLARD = {"zip": "98107", "lat": 47.6689, "lon": -122.3848}
FEW = BALLARD | {"sqft": 1800, "bedrooms": 3, "bathrooms": 2}
ALL = FEW | {
    "sqft_above": 1400,
    "lot_sqft": 5000,
    "floors": 1.5,
    "waterfront": False,
    "view": 0,
    "condition": 4,
    "grade": 7,
    "year_built": 1925,
    "year_renovated": 0,
}
NOTES = {
    "comps": "Similar sales were not looked at: comps did not answer.",
    "geocode": "The place of this address was not looked up: geocode did not answer.",
    "property-data": "The records of this address were not looked at: property-data did not "
    "answer.",
    "market-intelligence": "The market's change since",
}
Home = dict[str, Any]


@pytest.fixture
def valuation(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("valuation") as client:
        yield client


def batch(valuation: httpx.Client, homes: list[Home], request_id: str = "batch") -> list[Home]:
    answer = valuation.post(
        "/api/batch", json={"homes": homes}, headers={"x-request-id": request_id}
    )
    assert answer.status_code == 200, answer.text
    results: list[Home] = answer.json()["results"]
    assert len(results) == len(homes)
    return results


def used(fleet: LocalFleet, request_id: str = "batch") -> Usage:
    return eventually(lambda: fleet.usage(request_id=request_id))[0]


def sold(count: int) -> list[Home]:
    """Places and sizes of homes all over King County."""
    with gzip.open(SEEDS / "king_county_sales.csv.gz", "rt") as lines:
        return [
            {
                "lat": float(row["lat"]),
                "lon": float(row["long"]),
                "sqft": int(row["sqft_living"]),
                "zip": row["zipcode"],
            }
            for row in islice(csv.DictReader(lines), count)
        ]


def test_a_portfolio_is_valued_in_order_like_single_homes(valuation: httpx.Client) -> None:
    placed, unplaced = ALL | {"lat": 47.61}, {"zip": "98118", "sqft": 1500}
    homes: list[Home] = [
        {"property": ALL, "as_of": THEN},
        {"property": {"sqft": -5}},
        {"property": FEW, "as_of": THEN},
        {"property": {"lat": 40, "lon": -100}},
        {"address": "77 Nowhere St, Seattle, WA 98117", "as_of": THEN},
        {},
        {"address": "8021 21st Ave. N.W., Seattle, WA 98117", "as_of": THEN},
        {"address": "8021 21st Ave NW, Seattle, WA 98117", "property": {"sqft": 900}},
        {"property": placed, "as_of": "2021-06-01"},
        {"property": FEW, "as_of": "2024-02-29"},
        {"property": unplaced},
        {"property": unplaced | {"zip": "98190"}},
        {"property": {"lat": 47.2, "lon": -121.2, "zip": "98045"}, "as_of": THEN},
        {"property": {"lat": 46.9, "lon": -119.9, "zip": "98045"}, "as_of": THEN},
        {"property": {"zip": "10001"}},
        {"property": FEW, "as_of": "2014-06-15"},
    ]
    results = batch(valuation, homes)
    alone = [valuation.post("/api/quick", json=home).json() for home in homes]
    assert [each.get("status") for each in results] == [each.get("status") for each in alone]
    assert {each.get("method") for each in results} == {"model", "comps", "area", None}
    for result, single in zip(results, alone, strict=True):
        if "estimate" in single or single["status"] == 404:
            assert {name: single[name] for name in result if name != "errors"} == {
                name: value for name, value in result.items() if name != "errors"
            }
    assert results[1]["errors"][0]["pointer"] == "/property/sqft"


@pytest.mark.parametrize("told", ["place", "zip", "address", "nowhere", "far"])
def test_five_hundred_homes_stay_within_what_a_request_may_use(
    fleet: LocalFleet, valuation: httpx.Client, told: str
) -> None:
    homes: list[Home] = []
    for n, home in enumerate(sold(500)):
        if told == "address":
            homes.append({"address": f"{n + 1} Main St, Seattle, WA {home['zip']}"})
        elif told == "zip":
            homes.append({"property": {"zip": home["zip"]}, "as_of": f"20{15 + n % 9}-03-05"})
        elif told == "place":
            homes.append({"property": home, "as_of": f"20{15 + n % 9}-{1 + n % 12:02}-02"})
        else:
            zip_code = {"zip": "98045"} if told == "far" else {}
            homes.append({"property": {"lat": 47 + n / 5000, "lon": -121.1} | zip_code})
    results = batch(valuation, homes)
    refused = {each["detail"] for each in results if "estimate" not in each}
    # A place 30 km from all sales is not in its ZIP code; of 500 made-up addresses some lie where
    # nobody lives.
    assert len(refused) == 500 if told in ("nowhere", "far") else len(refused) <= 25, refused
    told_by = used(fleet)
    assert told_by.invocations <= 32
    assert told_by.d1_most <= 1000
    assert told_by.subrequests <= 1000


def test_more_than_five_hundred_homes_are_refused(valuation: httpx.Client) -> None:
    homes = [{"property": {"zip": "98107"}}] * 501
    assert valuation.post("/api/batch", json={"homes": homes}).status_code == 422


@pytest.mark.parametrize(
    ("worker", "count"),
    [("comps", 500), ("market-intelligence", 100), ("geocode", 100), ("property-data", 100)],
)
def test_a_neighbour_that_hangs_is_waited_for_once_and_each_home_is_told(
    fleet: LocalFleet, valuation: httpx.Client, worker: str, count: int
) -> None:
    homes: list[Home] = []
    for n, place in enumerate(sold(count)):
        if worker in ("comps", "market-intelligence"):
            # Of a home whose size is told the model knows more than comps, and asks nobody.
            size = {"sqft": None if worker == "comps" else 1800}
            # Days of their own: the market's moves are remembered.
            day = "2019-04-01" if worker == "comps" else "2019-05-01"
            homes.append({"property": place | size, "as_of": day})
        else:
            homes.append({"address": f"{n + 1} Hanging St, Seattle, WA {place['zip']}"})
    fleet.rule("census", status=200, body={"result": {"addressMatches": []}})
    with fleet.fault(worker, "hang"):
        results = batch(valuation, homes)
    valued = [each for each in results if "estimate" in each]
    assert (
        len(valued) >= 0.99 * count
    )  # the model does not know the few whose facts go beyond its sales
    assert all(any(note.startswith(NOTES[worker]) for note in each["notes"]) for each in valued)
    assert all(each.get("status", 504) in (404, 504) for each in results)
    lines = [line for line in fleet.logs(worker="valuation") if "neighbour_failed" in str(line)]
    assert len(lines) == 1


def test_a_batch_is_answered_when_every_worker_hangs(
    fleet: LocalFleet, valuation: httpx.Client
) -> None:
    placed: list[Home] = [
        {
            "property": home | {"lat": 47.67 + n / 10_000},
            "as_of": f"20{20 + n % 6}-{1 + n % 12:02}-02",
        }
        for home in (FEW, ALL)
        for n in range(150)
    ]
    addresses = [{"address": f"{n} Main St, Seattle, WA 98103"} for n in range(1, 201)]
    valuation.get("/health")
    with ExitStack() as faults:
        for worker in NOTES:
            faults.enter_context(fleet.fault(worker, "hang"))
        results = batch(valuation, placed + addresses)
    assert {each["method"] for each in results} == {"model"}
    assert used(fleet).invocations <= 1 + len(NOTES) + 1


def test_what_was_answered_without_a_neighbour_is_not_kept(
    fleet: LocalFleet, valuation: httpx.Client
) -> None:
    home = {"address": "8021 21st Ave NW, Seattle, WA 98117", "as_of": THEN}
    with fleet.fault("property-data", "down"):
        without = valuation.post("/api/quick", json=home).json()
    assert NOTES["property-data"] in without["notes"]
    assert valuation.post("/api/quick", json=home).json()["method"] == "model"
