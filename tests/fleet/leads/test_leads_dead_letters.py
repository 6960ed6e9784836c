"""What leads and slack-intel have tried in vain: dead, told once, replayed, done."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from leads_at_work import ADMIN, announcements, lead_body, run_sql, slack_calls

from edgekit.outbox import DEAD_AFTER
from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

ALERTS = "#fleet-alerts"
REFUSED = {"status": 200, "body": {"ok": False, "error": "msg_too_long"}}


@pytest.fixture
def leads(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("leads") as client:
        yield client


@pytest.fixture
def intel(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("slack-intel") as client:
        yield client


def letters(client: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    answer = client.get("/api/dead", params=query, headers=ADMIN)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def replay(client: httpx.Client, letter_id: str) -> httpx.Response:
    return client.post(f"/api/dead/{letter_id}/replay", headers=ADMIN)


def alerts(fleet: LocalFleet) -> list[str]:
    """What the alert channel was told of dead letters, with every wait of slack-intel's over."""
    later = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    fleet.cron("slack-intel", at=later)
    texts = [call["text"] for call in slack_calls(fleet) if call["channel"] == ALERTS]
    return [text for text in texts if "dead_letter" in text]


ITS_FOLLOW_UP = "SELECT attempts, dead_at FROM outbox WHERE topic = 'follow-up'"


def let_time_pass(fleet: LocalFleet, since: datetime) -> list[timedelta]:
    """Run leads' cron every hour until its follow-up is dead; answers when it was tried."""
    tried, attempts = [], 2  # those behind the answer are over
    for hour in range(1, 200):
        fleet.cron("leads", at=(since + timedelta(hours=hour)).isoformat())
        (row,) = fleet.d1("leads", ITS_FOLLOW_UP)
        if row["attempts"] > attempts:
            tried.append(timedelta(hours=hour))
            attempts = row["attempts"]
        if row["dead_at"]:
            assert attempts == DEAD_AFTER
            return tried
    raise AssertionError("It lives for ever.")


def test_a_follow_up_that_died_in_an_outage_is_told_once_replayed_and_done(
    fleet: LocalFleet, leads: httpx.Client
) -> None:
    with fleet.fault("slack-intel", "error"):
        lead_id = leads.post("/api/leads", json=lead_body()).json()["id"]
        sql = f"{ITS_FOLLOW_UP} AND attempts >= 2 AND last_error IS NOT NULL"
        eventually(lambda: fleet.d1("leads", sql))
        fleet.flush_queues()
        tried = let_time_pass(fleet, datetime.now(UTC))
        assert tried[-1] > timedelta(days=1)
        assert announcements(fleet) == []
    (letter,) = letters(leads)
    assert letter["told_at"] is None
    assert (letter["source"], letter["name"]) == ("outbox", "follow-up")
    assert letter["payload"] == {"lead_id": lead_id}
    assert leads.get("/health?deep=1").json()["dead_letters"] == 1

    fleet.cron("leads")
    (told,) = eventually(lambda: alerts(fleet))
    for part in ("leads", "outbox follow-up", letter["error"], f"/api/dead/{letter['id']}/replay"):
        assert part.replace("://", "") in told.replace("\u200b", "")
    fleet.cron("leads")
    assert alerts(fleet) == [told]
    assert letters(leads)[0]["told_at"]

    answer = replay(leads, letter["id"])
    assert answer.status_code == 202, answer.text
    (card,) = eventually(lambda: announcements(fleet))
    assert "Ada Lovelace" in card["text"]
    assert letters(leads) == []
    assert leads.get("/health?deep=1").json()["dead_letters"] == 0
    for worker in ("leads", "slack-intel"):
        fleet.cron(worker)
    assert len(announcements(fleet)) == 1


def test_an_erased_persons_letters_go_too(fleet: LocalFleet, leads: httpx.Client) -> None:
    lead_id = leads.post("/api/leads", json=lead_body()).json()["id"]
    sql = """INSERT INTO dead_letters (id, source, name, key, payload, error, attempts, died_at)
VALUES ('dead_x', 'outbox', 'follow-up', ?1, '{}', 'e', 20, 1)"""
    run_sql(fleet, "leads", (sql, [f"{lead_id}:follow-up"]))
    assert leads.delete(f"/api/leads/{lead_id}", headers=ADMIN).status_code == 204
    assert letters(leads) == []


def notify(intel: httpx.Client, channel: str = "#general", **body: Any) -> None:
    answer = intel.post("/api/notify", json={"channel": channel, "text": "hello", **body})
    assert answer.status_code == 202, answer.text


def test_a_message_that_slack_refuses_for_good_is_told_once_and_sent_again(
    fleet: LocalFleet, intel: httpx.Client
) -> None:
    fleet.rule("slack", **REFUSED, times=2)  # as blocks, then as text
    notify(intel)
    (letter,) = eventually(lambda: letters(intel))
    assert (letter["source"], letter["name"]) == ("slack", "#general")
    assert (letter["error"], letter["payload"]) == ("msg_too_long", {"text": "hello"})
    (told,) = eventually(lambda: alerts(fleet))
    assert f"/api/dead/{letter['id']}/replay" in told
    assert "slack #general" in told
    log = intel.get("/api/log", params={"worker": "slack-intel"}, headers=ADMIN).json()
    assert [entry["event"] for entry in log["items"]] == ["dead_letter"]
    assert replay(intel, letter["id"]).status_code == 202
    eventually(lambda: slack_calls(fleet)[-1]["channel"] == "#general")
    assert letters(intel) == []
    assert len(alerts(fleet)) == 1


def test_a_refused_alert_is_listed_and_does_not_alert_for_ever(
    fleet: LocalFleet, intel: httpx.Client
) -> None:
    fleet.rule("slack", **REFUSED)
    notify(intel)
    eventually(lambda: len(letters(intel)) == 2)
    calls = len(fleet.outbox(provider="slack"))
    for minutes in (2, 10, 20, 60):
        at = (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()
        fleet.cron("slack-intel", at=at)
    assert {letter["name"] for letter in letters(intel)} == {"#general", ALERTS}
    assert len(fleet.outbox(provider="slack")) == calls


def test_a_forgotten_leads_refused_card_is_forgotten_too(
    fleet: LocalFleet, intel: httpx.Client
) -> None:
    fleet.rule("slack", **REFUSED, times=2)
    body = {"channel": "#hot-leads", "lead": {"id": "lead_x", "name": "Ada Lovelace"}}
    assert intel.post("/api/notify", json=body).status_code == 202
    (letter,) = eventually(lambda: letters(intel))
    assert intel.post("/api/forget", json={"lead_id": "lead_x"}).status_code == 200
    assert letters(intel, replayed=True) == []
    assert replay(intel, letter["id"]).status_code == 404
    kept = fleet.d1("slack-intel", "SELECT * FROM dead_letters")
    assert "Ada" not in json.dumps(kept)


def test_the_same_entry_of_the_log_counts_once(fleet: LocalFleet, intel: httpx.Client) -> None:
    entry = {"level": "error", "worker": "leads", "event": "dead_letter", "error": "once"}
    key = {"Idempotency-Key": "dead_1"}
    first = intel.post("/api/log", json=entry, headers=key)
    again = intel.post("/api/log", json=entry, headers=key)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert fleet.d1("slack-intel", "SELECT count FROM storms") == [{"count": 1}]
    assert len(alerts(fleet)) == 1
