"""slack-intel over HTTP: Slack's limits kept, nothing lost, storms folded, the log paged."""

import base64
import re
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Any

import httpx
import pytest
from leads_at_work import ADMIN, run_sql, slack_calls

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet


@pytest.fixture
def intel(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("slack-intel") as client:
        yield client


def notify(intel: httpx.Client, text: str, channel: str = "#general", **headers: str) -> Any:
    answer = intel.post("/api/notify", json={"channel": channel, "text": text}, headers=headers)
    assert answer.status_code == 202, answer.text
    return answer


def told(fleet: LocalFleet, channel: str = "#general") -> list[str]:
    return [call["text"] for call in slack_calls(fleet) if call["channel"] == channel]


def test_a_burst_is_sent_in_order_one_a_second(fleet: LocalFleet, intel: httpx.Client) -> None:
    for number in range(4):
        notify(intel, str(number))
    eventually(lambda: len(told(fleet)) == 4)
    assert told(fleet) == ["0", "1", "2", "3"]
    sent = [_seconds(each["at"]) for each in fleet.outbox(provider="slack")]
    assert all(later - earlier >= 0.9 for earlier, later in pairwise(sent))


def test_slack_is_left_alone_for_as_long_as_it_says(fleet: LocalFleet, intel: httpx.Client) -> None:
    fleet.rule("slack", status=429, headers={"Retry-After": "3"}, times=1)
    notify(intel, "patience")
    eventually(lambda: len(fleet.outbox(provider="slack")) == 2)
    refused, taken = fleet.outbox(provider="slack")
    assert (refused["status"], taken["status"]) == (429, 200)
    assert _seconds(taken["at"]) - _seconds(refused["at"]) >= 2.9


def test_one_channels_wait_holds_up_no_other(fleet: LocalFleet, intel: httpx.Client) -> None:
    fleet.rule("slack", status=429, headers={"Retry-After": "12"}, times=1)
    notify(intel, "patience")
    eventually(lambda: fleet.outbox(provider="slack"))
    notify(intel, "at once", channel="#other")
    eventually(lambda: told(fleet, "#other"))
    taken = [each for each in fleet.outbox(provider="slack") if each["status"] == 200]
    assert len(taken) == 1
    assert "at once" in taken[0]["body"]


def test_a_message_that_can_not_be_tried_keeps_no_other_from_being_sent(
    fleet: LocalFleet, intel: httpx.Client
) -> None:
    sql = """INSERT INTO messages (id, key, digest, method, channel, payload, created_at, due_at)
VALUES ('msg_broken', 'k', '', 'chat.postMessage', '#general', '{', 1, 1)"""
    run_sql(fleet, "slack-intel", (sql, []))
    notify(intel, "hello")
    eventually(lambda: told(fleet) == ["hello"])


def test_a_message_whose_row_was_lost_to_a_crash_is_the_same_to_slack(
    fleet: LocalFleet, intel: httpx.Client
) -> None:
    notify(intel, "once")
    sent = "SELECT slack_ts FROM messages WHERE sent_at IS NOT NULL"
    (first,) = eventually(lambda: fleet.d1("slack-intel", sent))
    undo = """UPDATE messages SET sent_at = NULL, slack_ts = NULL, payload = '{"text": "once"}'"""
    run_sql(fleet, "slack-intel", (undo, []))
    fleet.cron("slack-intel")
    assert eventually(lambda: fleet.d1("slack-intel", sent)) == [first]
    assert len({call["client_msg_id"] for call in slack_calls(fleet)}) == 1
    assert len(slack_calls(fleet)) == 2


@pytest.mark.parametrize(
    "rule",
    [
        {"status": 500},
        {"status": 200, "body": {"ok": False, "error": "channel_not_found"}},
        {"status": 200, "body": {"ok": False, "error": "invalid_auth"}},
    ],
)
def test_a_message_outlives_slacks_troubles(
    fleet: LocalFleet, intel: httpx.Client, rule: dict[str, Any]
) -> None:
    fleet.rule("slack", times=2, **rule)
    notify(intel, "in the end")
    eventually(lambda: len(fleet.outbox(provider="slack")) == 3)
    rows = "SELECT attempts, sent_at > 0 AS sent FROM messages"
    assert eventually(lambda: [r for r in fleet.d1("slack-intel", rows) if r["sent"]]) == [
        {"attempts": 3, "sent": 1}
    ]


def test_the_same_key_is_the_same_message(fleet: LocalFleet, intel: httpx.Client) -> None:
    key = {"Idempotency-Key": "k"}
    first, again = notify(intel, "once", **key), notify(intel, "once", **key)
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = intel.post("/api/notify", json={"channel": "#general", "text": "2"}, headers=key)
    assert other.status_code == 409
    eventually(lambda: told(fleet))
    fleet.cron("slack-intel")
    assert told(fleet) == ["once"]


def test_a_storm_of_errors_is_two_messages(fleet: LocalFleet, intel: httpx.Client) -> None:
    entry = {"level": "error", "worker": "comps", "event": "request_failed", "path": "/api/comps"}
    for _ in range(30):
        assert intel.post("/api/log", json=entry).status_code == 202
    eventually(lambda: told(fleet, "#fleet-alerts"))
    later = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 301))
    fleet.cron("slack-intel", at=later)
    first, folded = eventually(lambda: told(fleet, "#fleet-alerts")[:2])
    assert "comps" in first
    assert "again 29 times within 5 min" in folded


