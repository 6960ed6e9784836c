"""offer-grader over HTTP, in workerd, with the workers that it asks, well and failing."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

WORKER = "offer-grader"
HOME = "8021 21st Ave. N.W., Seattle, WA 98117"
DEAL = {"arv": 150000, "repairs": 20000, "offer_price": 85000}


@pytest.fixture
def offer_grader(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker(WORKER) as client:
        yield client


def grade(offer_grader: httpx.Client, **body: Any) -> dict[str, Any]:
    answer = offer_grader.post("/api/grade", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refused(offer_grader: httpx.Client, **body: Any) -> httpx.Response:
    answer = offer_grader.post("/api/grade", json=body)
    assert answer.status_code >= 400
    assert answer.headers["content-type"] == "application/problem+json"
    return answer


def test_a_deal_is_graded_at_the_markets_rate(
    fleet: LocalFleet, offer_grader: httpx.Client
) -> None:
    found = grade(offer_grader, **DEAL)
    with fleet.worker("market-intelligence") as market:
        rate = market.get("/api/rates").json()["rate"]
    term = found["assumptions"]["mortgage_rate_percent"]
    assert (term["value"], term["source"]) == (rate, "market")
    assert found["mao"] == 85000
    assert found["grade"] in "ABCDF"
    assert "range" not in found


def test_the_rate_is_kept_and_market_intelligence_not_asked_again(
    fleet: LocalFleet, offer_grader: httpx.Client
) -> None:
    first = grade(offer_grader, **DEAL)
    assert eventually(lambda: fleet.kv(WORKER, "mortgage-rate"))
    with fleet.fault("market-intelligence", "down"):
        assert grade(offer_grader, **DEAL) == first


@pytest.mark.parametrize("mode", ["error", "down", "hang"])
def test_without_the_market_the_setting_counts(
    fleet: LocalFleet, offer_grader: httpx.Client, mode: str
) -> None:
    with fleet.fault("market-intelligence", mode):
        found = grade(offer_grader, **DEAL)
    term = found["assumptions"]["mortgage_rate_percent"]
    assert (term["value"], term["source"]) == (6.5, "var")
    assert "market-intelligence" in term["note"]
    assert not fleet.kv(WORKER, "mortgage-rate")


def test_an_address_is_valued_with_its_interval_and_sales_nearby(
    offer_grader: httpx.Client,
) -> None:
    found = grade(offer_grader, address=HOME, repairs=40000, offer_price=400000)
    terms, evidence = found["assumptions"], found["evidence"]
    assert terms["arv"]["source"] == "valuation"
    assert terms["arv"]["value"] == evidence["estimate"] == found["sale"]["price"]
    assert terms["arv_low"]["value"] < terms["arv"]["value"] < terms["arv_high"]["value"]
    assert found["range"]["low"]["score"] <= found["score"] <= found["range"]["high"]["score"]
    assert terms["comps_price_per_sqft"]["source"] == "comps"
    assert len(evidence["comps"]) == 8


def test_an_arv_that_is_given_counts_and_the_valuation_stands_beside_it(
    offer_grader: httpx.Client,
) -> None:
    found = grade(offer_grader, address=HOME, **DEAL)
    assert (found["assumptions"]["arv"]["value"], found["mao"]) == (150000, 85000)
    assert found["assumptions"]["arv"]["source"] == "given"
    assert "range" not in found
    assert found["evidence"]["estimate"] > 150000
    assert any("$150,000 is the one given" in said for said in found["reasons"])


def test_without_comps_the_deal_is_graded_all_the_same(
    fleet: LocalFleet, offer_grader: httpx.Client
) -> None:
    with fleet.fault("comps", "down"):
        found = grade(offer_grader, address=HOME, repairs=40000, offer_price=400000)
    assert found["evidence"]["comps"] == []
    assert "comps_price_per_sqft" not in found["assumptions"]


@pytest.mark.parametrize(("mode", "status"), [("down", 503), ("error", 502), ("hang", 504)])
def test_an_address_alone_needs_valuation_and_an_arv_does_not(
    fleet: LocalFleet, offer_grader: httpx.Client, mode: str, status: int
) -> None:
    with fleet.fault("valuation", mode):
        answer = refused(offer_grader, address=HOME, repairs=1, offer_price=1)
        assert answer.status_code == status
        assert "Give an `arv`" in answer.json()["detail"]
        found = grade(offer_grader, address=HOME, **DEAL)
    assert "There is no valuation beside it" in found["assumptions"]["arv"]["note"]
    assert "evidence" not in found


def test_an_address_that_nobody_knows_is_said_so(offer_grader: httpx.Client) -> None:
    answer = refused(
        offer_grader, address="1 Nowhere Rd, Lebanon, KS 66952", repairs=1, offer_price=1
    )
    assert answer.status_code == 404
    assert "Give an `arv`" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/repairs", "/offer_price"]),
        ({"repairs": 1, "offer_price": 1}, [""]),
        (DEAL | {"arv": "150000"}, ["/arv"]),
        (DEAL | {"repairs": -1, "offer_price": 0.001}, ["/repairs", "/offer_price"]),
    ],
)
def test_a_deal_that_makes_no_sense_is_named(
    offer_grader: httpx.Client, body: dict[str, Any], pointers: list[str]
) -> None:
    answer = refused(offer_grader, **body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers


def test_an_answer_has_numbers_and_no_words_for_them(offer_grader: httpx.Client) -> None:
    answer = offer_grader.post(
        "/api/grade", json={"arv": 0, "repairs": 0, "offer_price": 0, "utilities_monthly": 0}
    )
    assert "NaN" not in answer.text
    assert answer.json()["roi"] is None
    assert answer.json()["not_known"]["roi"]
