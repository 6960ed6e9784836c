"""Dead letters: what was tried in vain is kept, told once and replayed, in workerd."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from edgekit.consuming import LAST_ATTEMPT
from edgekit.outbox import DEAD_AFTER
from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

ADMIN = {"authorization": "Bearer dev-admin-token"}
QUEUE = "kitchen-queue"


@pytest.fixture(autouse=True)
def open_ears(kitchen: httpx.Client) -> Iterator[None]:
    yield
    kitchen.put("/ears/open")
    kitchen.put("/oven/hot")


def run_sql(fleet: LocalFleet, sql: str, *params: object) -> None:
    statements = {"statements": [{"sql": sql, "params": params}]}
    assert fleet.control("POST", "/d1/kitchen", json=statements).is_success


def store(fleet: LocalFleet, key: str, *, attempts: int, topic: str = "served") -> None:
    """Put a message into the outbox that nothing but a test delivers."""
    sql = """INSERT INTO outbox (key, topic, payload, created_at, attempts, due_at, request_id)
VALUES (?1, ?2, ?3, 0, ?4, 0, 'req_order')"""
    run_sql(fleet, sql, key, topic, json.dumps({"name": f"roast {key}"}), attempts)


def letters(kitchen: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    answer = kitchen.get("/api/dead", params=query, headers=ADMIN)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def replay(kitchen: httpx.Client, letter_id: str) -> httpx.Response:
    return kitchen.post(f"/api/dead/{letter_id}/replay", headers=ADMIN)


def told(kitchen: httpx.Client, *of: str) -> list[dict[str, Any]]:
    """What slack-intel was told of some letters; other tests' reports are still there."""
    reports = kitchen.get("/reports", params={"event": "dead_letter"}).json()
    return [report for report in reports if report["key"] in of]


def served(kitchen: httpx.Client) -> dict[str, int]:
    return {dish["name"]: dish["times"] for dish in kitchen.get("/served").json()}


def dishes(kitchen: httpx.Client) -> list[str]:
    return [dish["name"] for dish in kitchen.get("/dishes").json()]


def bring(fleet: LocalFleet, *bodies: Any, attempts: int = LAST_ATTEMPT) -> dict[str, Any]:
    """Let the queue bring a batch; answers what was acknowledged and what is to come back."""
    messages = [
        {"id": f"m{number}", "body": body, "attempts": attempts}
        for number, body in enumerate(bodies)
    ]
    found = fleet.deliver("kitchen", QUEUE, *messages)
    assert found["outcome"] == "ok", found
    return found


def come_back(found: dict[str, Any]) -> list[str]:
    return [message["msgId"] for message in found["retryMessages"]]


def dish(name: str, note: str | None = None) -> dict[str, Any]:
    return {"name": name, "price_cents": 1, "note": note}


def die(fleet: LocalFleet, kitchen: httpx.Client, *keys: str) -> list[dict[str, Any]]:
    """Let outbox messages fail for the last time; answers their letters."""
    kitchen.put("/oven/cold")
    for key in keys:
        store(fleet, key, attempts=DEAD_AFTER - 1)
    fleet.cron("kitchen")
    return letters(kitchen)


