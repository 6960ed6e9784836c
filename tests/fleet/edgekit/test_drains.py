"""A drain starts no more than its run may: what is left goes on elsewhere, and nothing is lost."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from edgekit.allowance import DELIVERING_INVOCATIONS, MOST_DELIVERIES, MOST_INVOCATIONS
from edgekit.outbox import LEASE_MS
from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

pytestmark = pytest.mark.parametrize("each_way", ["fast"], indirect=True)
A_RUNS_TOURS = DELIVERING_INVOCATIONS // 9


def store(fleet: LocalFleet, topic: str, *names: str) -> None:
    """Put due messages into the outbox that nothing but a test delivers."""
    sql = """INSERT INTO outbox (key, topic, payload, created_at, due_at)
SELECT value, ?1, json_object('name', value), 0, key FROM json_each(?2)"""
    statements = [{"sql": sql, "params": [topic, json.dumps(names)]}]
    assert fleet.control("POST", "/d1/kitchen", json={"statements": statements}).is_success


def delivered(fleet: LocalFleet) -> int:
    sql = "SELECT count(*) AS count FROM outbox WHERE delivered_at IS NOT NULL"
    return int(fleet.d1("kitchen", sql)[0]["count"])


def calls_by_run(fleet: LocalFleet) -> Counter[str]:
    """How many calls of a worker each run has made: they carry its request id."""
    lines = fleet.logs(worker="kitchen")
    return Counter(line["request_id"] for line in lines if "/ids" in line["message"])


def test_a_backlog_is_worked_off_and_no_run_passes_the_limit(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    names = [f"dish {number}" for number in range(60)]
    store(kitchen_fleet, "toured", *names)
    before = calls_by_run(kitchen_fleet)
    kitchen_fleet.cron("kitchen")
    eventually(lambda: delivered(kitchen_fleet) == 60, seconds=60)
    served = {dish["name"]: dish["times"] for dish in kitchen.get("/served").json()}
    assert served == dict.fromkeys(names, 1)

    def told() -> Counter[str]:
        return calls_by_run(kitchen_fleet) - before

    runs = eventually(lambda: told() if told().total() == 9 * 60 else None)
    assert max(runs.values()) < MOST_INVOCATIONS
    assert len(runs) >= 60 / A_RUNS_TOURS


def test_what_a_run_has_no_room_for_waits_while_the_receivers_are_down(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    store(kitchen_fleet, "toured", *(f"roast {number}" for number in range(6)))
    kitchen.put("/oven/cold")
    tried = "SELECT key FROM outbox WHERE attempts > 0"
    kitchen_fleet.cron("kitchen")
    assert len(kitchen_fleet.d1("kitchen", tried)) == A_RUNS_TOURS
    kitchen_fleet.cron("kitchen")
    assert len(kitchen_fleet.d1("kitchen", tried)) == 2 * A_RUNS_TOURS, "others have their turn"
    kitchen.put("/oven/hot")
    kitchen_fleet.cron("kitchen")
    eventually(lambda: delivered(kitchen_fleet) == 6, seconds=30)


def test_cheap_messages_are_not_held_back_by_what_a_dear_one_would_cost(
    kitchen_fleet: LocalFleet,
) -> None:
    store(kitchen_fleet, "served", *(f"soup {number}" for number in range(12)))
    kitchen_fleet.cron("kitchen")
    assert delivered(kitchen_fleet) == 12


def test_a_run_makes_a_bounded_number_of_deliveries_however_cheap(
    kitchen_fleet: LocalFleet,
) -> None:
    many = 2 * MOST_DELIVERIES
    store(kitchen_fleet, "served", *(f"soup {number}" for number in range(many)))
    kitchen_fleet.cron("kitchen")
    lines = [line["message"] for line in kitchen_fleet.logs(worker="kitchen")]
    assert f"outbox_queued keys={many - MOST_DELIVERIES}" in lines
    eventually(lambda: delivered(kitchen_fleet) == many, seconds=30)


def test_a_batch_with_more_than_a_run_holds_brings_the_rest_back_at_once(
    kitchen_fleet: LocalFleet,
) -> None:
    names = [f"dish {number}" for number in range(4)]
    store(kitchen_fleet, "toured", *names)
    messages = [{"id": name, "body": {"keys": [name]}} for name in names]
    told = kitchen_fleet.deliver("kitchen", "kitchen-outbox", *messages)
    assert delivered(kitchen_fleet) == A_RUNS_TOURS
    back = {each["msgId"]: each["delaySeconds"] for each in told["retryMessages"]}
    assert back == dict.fromkeys(names[A_RUNS_TOURS:], 1)


def test_what_its_receiver_wants_later_comes_then_and_has_not_failed(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    store(kitchen_fleet, "served", "mousse")
    kitchen.put("/oven/cold", params={"wait_ms": 3_600_000})
    for _ in range(2):
        kitchen_fleet.cron("kitchen")
    [row] = kitchen_fleet.d1("kitchen", "SELECT attempts, dead_at, last_error FROM outbox")
    assert row == {"attempts": 0, "dead_at": None, "last_error": "It has to set."}
    kitchen.put("/oven/hot")
    kitchen_fleet.cron("kitchen")
    assert delivered(kitchen_fleet) == 0, "it is not due"
    kitchen_fleet.cron("kitchen", at=(datetime.now(UTC) + timedelta(hours=2)).isoformat())
    assert delivered(kitchen_fleet) == 1


def test_what_no_attempt_can_heal_is_a_dead_letter_at_once(kitchen_fleet: LocalFleet) -> None:
    store(kitchen_fleet, "served", "ash")
    kitchen_fleet.cron("kitchen")
    letters = kitchen_fleet.d1("kitchen", "SELECT key, error, attempts FROM dead_letters")
    assert letters == [{"key": "ash", "error": "Nobody can serve ash.", "attempts": 1}]


def test_what_closes_a_delivery_is_stored_with_the_note_of_it_or_not_at_all(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    kitchen.put("/oven/cold")
    store(kitchen_fleet, "served", "spilt milk")
    kitchen_fleet.cron("kitchen")
    [row] = kitchen_fleet.d1("kitchen", "SELECT attempts, delivered_at, last_error FROM outbox")
    assert (row["attempts"], row["delivered_at"]) == (1, None)
    assert "NOT NULL" in row["last_error"]
    assert kitchen.get("/served").json() == []
    kitchen.put("/oven/hot")
    kitchen_fleet.cron("kitchen")
    assert delivered(kitchen_fleet) == 1
    assert [dish["times"] for dish in kitchen.get("/served").json()] == [1]


def test_a_request_delivers_what_it_has_stored_without_looking_for_it(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    soup, name = {"name": "soup", "price_cents": 1}, {"x-request-id": "cooks-soup"}
    assert kitchen.post("/dishes", json=soup, headers=name).is_success
    eventually(lambda: delivered(kitchen_fleet) == 1)
    [row] = kitchen_fleet.d1("kitchen", "SELECT attempts FROM outbox")
    assert row["attempts"] == 1
    [used] = kitchen_fleet.usage(request_id="cooks-soup")
    assert used.d1_queries == 5, "the dish and its message, two that serve it, and the note of it"


def test_a_message_of_a_request_that_broke_off_is_cron_s_once_its_lease_has_ended(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    key_and_name = {"key_length": 20, "drain": False}
    assert kitchen.post("/banquets", params=key_and_name).is_success
    kitchen_fleet.cron("kitchen")
    assert delivered(kitchen_fleet) == 0, "it is its request's"
    later = datetime.now(UTC) + timedelta(milliseconds=LEASE_MS)
    kitchen_fleet.cron("kitchen", at=later.isoformat())
    assert delivered(kitchen_fleet) == 1
    [row] = kitchen_fleet.d1("kitchen", "SELECT attempts FROM outbox")
    assert row["attempts"] == 2


def test_what_a_request_has_no_room_for_is_anybodys_again_and_goes_on_through_the_queue(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    many = 3 * A_RUNS_TOURS
    before = calls_by_run(kitchen_fleet)
    assert kitchen.post("/feasts", params={"tours": many}).is_success
    eventually(lambda: delivered(kitchen_fleet) == many)
    served = {dish["name"]: dish["times"] for dish in kitchen.get("/served").json()}
    assert served == {f"course {number}": 1 for number in range(many)}
    runs = eventually(
        lambda: found if (found := calls_by_run(kitchen_fleet) - before).total() == 9 * many else 0
    )
    assert max(runs.values()) < MOST_INVOCATIONS
    [row] = kitchen_fleet.d1("kitchen", "SELECT sum(attempts) AS attempts FROM outbox")
    assert row["attempts"] == A_RUNS_TOURS, "the queue's attempts do not count"
