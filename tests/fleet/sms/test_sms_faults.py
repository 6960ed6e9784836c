"""sms with Twilio unwell: nothing is lost, nothing leaves twice, and nothing after STOP."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
from sms_at_work import ADMIN, clear_rules, messages_at_twilio, reached, read, send, text_in

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

SEEDS = [11, 29]
PEOPLE = [f"+1206555{number:04}" for number in range(1000, 1008)]
ROUNDS = 12
LONGEST_ROUNDS = 40


def sid_of(sms: httpx.Client, text_id: str) -> Callable[[], Any]:
    return lambda: read(sms, text_id)["sid"]


def tick(fleet: LocalFleet, minutes: float) -> None:
    """Run the schedule of a time that is still to come."""
    fleet.cron("sms", at=(datetime.now(UTC) + timedelta(minutes=minutes)).isoformat())


def test_a_text_whose_answer_was_lost_is_found_and_not_sent_again(
    fleet: LocalFleet, sms: httpx.Client
) -> None:
    fleet.rule("twilio", delay_ms=1500, times=1)
    text_id = send(sms)["id"]
    eventually(sid_of(sms, text_id))
    assert [each["status"] for each in fleet.outbox(provider="twilio")].count(201) == 1
    assert len(reached(fleet)) == 1


def test_two_texts_of_the_same_words_are_two(fleet: LocalFleet, sms: httpx.Client) -> None:
    fleet.rule("twilio", delay_ms=1500, times=2)
    ids = [send(sms)["id"] for _ in range(2)]
    sids = {eventually(sid_of(sms, text_id)) for text_id in ids}
    assert len(sids) == len(reached(fleet)) == 2


def test_twilio_is_left_alone_for_as_long_as_it_says_and_nothing_dies_of_it(
    fleet: LocalFleet, sms: httpx.Client
) -> None:
    fleet.rule("twilio", status=429, body={"code": 20429}, headers={"Retry-After": "600"})
    text_id = send(sms)["id"]
    eventually(lambda: fleet.outbox(provider="twilio"))
    for minutes in (1, 5, 9):
        tick(fleet, minutes)
    assert len(fleet.outbox(provider="twilio")) == 1
    for hour in range(1, 30):
        tick(fleet, 60 * hour)
    clear_rules(fleet)
    tick(fleet, 60 * 31)
    eventually(sid_of(sms, text_id))
    assert len(reached(fleet)) == 1
    assert sms.get("/api/dead", headers=ADMIN).json()["items"] == []


def test_what_no_attempt_can_heal_is_a_dead_letter_at_once_and_can_be_replayed(
    fleet: LocalFleet, sms: httpx.Client
) -> None:
    fleet.rule("twilio", status=401, body={"code": 20003, "message": "Authenticate"})
    text_id = send(sms)["id"]
    (letter,) = eventually(lambda: sms.get("/api/dead", headers=ADMIN).json()["items"])
    assert letter["attempts"] == 1
    assert "Authenticate" in letter["error"]
    text = read(sms, text_id)
    assert (text["status"], text["reason"], text["error_code"]) == (
        "failed",
        "provider_refused",
        20003,
    )
    clear_rules(fleet)
    assert sms.post(f"/api/dead/{letter['id']}/replay", headers=ADMIN).status_code == 202
    eventually(sid_of(sms, text_id))
    text = read(sms, text_id)
    assert text["status"] == "accepted"
    assert "reason" not in text
    assert len(reached(fleet)) == 1


def test_a_replay_after_stop_sends_nothing(fleet: LocalFleet, sms: httpx.Client) -> None:
    fleet.rule("twilio", status=400, body={"code": 21606, "message": "Not a valid sender"})
    text_id = send(sms)["id"]
    (letter,) = eventually(lambda: sms.get("/api/dead", headers=ADMIN).json()["items"])
    clear_rules(fleet)
    text_in(sms, "STOP")
    sms.post(f"/api/dead/{letter['id']}/replay", headers=ADMIN)
    eventually(lambda: read(sms, text_id)["status"] == "refused")
    assert reached(fleet) == []


def test_a_stop_while_twilio_is_down_calls_back_what_has_not_left(
    fleet: LocalFleet, sms: httpx.Client
) -> None:
    fleet.rule("twilio", status=503)
    text_id = send(sms)["id"]
    eventually(lambda: fleet.outbox(provider="twilio"))
    text_in(sms, "please stop texting me")
    clear_rules(fleet)
    tick(fleet, 1)
    eventually(lambda: read(sms, text_id)["status"] == "refused")
    assert reached(fleet) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_fails_nothing_is_lost_nothing_leaves_twice_and_nothing_after_stop(
    fleet: LocalFleet, sms: httpx.Client, seed: int
) -> None:
    luck = random.Random(seed)
    bodies: dict[str, str] = {}
    stopped: dict[str, datetime] = {}
    for number in range(ROUNDS):
        _break_something(fleet, luck)
        for _ in range(4):
            phone = luck.choice(PEOPLE)
            key = f"{seed}-{len(bodies)}"
            text = send(sms, phone, body=f"Text {key}", key=key)
            assert send(sms, phone, body=f"Text {key}", key=key)["id"] == text["id"]
            bodies[text["id"]] = f"Text {key}"
        if luck.random() < 0.25:
            phone = luck.choice(PEOPLE)
            text_in(sms, luck.choice(["STOP", "Unsubscribe.", "please stop texting me"]), phone)
            stopped.setdefault(phone, datetime.now(UTC))
        if luck.random() < 0.3:
            tick(fleet, 1 + number)
    clear_rules(fleet)
    fleet.clear_faults()
    fleet.control("POST", "/queues/flush")
    for hour in range(1, LONGEST_ROUNDS):
        tick(fleet, 60 * hour)
        left = fleet.d1("sms", "SELECT 1 FROM texts WHERE status IN ('queued', 'held')")
        if not left:
            break
    made = messages_at_twilio(fleet)
    sent = Counter(message["body"] for message in made)
    for text_id, body in bodies.items():
        text = read(sms, text_id)
        assert text["status"] in ("accepted", "refused"), text
        assert sent[body] == (text["status"] == "accepted"), text
        assert text["status"] == "accepted" or text["to"] in stopped
    for message in made:
        stop = stopped.get(message["to"])
        created = parsedate_to_datetime(message["date_created"])  # to the second, rounded down
        assert stop is None or created <= stop, message
    assert len(made) > ROUNDS


def _break_something(fleet: LocalFleet, luck: random.Random) -> None:
    clear_rules(fleet)
    kind = luck.choice(["well", "wait", "down", "hang", "lost", "late"])
    if kind == "wait":
        after = {"Retry-After": str(luck.randint(1, 120))}
        fleet.rule("twilio", status=429, body={"code": 20429}, headers=after, times=3)
    if kind == "down":
        fleet.rule("twilio", status=luck.choice([500, 502, 503]), times=luck.randint(1, 4))
    if kind == "hang":
        fleet.rule("twilio", status=504, delay_ms=1400, times=2)
    if kind == "lost":
        fleet.rule("twilio", delay_ms=1400, times=2)
    if kind == "late":
        fleet.rule("twilio", delay_ms=300, times=4)