def test_what_fails_too_often_is_listed_told_once_replayed_and_done(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    (letter,) = die(kitchen_fleet, kitchen, "goose")
    assert letter["id"].startswith("dead_")
    assert (letter["source"], letter["name"], letter["key"]) == ("outbox", "served", "goose")
    assert letter["payload"] == {"name": "roast goose"}
    assert (letter["error"], letter["attempts"]) == ("The oven is cold.", DEAD_AFTER)
    assert (letter["request_id"], letter["replayed_at"]) == ("req_order", None)
    (report,) = told(kitchen, letter["id"])
    assert (report["level"], report["outbox"]) == ("error", "served")
    assert report["error"] == "The oven is cold."
    assert f"POST /api/dead/{letter['id']}/replay" in report["advice"]
    for _ in range(2):
        kitchen_fleet.cron("kitchen")
    assert len(told(kitchen, letter["id"])) == 1
    assert served(kitchen) == {}

    kitchen.put("/oven/hot")
    answer = replay(kitchen, letter["id"])
    assert answer.status_code == 202, answer.text
    assert answer.json()["replayed_at"]
    eventually(lambda: served(kitchen) == {"roast goose": 1})
    assert letters(kitchen) == []
    (kept,) = letters(kitchen, replayed=True)
    assert kept["replayed_at"]
    assert replay(kitchen, letter["id"]).status_code == 409


def test_a_replay_that_fails_again_is_a_new_letter(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    (first,) = die(kitchen_fleet, kitchen, "goose")
    assert replay(kitchen, first["id"]).status_code == 202
    sql = "SELECT attempts, dead_at FROM outbox"
    eventually(lambda: kitchen_fleet.d1("kitchen", sql) == [{"attempts": 1, "dead_at": None}])
    run_sql(kitchen_fleet, "UPDATE outbox SET attempts = ?1, due_at = 0", DEAD_AFTER - 1)
    kitchen_fleet.cron("kitchen")
    (second,) = letters(kitchen)
    assert second["id"] != first["id"]
    assert len(told(kitchen, second["id"])) == 1


def test_many_that_die_together_are_told_in_one_message(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    found = die(kitchen_fleet, kitchen, *"abcde")
    (report,) = told(kitchen, *(letter["id"] for letter in found))
    assert report["count"] == 5
    assert all(letter["told_at"] for letter in letters(kitchen))


def test_what_slack_intel_does_not_hear_is_told_later_under_the_same_key(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    kitchen.put("/ears/deaf")
    (first,) = die(kitchen_fleet, kitchen, "goose")
    assert first["told_at"] is None
    kitchen_fleet.cron("kitchen")
    found = die(kitchen_fleet, kitchen, "duck")
    kitchen.put("/ears/open")
    kitchen_fleet.cron("kitchen")
    reports = told(kitchen, *(letter["id"] for letter in found))
    assert [report["count"] for report in reports] == [1, 1], "nobody joins a group in doubt"
    kitchen_fleet.cron("kitchen")
    assert len(told(kitchen, *(letter["id"] for letter in found))) == 2


def test_letters_page_newest_first(kitchen_fleet: LocalFleet, kitchen: httpx.Client) -> None:
    sql = """INSERT INTO dead_letters (id, source, name, key, payload, error, attempts, died_at)
VALUES (?1, 'queue', 'q', ?1, '1', 'e', 1, ?2)"""
    for number in range(5):
        run_sql(kitchen_fleet, sql, f"dead_{number}", number // 2)
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = kitchen.get("/api/dead", params=query, headers=ADMIN).json()
        seen += [letter["id"] for letter in page["items"]]
        if page["cursor"] is None:
            break
        query["cursor"] = page["cursor"]
    assert seen == [f"dead_{number}" for number in (4, 3, 2, 1, 0)]


def test_the_routes_are_private_and_documented(kitchen: httpx.Client) -> None:
    assert kitchen.get("/api/dead").status_code == 401
    assert kitchen.get("/api/dead", headers={"authorization": ""}).status_code == 401
    assert kitchen.post("/api/dead/dead_x/replay").status_code == 401
    assert replay(kitchen, "dead_x").status_code == 404
    assert kitchen.get("/api/dead?cursor=x", headers=ADMIN).status_code == 422
    paths = kitchen.get("/openapi.json").json()["paths"]
    assert paths["/api/dead"]["get"]["security"] == [{"admin": []}]
    assert "409" in paths["/api/dead/{letter_id}/replay"]["post"]["responses"]


def test_deep_health_counts_what_waits_and_stays_well(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    before = kitchen.get("/health?deep=1").json()
    assert before["dead_letters"] == 0
    (letter,) = die(kitchen_fleet, kitchen, "goose")
    health = kitchen.get("/health?deep=1").json()
    assert health == before | {"dead_letters": 1}
    replay(kitchen, letter["id"])
    assert kitchen.get("/health?deep=1").json()["dead_letters"] == 0


def test_a_message_whose_topic_or_payload_nobody_knows_holds_up_no_other(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    store(kitchen_fleet, "menu", attempts=DEAD_AFTER - 1, topic="printed")
    run_sql(kitchen_fleet, "UPDATE outbox SET payload = '[]' WHERE key = 'menu'")
    store(kitchen_fleet, "hen", attempts=DEAD_AFTER - 1)
    kitchen_fleet.cron("kitchen")
    assert served(kitchen) == {"roast hen": 1}
    (letter,) = letters(kitchen)
    assert "printed" in letter["error"]


def test_an_unreadable_message_is_a_letter_at_once_and_harms_no_other(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    found = bring(kitchen_fleet, dish("soup"), {"dish": 1}, None, dish("stew"), attempts=1)
    assert come_back(found) == []
    assert dishes(kitchen) == ["soup", "stew"]
    listed = letters(kitchen)
    assert {letter["key"] for letter in listed} == {"m1", "m2"}
    assert {letter["name"] for letter in listed} == {QUEUE}
    assert {str(letter["payload"]) for letter in listed} == {"{'dish': 1}", "None"}
    assert len(told(kitchen, *(letter["id"] for letter in listed))) == 1
    bring(kitchen_fleet, dish("soup"), {"dish": 1}, attempts=2)
    assert len(letters(kitchen)) == 2, "the queue may bring a message twice"


def test_one_poisonous_message_does_not_take_its_batch_with_it(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    batch = [dish("a"), dish("bad egg", "rotten"), dish("b"), dish("c")]
    assert come_back(bring(kitchen_fleet, *batch, attempts=1)) == ["m1"]
    assert dishes(kitchen) == ["a", "b", "c"]
    assert letters(kitchen) == []
    assert come_back(bring(kitchen_fleet, *batch, attempts=LAST_ATTEMPT)) == []
    (letter,) = letters(kitchen)
    assert (letter["source"], letter["name"], letter["key"]) == ("queue", QUEUE, "m1")
    assert letter["error"] == "ValueError: bad egg is rotten."
    assert letter["payload"] == dish("bad egg", "rotten")


def test_a_queue_message_is_replayed_through_its_queue(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    bring(kitchen_fleet, dish("bad egg", "rotten"))
    (letter,) = letters(kitchen)
    assert len(told(kitchen, letter["id"])) == 1
    kitchen.put("/oven/cold")  # now it keeps
    assert replay(kitchen, letter["id"]).status_code == 202
    eventually(lambda: dishes(kitchen) == ["bad egg"])
    assert letters(kitchen) == []


def test_a_message_that_fails_comes_back_later_each_time(kitchen_fleet: LocalFleet) -> None:
    for attempts, (shortest, longest) in {1: (5, 10), 2: (10, 20), 9: (1280, 2560)}.items():
        found = bring(kitchen_fleet, dish("bad egg", "rotten"), attempts=attempts)
        (retried,) = found["retryMessages"]
        assert shortest <= retried["delaySeconds"] <= longest


def test_what_a_consumer_puts_back_comes_back_as_it_says_until_its_last_attempt(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    found = bring(kitchen_fleet, dish("pie", "later"), dish("soup"), attempts=1)
    assert [(m["msgId"], m["delaySeconds"]) for m in found["retryMessages"]] == [("m0", 5)]
    assert come_back(bring(kitchen_fleet, dish("pie", "later"))) == []
    (letter,) = letters(kitchen)
    assert letter["error"] == "The consumer put it back."


def test_while_d1_is_down_a_dead_message_comes_back_instead_of_being_lost(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    run_sql(kitchen_fleet, "ALTER TABLE dead_letters RENAME TO away")
    try:
        found = bring(kitchen_fleet, dish("bad egg", "rotten"), {"dish": 1})
        assert come_back(found) == ["m0", "m1"]
    finally:
        run_sql(kitchen_fleet, "ALTER TABLE away RENAME TO dead_letters")
    assert come_back(bring(kitchen_fleet, dish("bad egg", "rotten"), {"dish": 1})) == []
    assert len(letters(kitchen)) == 2


def test_one_letter_replayed_by_many_at_once_is_served_once(
    kitchen_fleet: LocalFleet, kitchen: httpx.Client
) -> None:
    (letter,) = die(kitchen_fleet, kitchen, "goose")
    kitchen.put("/oven/hot")
    with ThreadPoolExecutor(6) as operators:
        answers = list(operators.map(lambda _: replay(kitchen, letter["id"]), range(6)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    eventually(lambda: served(kitchen) == {"roast goose": 1})
    time.sleep(0.2)
    assert served(kitchen) == {"roast goose": 1}
