"""partner-hooks with its receivers unwell: the schedule, dead letters, and who is switched off."""

import random
import threading
from datetime import datetime
from typing import Any

import httpx
import pytest
from partners_at_work import (
    ADMIN,
    SCHEDULE_MINUTES,
    URL,
    attempted,
    clear_rules,
    deliveries,
    detail,
    got,
    publish,
    read,
    statuses,
    subscribe,
    tick,
    verified,
)

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

MANY, HANGING = 50, 5


def minutes_until(told: str, since: str) -> float:
    return (datetime.fromisoformat(told) - datetime.fromisoformat(since)).total_seconds() / 60


def test_a_failure_is_tried_again_on_schedule_then_dead_and_its_endpoint_off(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    made = subscribe(hooks)
    partners.rule("partner", status=500, body="out of order")
    publish(hooks, "evt_1")
    delivery, passed = attempted(hooks, 1), 0.0
    for number, minutes in enumerate(SCHEDULE_MINUTES, 1):
        found = detail(hooks, delivery["id"])
        assert found["status"] == "pending"
        assert len(found["log"]) == number
        wait = minutes_until(found["next_attempt_at"], found["log"][0]["at"])
        assert minutes <= wait <= 1.1 * minutes + 0.1
        tick(partners, passed + minutes - 0.5)
        assert len(detail(hooks, delivery["id"])["log"]) == number
        passed += 1.1 * minutes + 0.2
        tick(partners, passed)
        attempted(hooks, number + 1)
    found = detail(hooks, delivery["id"])
    assert (found["status"], found["attempts"], found["last_status"]) == ("dead", 6, 500)
    assert found["log"][0]["excerpt"] == "out of order"
    sent = got(partners)
    assert len(sent) == 6
    assert {each["headers"]["webhook-id"] for each in sent} == {"evt_1"}
    for each in sent:
        verified(each, made["secret"])
    [letter] = hooks.get("/api/dead", headers=ADMIN).json()["items"]
    assert (letter["source"], letter["key"], letter["attempts"]) == ("delivery", delivery["id"], 6)
    off = read(hooks, made["id"])
    assert (off["enabled"], off["disabled_reason"], off["failures"]) == (False, "failing", 6)
    assert {"endpoint_switched_off", "dead_letter"} <= told(partners)
    assert publish(hooks, "evt_2")["deliveries"] == 0
    assert hooks.post(f"/api/deliveries/{delivery['id']}/replay").status_code == 409

    clear_rules(partners)
    hooks.patch(f"/api/subscriptions/{made['id']}", json={"enabled": True})
    replayed = hooks.post(f"/api/dead/{letter['id']}/replay", headers=ADMIN)
    assert replayed.status_code == 202
    eventually(lambda: statuses(hooks) == ["delivered"])
    assert read(hooks, made["id"])["failures"] == 0


def told(fleet: LocalFleet) -> set[str]:
    """The events that slack-intel has been told by partner-hooks."""

    def look() -> set[str]:
        fleet.cron("partner-hooks")
        rows = fleet.d1("slack-intel", "SELECT event FROM logs WHERE worker = 'partner-hooks'")
        found = {row["event"] for row in rows}
        return found if "endpoint_switched_off" in found else set()

    return eventually(look, seconds=30)


def test_the_owner_is_told_once_of_an_endpoint_that_is_off(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    made = subscribe(hooks, f"{URL}?token=hidden")
    partners.rule("partner", status=410)
    publish(hooks)
    eventually(lambda: not read(hooks, made["id"])["enabled"])
    told(partners)
    partners.cron("partner-hooks")
    sql = "SELECT event, details FROM logs WHERE worker = 'partner-hooks'"
    [row] = [each for each in partners.d1("slack-intel", sql) if "switched" in each["event"]]
    assert "hooks.partner.example" in row["details"]
    assert "hidden" not in row["details"]


def test_410_ends_at_once_and_what_was_on_its_way_goes_on_when_the_endpoint_is_on_again(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    made = subscribe(hooks)
    partners.rule("partner", status=500, times=1)
    publish(hooks, "evt_1")
    attempted(hooks, 1)
    partners.rule("partner", status=410, times=1)
    publish(hooks, "evt_2")
    eventually(lambda: statuses(hooks) == ["dead", "held"])
    off = read(hooks, made["id"])
    assert (off["enabled"], off["disabled_reason"]) == (False, "gone")
    assert off["updated_at"] == off["disabled_at"]
    tick(partners, 2000)
    assert len(got(partners)) == 2
    hooks.patch(f"/api/subscriptions/{made['id']}", json={"enabled": True})
    tick(partners, 1)
    assert statuses(hooks) == ["dead", "delivered"]
    on = read(hooks, made["id"])
    assert (on["enabled"], on["disabled_reason"], on["failures"]) == (True, None, 0)


def test_what_is_on_its_way_to_an_endpoint_waits_while_that_is_off(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    path = f"/api/subscriptions/{subscribe(hooks)['id']}"
    partners.rule("partner", status=500, times=1)
    publish(hooks, "evt_1")
    attempted(hooks, 1)
    assert hooks.patch(path, json={"enabled": False}).json()["disabled_reason"] == "asked"
    assert publish(hooks, "evt_2")["deliveries"] == 0
    tick(partners, 2000)
    assert statuses(hooks) == ["held"]
    assert hooks.patch(path, json={"enabled": True}).json()["disabled_at"] is None
    tick(partners, 1)
    assert statuses(hooks) == ["delivered"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failed_attempt_and_its_target_sees_nothing(
    partners: LocalFleet, hooks: httpx.Client, status: int
) -> None:
    subscribe(hooks)
    to = {"Location": "https://elsewhere.example/"}
    partners.rule("hooks.partner.example", status=status, headers=to)
    publish(hooks)
    found = attempted(hooks, 1)
    assert (found["status"], found["last_status"]) == ("pending", status)
    assert "https://elsewhere.example/" in found["last_error"]
    assert [each["url"] for each in partners.outbox() if "elsewhere" in each["url"]] == []


@pytest.mark.parametrize(
    ("status", "body"), [(200, ""), (200, "<p>OK</p>"), (201, "{"), (202, "é"), (204, None)]
)
def test_any_2xx_is_success_whatever_its_body(
    partners: LocalFleet, hooks: httpx.Client, status: int, body: str | None
) -> None:
    subscribe(hooks)
    partners.rule("partner", status=status, body=body)
    publish(hooks)
    assert attempted(hooks, 1)["status"] == "delivered"


def test_of_a_long_answer_the_beginning_is_kept(partners: LocalFleet, hooks: httpx.Client) -> None:
    subscribe(hooks)
    partners.rule("partner", status=200, body="x" * 30_000_000)
    publish(hooks)
    found = attempted(hooks, 1)
    assert found["status"] == "delivered"
    assert detail(hooks, found["id"])["log"][0]["excerpt"] == "x" * 300


def test_retry_after_is_honoured(partners: LocalFleet, hooks: httpx.Client) -> None:
    subscribe(hooks)
    partners.rule("partner", status=429, headers={"Retry-After": "3600"}, times=1)
    publish(hooks)
    attempted(hooks, 1)
    tick(partners, 50)
    assert len(got(partners)) == 1
    tick(partners, 61)
    assert statuses(hooks) == ["delivered"]


def test_an_endpoint_that_hangs_has_failed_and_is_left_alone_for_a_minute(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    subscribe(hooks)
    partners.rule("partner", status=200, delay_ms=4000)
    for number in range(3):
        publish(hooks, f"evt_{number}")
    failed = eventually(lambda: [each for each in deliveries(hooks) if each["attempts"]])[0]
    assert "did not answer in time" in failed["last_error"]
    assert failed["last_status"] is None
    partners.flush_queues()
    before = sum(each["attempts"] for each in deliveries(hooks))
    # What cron hands over comes together, and the first that gets no answer is enough.
    tick(partners, 2)
    assert sum(each["attempts"] for each in deliveries(hooks)) == before + 1
    assert statuses(hooks) == ["pending"] * 3
    clear_rules(partners)
    tick(partners, 10)
    assert statuses(hooks) == ["delivered"] * 3


def test_a_name_that_comes_to_lead_inside_is_not_called(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    subscribe(hooks)
    record = {"name": "hooks.partner.example", "type": 1, "TTL": 1, "data": "10.0.0.1"}
    partners.rule("dns", status=200, body={"Status": 0, "Answer": [record]})
    publish(hooks)
    found = attempted(hooks, 1)
    assert "leads to 10.0.0.1" in found["last_error"]
    clear_rules(partners)
    partners.rule("dns", status=503)
    tick(partners, 2)
    assert "can't be looked up" in attempted(hooks, 2)["last_error"]
    assert got(partners) == []
    clear_rules(partners)
    tick(partners, 10)
    assert statuses(hooks) == ["delivered"]


@pytest.mark.parametrize(
    ("records", "why"),
    [
        ([(28, "fd00:ec2::254")], "leads to fd00:ec2::254"),
        ([(1, "93.184.215.14"), (28, "::ffff:10.0.0.1")], "leads to ::ffff:10.0.0.1"),
        ([(5, "else.example"), (1, "169.254.169.254")], "leads to 169.254.169.254"),
        ([(1, "93.184.215.14"), (1, "127.0.0.1")], "leads to 127.0.0.1"),
        ([(1, "0x7f000001")], "leads to 0x7f000001"),
        ([(28, "64:ff9b:1::a00:1")], "leads to 64:ff9b:1::a00:1"),
        ([(5, "else.example")], "has no address"),
        ([], "has no address"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_wherever_a_name_leads_but_to_public_addresses_alone_nobody_is_called(
    partners: LocalFleet, hooks: httpx.Client, records: list[tuple[int, str]], why: str
) -> None:
    subscribe(hooks)
    answer = [{"name": "x", "type": kind, "TTL": 1, "data": data} for kind, data in records]
    partners.rule("dns", status=200, body={"Status": 0, "Answer": answer})
    publish(hooks)
    assert why in attempted(hooks, 1)["last_error"]
    assert got(partners) == []


def test_a_url_that_was_stored_before_the_rules_is_judged_when_it_is_called(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    subscribe(hooks)
    partners.write("partner-hooks", "UPDATE subscriptions SET url = 'https://127.0.0.1/'")
    publish(hooks)
    assert "no public address" in attempted(hooks, 1)["last_error"]
    assert got(partners) == []


def test_a_deleted_endpoint_is_not_tried_again(partners: LocalFleet, hooks: httpx.Client) -> None:
    made = subscribe(hooks)
    partners.rule("partner", status=500, times=1)
    publish(hooks)
    delivery = attempted(hooks, 1)
    hooks.delete(f"/api/subscriptions/{made['id']}")
    tick(partners, 2000)
    assert len(got(partners)) == 1
    assert detail(hooks, delivery["id"])["status"] == "cancelled"
    assert hooks.post(f"/api/deliveries/{delivery['id']}/replay").status_code == 409


def test_a_message_that_the_queue_brings_twice_is_tried_once(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    subscribe(hooks)
    publish(hooks)
    delivery = attempted(hooks, 1)
    sql = "UPDATE deliveries SET status = 'pending', claim = 'due_1', due_at = due_at + 60000"
    partners.write("partner-hooks", sql)
    message = {"body": {"delivery": delivery["id"], "claim": "due_1", "at": 0}}
    done: list[Any] = []

    def bring() -> None:
        done.append(partners.deliver("partner-hooks", "partner-hooks-deliveries", message, message))

    threads = [threading.Thread(target=bring) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 3
    assert len(got(partners)) == 2


def test_what_the_queue_loses_and_a_kill_cuts_off_is_tried_again(
    partners: LocalFleet, hooks: httpx.Client
) -> None:
    subscribe(hooks)
    publish(hooks)
    attempted(hooks, 1)
    # As if the isolate had been killed between claim and outcome.
    sql = "UPDATE deliveries SET status = 'pending', claim = 'claim_of_the_dead'"
    partners.write("partner-hooks", sql)
    tick(partners, 2)
    assert statuses(hooks) == ["delivered"]
    assert len(got(partners)) == 2


def test_five_that_hang_hold_up_none_of_fifty(partners: LocalFleet, hooks: httpx.Client) -> None:
    well = [f"well{number}.example" for number in range(MANY - HANGING)]
    ill = [f"ill{number}.example" for number in range(HANGING)]
    mixed = [*well, *ill]
    random.Random(5).shuffle(mixed)
    for host in mixed:
        subscribe(hooks, f"https://{host}/")
    for host in ill:
        partners.rule(host, status=200, delay_ms=20_000)
    assert publish(hooks, "evt_1")["deliveries"] == MANY
    eventually(lambda: len(got(partners)) == len(well), seconds=20)
    eventually(lambda: statuses(hooks, limit=200).count("delivered") == len(well), seconds=5)
    first = {each["url"]: each["at"] for each in got(partners)}
    began = min(first.values())
    # All within the time that one of those that hang is given.
    assert max(minutes_until(at, began) * 60 for at in first.values()) < 8

    eventually(lambda: len(ill_ones(hooks)) == HANGING, seconds=20)
    # From now on those that hang have a queue of their own.
    publish(hooks, "evt_2")
    eventually(lambda: len(got(partners)) == 2 * len(well), seconds=20)


def ill_ones(hooks: httpx.Client) -> list[dict[str, Any]]:
    found = deliveries(hooks, status="pending", limit=200)
    return [each for each in found if each["attempts"]]


SEEDS = [3, 17]


@pytest.mark.parametrize("seed", SEEDS)
def test_through_faults_each_event_reaches_each_endpoint(
    partners: LocalFleet, hooks: httpx.Client, seed: int
) -> None:
    luck = random.Random(seed)
    hosts = [f"p{number}.example" for number in range(4)]
    secrets = {host: subscribe(hooks, f"https://{host}/")["secret"] for host in hosts}
    expected = set()
    minutes = 0.0
    for number in range(12):
        _break_something(partners, luck, hosts)
        for _ in range(luck.randint(1, 2)):
            publish(hooks, f"evt_{number}", score=number)
        expected |= {(host, f"evt_{number}") for host in hosts}
        if luck.random() < 0.5:
            minutes += luck.uniform(0.5, 20)
            tick(partners, minutes)
    clear_rules(partners)
    partners.clear_faults()
    for _ in range(40):
        minutes += 150
        tick(partners, minutes)
        if set(statuses(hooks, limit=200)) == {"delivered"}:
            break
    assert set(statuses(hooks, limit=200)) == {"delivered"}
    assert len(deliveries(hooks, limit=200)) == len(expected)
    taken = [each for each in got(partners) if each["status"] < 300]
    for each in taken:
        host = httpx.URL(each["url"]).host
        verified(each, secrets[host])
    found = {(httpx.URL(each["url"]).host, each["headers"]["webhook-id"]) for each in taken}
    assert found == expected


def _break_something(fleet: LocalFleet, luck: random.Random, hosts: list[str]) -> None:
    clear_rules(fleet)
    host = luck.choice(hosts)
    kind = luck.choice(["well", "down", "wait", "moved", "hang", "cut", "dns", "slack"])
    times = luck.randint(1, 3)
    if kind == "down":
        fleet.rule(host, status=luck.choice([400, 404, 500, 502, 503]), times=times)
    if kind == "wait":
        fleet.rule(
            host, status=429, headers={"Retry-After": str(luck.randint(1, 300))}, times=times
        )
    if kind == "moved":
        fleet.rule(host, status=302, headers={"Location": "https://x.example/"}, times=times)
    if kind == "hang":
        fleet.rule(host, status=504, delay_ms=2000, times=1)
    if kind == "cut":
        fleet.rule(host, status=500, body="cut", headers={"Content-Length": "100"}, times=times)
    if kind == "dns":
        fleet.rule("dns", status=luck.choice([500, 503]), times=times)
    if kind == "slack":
        fleet.fault("slack-intel", luck.choice(["error", "down"]), times=times)
