"""Events from outside: taken once by id, however often, in parallel, or after a failure."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

EVENT = {
    "id": "evt_1",
    "provider": "stripe",
    "type": "dish.paid",
    "occurred_at": "2026-11-28T10:00:00Z",
    "payload": {"dish": "soup", "nested": [{"any": None}]},
}
THANKS = {"soup": 1, "thanks for soup": 1}


def send(kitchen: httpx.Client, *, under: dict[str, str] | None = None, **changes: Any) -> Any:
    """Deliver the event, changed, ``under`` some more headers."""
    event = {**EVENT, **changes}
    headers = {"Idempotency-Key": str(event["id"]), **(under or {})}
    return kitchen.post("/api/inbound", json=event, headers=headers)


def outcome(answer: httpx.Response) -> str:
    assert answer.status_code == 202, answer.text
    return str(answer.json()["outcome"])


def served(kitchen: httpx.Client) -> dict[str, int]:
    return {dish["name"]: dish["times"] for dish in kitchen.get("/served").json()}


def test_an_event_is_taken_once_and_its_outbox_is_drained(kitchen: httpx.Client) -> None:
    assert outcome(send(kitchen)) == "taken"
    eventually(lambda: served(kitchen) == THANKS)
    assert outcome(send(kitchen, under={"X-Request-Id": "again"})) == "known"
    assert outcome(send(kitchen, id="evt_2")) == "taken"
    assert served(kitchen)["soup"] == 2


def test_many_deliveries_at_once_are_one(kitchen: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: outcome(send(kitchen)), range(16)))
    assert sorted(set(outcomes)) == ["known", "taken"]
    assert outcomes.count("taken") == 1
    eventually(lambda: served(kitchen) == THANKS)


def test_a_delivery_that_failed_is_processed_when_it_comes_again(kitchen: httpx.Client) -> None:
    kitchen.put("/oven/cold")
    assert send(kitchen).status_code == 503
    assert send(kitchen, payload={}).status_code == 503
    kitchen.put("/oven/hot")
    assert send(kitchen, payload={}).status_code == 500, "no dish: a bug of the handler"
    assert served(kitchen) == {}
    assert outcome(send(kitchen)) == "taken"
    eventually(lambda: served(kitchen) == THANKS)


@pytest.mark.parametrize(
    "changes", [{"type": "dish.eaten"}, {"provider": "github"}, {"type": "dish.paid.late"}]
)
def test_what_nobody_takes_is_logged_and_no_error(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client, changes: dict[str, str]
) -> None:
    assert outcome(send(kitchen, **changes)) == "ignored"
    assert kitchen_fleet.d1("kitchen", "SELECT * FROM effects") == []
    eventually(lambda: any("inbound_ignored" in str(line) for line in kitchen_fleet.logs()))


def test_a_handler_without_types_takes_all_of_its_provider(kitchen: httpx.Client) -> None:
    event = {"provider": "twilio", "type": "message.received"}
    assert outcome(send(kitchen, **event)) == "taken"
    assert outcome(send(kitchen, **event)) == "known"
    assert outcome(send(kitchen)) == "taken", "another provider's event may have the same id"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"id": ""}, "/id"),
        ({"provider": "Stripe!"}, "/provider"),
        ({"occurred_at": "2026-11-28T10:00:00"}, "/occurred_at"),
        ({"payload": "text"}, "/payload"),
        ({"headers": {"a": 1}}, "/headers/a"),
    ],
)
def test_what_is_no_event_is_refused_with_its_place(
    kitchen: httpx.Client, changes: dict[str, Any], pointer: str
) -> None:
    answer = send(kitchen, under={"Idempotency-Key": "evt_1"}, **changes)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_key_that_is_not_the_events_id_is_refused(kitchen: httpx.Client) -> None:
    assert send(kitchen, under={"Idempotency-Key": "other"}).status_code == 422
    assert kitchen.post("/api/inbound", json=EVENT).status_code == 202, "without one the id counts"


def test_from_the_internet_an_event_needs_the_admin_token(kitchen: httpx.Client) -> None:
    address = {"CF-Connecting-IP": "203.0.113.7"}
    assert send(kitchen, under=address).status_code == 401
    forged = address | {"Authorization": "Bearer guess"}
    assert send(kitchen, under=forged).status_code == 403
    token = address | {"Authorization": "Bearer dev-admin-token"}
    assert outcome(send(kitchen, under=token)) == "taken"
    assert served(kitchen)["soup"] == 1


def test_the_document_tells_of_it(kitchen: httpx.Client) -> None:
    operation = kitchen.get("/openapi.json").json()["paths"]["/api/inbound"]["post"]
    assert {"202", "401", "403", "422"} <= set(operation["responses"])