def test_the_log_pages_through_a_workers_entries_newest_first(
    fleet: LocalFleet, intel: httpx.Client
) -> None:
    entry = {"level": "warning", "worker": "leads", "event": "request_slow", "duration_ms": 900}
    for number in range(3):
        intel.post("/api/log", json={**entry, "request_id": f"r{number}"})
    seen: list[str] = []
    query: dict[str, Any] = {"worker": "leads", "limit": 2}
    while True:
        page = intel.get("/api/log", params=query, headers=ADMIN).json()
        seen += [item["request_id"] for item in page["items"]]
        if page["cursor"] is None:
            break
        query["cursor"] = page["cursor"]
    assert seen == ["r2", "r1", "r0"]
    assert intel.get("/api/log").status_code == 401


@pytest.mark.parametrize("key", [10**400, -(10**400), 2**63])
def test_a_cursor_that_no_page_of_the_log_gave_is_422(intel: httpx.Client, key: int) -> None:
    cursor = base64.urlsafe_b64encode(f"[{key}]".encode()).decode().rstrip("=")
    answer = intel.get("/api/log", params={"cursor": cursor}, headers=ADMIN)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/cursor"


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"])
def test_a_time_that_no_clock_shows_is_refused(intel: httpx.Client, at: str) -> None:
    entry = {"level": "error", "worker": "leads", "event": "x", "at": at}
    answer = intel.post("/api/log", json=entry)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/at"]
    assert intel.get("/api/log", headers=ADMIN).json()["items"] == []


def test_data_of_a_wrong_type_is_told_once_and_by_its_place(intel: httpx.Client) -> None:
    body = {"channel": "#x", "template": "alert", "data": {"title": {"a": 1}, "detail": "x"}}
    answer = intel.post("/api/notify", json=body)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/data/title"]


def test_a_long_text_is_shown_whole_and_as_it_is(fleet: LocalFleet, intel: httpx.Client) -> None:
    text = "*bold* `code` :fire: <!channel> https://evil.example\n" * 180
    notify(intel, text + "\u202eend")
    (call,) = eventually(lambda: slack_calls(fleet))
    assert (call["mrkdwn"], call["parse"]) == (False, "none")
    elements = [each for block in call["blocks"] for each in block["elements"][0]["elements"]]
    shown = "".join(each["text"] for each in elements).replace("\u200b", "")
    assert shown == text + "end"
    assert all(len(each["text"]) <= 3000 for each in elements)
    assert call["text"].endswith("end")
    assert not {"*bold*", ":fire:", "https://", "<!"} & set(re.split(r"[ \n]", call["text"]))


def test_no_entry_keeps_the_log_from_being_read(fleet: LocalFleet, intel: httpx.Client) -> None:
    for extra, status in (("[" * 150 + "]" * 150, 202), ("NaN", 400), ("1e999", 202)):
        text = '{"level": "info", "worker": "leads", "event": "x", "extra": ' + extra + "}"
        headers = {"Content-Type": "application/json"}
        assert intel.post("/api/log", content=text, headers=headers).status_code == status
    before = """INSERT INTO logs (at, level, worker, event, details) VALUES
      (253402387139000, 'info', 'leads', 'x', '{}'), (-62135683140000, 'info', 'leads', 'x', '{}'),
      (?1, 'info', 'leads', 'x', '{"deep":' || ?2 || '}')"""
    run_sql(fleet, "slack-intel", (before, [int(time.time() * 1000), "[" * 150 + "]" * 150]))
    answer = intel.get("/api/log", headers=ADMIN)
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["items"]) == 5
    fleet.cron("slack-intel")
    left = intel.get("/api/log", headers=ADMIN).json()["items"]
    assert len(left) == 4, "only what is older than the log goes back"


def test_health_says_which_binding_is_there(intel: httpx.Client) -> None:
    health = intel.get("/health", params={"deep": "1"}).json()
    assert health["status"] == "ok"
    assert health["bindings"]["DB"]["status"] == "ok"


def _seconds(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()
