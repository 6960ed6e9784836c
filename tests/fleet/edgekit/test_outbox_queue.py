"""The outbox's queue: what fails behind the answer is tried again through it, without harm."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from edgekit.outbox import DEAD_AFTER
from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

QUEUE = "kitchen-outbox"
COLUMNS = "attempts, due_at, delivered_at, dead_at, last_error"


@pytest.fixture
def cold_oven(kitchen: httpx.Client) -> Iterator[None]:
    """While the test lasts, or until it heats the oven, no roast is served."""
    assert kitchen.put("/oven/cold").is_success
    yield
    heat(kitchen)


def heat(kitchen: httpx.Client) -> None:
    assert kitchen.put("/oven/hot").is_success


def now_ms() -> int:
    return int(time.time() * 1000)


def run_sql(fleet: LocalFleet, sql: str, *params: object) -> None:
    statements = {"statements": [{"sql": sql, "params": params}]}
    assert fleet.control("POST", "/d1/kitchen", json=statements).is_success


def store(fleet: LocalFleet, key: str, *, attempts: int = 3, due_at: int = 0) -> None:
    """Put a message into the outbox that nothing but a test delivers."""
    sql = """INSERT INTO outbox (key, topic, payload, created_at, attempts, due_at)
VALUES (?1, 'served', ?2, 0, ?3, ?4)"""
    run_sql(fleet, sql, key, json.dumps({"name": f"roast {key}"}), attempts, due_at)


def row(fleet: LocalFleet, key: str) -> dict[str, Any]:
    (found,) = fleet.d1("kitchen", f"SELECT {COLUMNS} FROM outbox WHERE key = '{key}'")
    return found


def bring(fleet: LocalFleet, *keys: str, attempts: int = 1, times: int = 1) -> list[dict[str, Any]]:
    """Let the queue bring a message, a few times in one batch; answers what is to come back."""
    message = {"body": {"keys": keys}, "attempts": attempts}
    messages = [{"id": str(number), **message} for number in range(times)]
    told = fleet.deliver("kitchen", QUEUE, *messages)
    assert told["outcome"] == "ok", told
    retried: list[dict[str, Any]] = told["retryMessages"]
    return retried


def served(kitchen: httpx.Client) -> dict[str, int]:
    return {dish["name"]: dish["times"] for dish in kitchen.get("/served").json()}


def logged(fleet: LocalFleet, event: str) -> bool:
    return any(event in str(line) for line in fleet.logs(worker="kitchen"))


# The queue's own waits take a quarter of a minute; handed over by hand, below, it is in all ways.
@pytest.mark.parametrize("each_way", ["fast"], indirect=True)
@pytest.mark.usefixtures("cold_oven")
def test_what_fails_behind_the_answer_is_delivered_through_the_queue_without_cron(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    assert kitchen.post("/dishes", json={"name": "roast hen", "price_cents": 1}).is_success
    eventually(lambda: logged(kitchen_fleet, "outbox_queued"))
    heat(kitchen)
    eventually(lambda: served(kitchen) == {"roast hen": 1})
    found = row(kitchen_fleet, "served:roast hen")
    assert (found["attempts"], found["last_error"]) == (3, None), "behind the answer"


@pytest.mark.parametrize("each_way", ["fast"], indirect=True)
@pytest.mark.usefixtures("cold_oven")
def test_an_attempt_that_is_slow_to_fail_is_the_last_behind_the_answer(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    kitchen.put("/oven/cold?wait_ms=14000")
    assert kitchen.post("/dishes", json={"name": "roast boar", "price_cents": 1}).is_success
    eventually(lambda: logged(kitchen_fleet, "outbox_queued"))
    assert row(kitchen_fleet, "served:roast boar")["attempts"] == 1


@pytest.mark.parametrize("each_way", ["fast"], indirect=True)
@pytest.mark.usefixtures("cold_oven")
def test_a_queue_that_refuses_costs_a_warning_and_cron_delivers(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    assert kitchen.post("/banquets?key_length=140000").is_success  # a queue takes 128 kB
    eventually(lambda: logged(kitchen_fleet, "outbox_queue_down"))
    assert "error" not in {line["level"] for line in kitchen_fleet.logs(worker="kitchen")}
    heat(kitchen)
    kitchen_fleet.cron("kitchen")
    assert served(kitchen) == {"roast ox": 1}


@pytest.mark.usefixtures("cold_oven")
def test_what_fails_again_comes_back_later_each_time(kitchen_fleet: LocalFleet) -> None:
    store(kitchen_fleet, "goose")
    spans = [(7, 15), (15, 30), (30, 60), (60, 120), (120, 240), (120, 240)]
    for attempts, (shortest, longest) in enumerate(spans, start=1):
        (retried,) = bring(kitchen_fleet, "goose", attempts=attempts)
        assert shortest <= retried["delaySeconds"] <= longest
    assert row(kitchen_fleet, "goose")["last_error"] == "The oven is cold."


@pytest.mark.usefixtures("cold_oven")
def test_failures_through_the_queue_bring_no_message_nearer_to_its_death(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    store(kitchen_fleet, "young", attempts=4)
    for _ in range(DEAD_AFTER + 5):
        assert bring(kitchen_fleet, "young")
        found = row(kitchen_fleet, "young")
        assert (found["attempts"], found["dead_at"]) == (4, None)
        assert found["due_at"] <= now_ms() + 10, "the next tick of cron may have it"
    store(kitchen_fleet, "old", attempts=DEAD_AFTER - 1)
    bring(kitchen_fleet, "old")
    found = row(kitchen_fleet, "old")
    assert (found["attempts"], found["dead_at"]) == (DEAD_AFTER - 1, None)
    kitchen_fleet.cron("kitchen")
    assert row(kitchen_fleet, "young")["attempts"] == 5, "cron's attempts count"


def test_a_message_that_the_queue_doubles_is_delivered_once(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    store(kitchen_fleet, "duck")
    with ThreadPoolExecutor(6) as consumers:
        list(consumers.map(lambda _: bring(kitchen_fleet, "duck", times=3), range(6)))
    assert served(kitchen) == {"roast duck": 1}


def test_many_keys_are_delivered_a_few_at_a_time(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    keys = [f"quail {number}" for number in range(12)]
    for key in keys:
        store(kitchen_fleet, key)
    assert bring(kitchen_fleet, *keys) == []
    assert served(kitchen) == {f"roast {key}": 1 for key in keys}
    assert kitchen.get("/stove").json()["most"] == 5


def test_what_is_delivered_dead_or_gone_is_left_alone(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    for key in ("lamb", "ram"):
        store(kitchen_fleet, key)
    run_sql(kitchen_fleet, "UPDATE outbox SET dead_at = 1 WHERE key = 'ram'")
    for keys in (["lamb"], ["lamb"], ["ram"], ["nobody"], []):
        assert bring(kitchen_fleet, *keys) == []
    assert served(kitchen) == {"roast lamb": 1}


def test_what_is_not_due_is_not_tried_and_comes_back(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    store(kitchen_fleet, "stag", due_at=now_ms() + 60_000)
    assert len(bring(kitchen_fleet, "stag")) == 1
    assert served(kitchen) == {}


@pytest.mark.usefixtures("cold_oven")
def test_of_a_batch_only_what_failed_comes_back(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    store(kitchen_fleet, "hare")
    assert kitchen.post("/dishes", json={"name": "soup", "price_cents": 1}).is_success
    eventually(lambda: served(kitchen) == {"soup": 1})
    messages = [{"id": key, "body": {"keys": [key]}} for key in ("served:soup", "hare")]
    told = kitchen_fleet.deliver("kitchen", QUEUE, *messages)
    assert [each["msgId"] for each in told["retryMessages"]] == ["hare"]
