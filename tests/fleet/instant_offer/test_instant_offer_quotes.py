"""Offers over HTTP, in workerd: their figures, homes to be looked at, and what is refused."""

from datetime import datetime
from typing import Any

import httpx
import offer_recomputed
import pytest
from offers_at_work import ADDRESS, HOME, WORKER, expire, quoted

from fleet.dev.local import LocalFleet

RECORDED = ADDRESS
AUSTIN = "12 Oak St, Austin, TX 78701"
MATCH = {
    "matchedAddress": "8021 21ST AVE NW, SEATTLE, WA, 98117",
    "coordinates": {"x": -122.3836, "y": 47.6873},
    "addressComponents": {"city": "SEATTLE", "state": "WA", "zip": "98117"},
}
OTHER = {
    "matchedAddress": "8021 21ST AVE NE, SEATTLE, WA, 98115",
    "coordinates": {"x": -122.3057, "y": 47.6878},
    "addressComponents": {"city": "SEATTLE", "state": "WA", "zip": "98115"},
}


def stored(fleet: LocalFleet) -> int:
    [row] = fleet.d1(WORKER, "SELECT count(*) AS n FROM quotes")
    count: int = row["n"]
    return count


def test_an_offer_follows_from_its_answer_and_is_read_again(offers: httpx.Client) -> None:
    found = quoted(offers, timeline="asap", repairs=18_000)
    offer_recomputed.check(found)
    assert found["quote_id"].startswith("quote_")
    assert len(found["quote_id"]) >= 32
    assert (found["status"], found["address"]) == ("open", ADDRESS)
    assert 0 < found["offer"]["low"] <= found["offer"]["expected"] <= found["offer"]["high"]
    assert found["costs"]["repairs"] == 18_000
    days = datetime.fromisoformat(found["expires_at"]) - datetime.fromisoformat(found["created_at"])
    assert days.days == 14
    read = offers.get(f"/api/offer/{found['quote_id']}")
    assert read.headers["cache-control"] == "no-store"
    assert read.json() == found


def test_an_address_alone_is_enough(offers: httpx.Client) -> None:
    found = quoted(offers, property=None)
    assert found["offer"] or found["needs_look"]["reason"] == "unsure_value"


def test_repairs_are_of_the_size_that_is_on_record(fleet: LocalFleet, offers: httpx.Client) -> None:
    with fleet.worker("property-data") as records:
        known = records.get("/api/property", params={"address": RECORDED}).json()["facts"]["sqft"]
    found = quoted(offers, address=RECORDED, property=None)
    term = found["assumptions"]["sqft"]
    assert (term["value"], term["source"]) == (known["value"], "valuation")
    offer_recomputed.check(found)


def test_a_home_outside_of_the_data_is_looked_at_and_can_not_be_accepted(
    offers: httpx.Client,
) -> None:
    found = quoted(offers, address=AUSTIN, property=None)
    assert (found["status"], found["offer"]) == ("needs_look", None)
    assert found["needs_look"]["reason"] == "unknown_area"
    assert not {"costs", "estimate", "net_sheet"} & {k for k, v in found.items() if v}
    assert "$" not in " ".join(found["explanation"])
    body = {"name": "Ann", "phone": "206-555-0199"}
    refused = offers.post(f"/api/offer/{found['quote_id']}/accept", json=body)
    assert (refused.status_code, "look" in refused.json()["detail"]) == (409, True)


@pytest.mark.parametrize("kind", ["condo", "multi_family", "mobile", "land", "commercial"])
def test_a_kind_of_home_that_is_in_no_data_is_looked_at(offers: httpx.Client, kind: str) -> None:
    found = quoted(offers, property={"type": kind, "sqft": 1500})
    assert (found["offer"], found["needs_look"]["reason"]) == (None, "unknown_kind")
    assert "$" not in " ".join(found["explanation"])


@pytest.mark.parametrize(
    "address", ["98117", "PO Box 123, Seattle, WA 98117", "21st Ave NW, Seattle, WA 98117"]
)
def test_an_address_of_no_one_home_is_looked_at(offers: httpx.Client, address: str) -> None:
    found = quoted(offers, address=address)
    assert (found["offer"], found["needs_look"]["reason"]) == (None, "unclear_home")
    body = {"name": "Ann", "phone": "206-555-0199"}
    assert offers.post(f"/api/offer/{found['quote_id']}/accept", json=body).status_code == 409


def test_a_kind_of_home_that_is_sold_here_is_offered_on(offers: httpx.Client) -> None:
    assert quoted(offers, property={"type": "townhouse", "sqft": 1500})["status"] == "open"


def test_repairs_beyond_the_value_are_looked_at(offers: httpx.Client) -> None:
    found = quoted(offers, repairs=10_000_000)
    assert (found["offer"], found["needs_look"]["reason"]) == (None, "costs_exceed_value")


def test_an_address_that_may_be_several_is_asked_for(
    fleet: LocalFleet, offers: httpx.Client
) -> None:
    tie = {"result": {"input": {}, "addressMatches": [MATCH, OTHER]}}
    fleet.rule("census", status=200, body=tie, times=4)
    found = quoted(offers, address="8021 21st Ave, Seattle, WA 98117", property=None)
    assert found["offer"] is None
    assert found["needs_look"]["reason"] == "which_address"
    labels = [MATCH["matchedAddress"], OTHER["matchedAddress"]]
    assert found["needs_look"]["choices"] == labels


@pytest.mark.parametrize("mode", ["down", "error", "hang"])
def test_without_valuation_nothing_is_stored(
    fleet: LocalFleet, offers: httpx.Client, mode: str
) -> None:
    before = stored(fleet)
    body = {"address": ADDRESS, "condition": "good"}
    with fleet.fault("valuation", mode):
        answer = offers.post("/api/offer", json=body)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
    assert stored(fleet) == before


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"condition": "ruin"}, "/condition"),
        ({"address": "x"}, "/address"),
        ({"repairs": -1}, "/repairs"),
        ({"repairs": "many"}, "/repairs"),
        ({"timeline": "soon"}, "/timeline"),
        ({"property": {"sqft": -5}}, "/property/sqft"),
        ({"property": {"year_built": 2300}}, "/property/year_built"),
        ({"property": {"sqft": 200, "bedrooms": 12}}, "/property/bedrooms"),
    ],
    ids=str,
)
def test_what_can_not_be_is_refused_by_its_name(
    offers: httpx.Client, changes: dict[str, Any], pointer: str
) -> None:
    body = {"address": ADDRESS, "condition": "good"} | changes
    answer = offers.post("/api/offer", json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_an_expired_offer_is_shown_as_such_and_not_accepted(
    fleet: LocalFleet, offers: httpx.Client
) -> None:
    quote_id = quoted(offers)["quote_id"]
    expire(fleet, quote_id)
    assert offers.get(f"/api/offer/{quote_id}").json()["status"] == "expired"
    body = {"name": "Ann", "phone": "206-555-0199"}
    refused = offers.post(f"/api/offer/{quote_id}/accept", json=body)
    assert (refused.status_code, "expired" in refused.json()["detail"]) == (410, True)
    assert fleet.d1(WORKER, f"SELECT accepted_at FROM quotes WHERE id = '{quote_id}'") == [
        {"accepted_at": None}
    ]


def test_a_quote_that_is_none_is_not_found(offers: httpx.Client) -> None:
    assert offers.get("/api/offer/quote_none").status_code == 404
    body = {"name": "Ann", "phone": "206-555-0199"}
    assert offers.post("/api/offer/quote_none/accept", json=body).status_code == 404


def test_any_site_may_ask(offers: httpx.Client) -> None:
    asked = {
        "Origin": "https://homes.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = offers.options("/api/offer", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize(
    ("changes", "pointer", "said"),
    [
        ({"address": "8021 21st Ave NW, Portland, OR 98117"}, "/address", "says OR"),
        ({"address": "8021 21st Ave NW, Tacoma, WA 98117"}, "/address", "says Tacoma, WA"),
        ({"property": {"zip": "98004"}}, "/property/zip", "98117"),
        ({"property": {"lot_sqft": 1}}, "/property/lot_sqft", "1 sq ft"),
        ({"property": {"year_built": 1600}}, "/property/year_built", "1600"),
        ({"property": {"year_built": 2090}}, "/property/year_built", "2090"),
    ],
    ids=["state", "city", "zip", "lot", "past", "future"],
)
def test_what_can_not_be_gets_no_offer_but_its_mistake(
    offers: httpx.Client, changes: dict[str, Any], pointer: str, said: str
) -> None:
    answer = offers.post("/api/offer", json=HOME | {"property": None} | changes)
    assert answer.status_code == 422, answer.text
    [mistake] = answer.json()["errors"]
    assert mistake["pointer"] == pointer
    assert said in mistake["detail"]


@pytest.mark.parametrize(
    "facts", [{"bedrooms": 0}, {"sqft": 9000, "lot_sqft": 2500}, {"year_built": 1700}], ids=str
)
def test_what_is_hardly_true_gets_a_look(offers: httpx.Client, facts: dict[str, Any]) -> None:
    quote = quoted(offers, property=facts)
    assert (quote["offer"], quote["needs_look"]["reason"]) == (None, "unusual_facts")
    assert quote["needs_look"]["detail"].startswith("By what you told us the house ")


def test_without_geocode_an_address_is_taken_as_it_is_written(
    fleet: LocalFleet, offers: httpx.Client
) -> None:
    with fleet.fault("geocode", "down"):
        assert quoted(offers)["offer"]
