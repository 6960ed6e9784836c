"""The whole worker: messages are stored, paced, retried and forgotten; storms are folded."""

import asyncio
import json
import sqlite3
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from in_memory_worker import ROOT, Answer
from openapi_spec_validator import validate
from slack_in_memory import SlackIntel

from contracts.slack_intel import LogEntry
from edgekit import Statement
from fleet_log import select
from log_storms import CLOSING, Storm, close, watch
from slack_queue import DROP_FORGOTTEN, END_TURN, NEXT, NEXT_TIME, TAKE_TURN, enqueue

SECOND_MS, MINUTE_MS, DAY_MS = 1000, 60_000, 86_400_000
CARD = {"id": "lead_x", "name": "<!channel>", "address": "1 Main St", "score": 90}


async def test_a_message_is_answered_once_stored_and_then_sent(intel: SlackIntel) -> None:
    answer = await intel.notify(text="Tea & <!here>")
    assert answer.status == 202
    assert intel.posts == []
    assert [row["id"] for row in intel.rows("SELECT id FROM messages")] == [answer.body["id"]]
    await intel.settle()
    (post,) = intel.posts
    assert (post.method, post.channel) == ("chat.postMessage", "#general")
    assert post.text == "Tea &amp; &lt;!here&gt;"
    assert post.body["link_names"] is False
    (call,) = intel.called("slack.com", "/api/chat.postMessage")
    assert call.headers["authorization"] == "Bearer xoxb-1"


@pytest.mark.parametrize(
    ("given", "channel"),
    [("#general", "#general"), ("general", "#general"), ("C0123ABCD", "C0123ABCD")],
)
async def test_a_channel_is_known_by_its_name_or_id(
    intel: SlackIntel, given: str, channel: str
) -> None:
    await intel.notify(channel=given)
    await intel.settle()
    assert [post.channel for post in intel.posts] == [channel]


async def test_a_sent_message_leaves_no_text_behind(intel: SlackIntel) -> None:
    await intel.notify(lead=CARD)
    await intel.settle()
    (row,) = intel.rows("SELECT * FROM messages")
    assert row["payload"] is None
    assert row["slack_ts"]
    assert "Main St" not in str(row)


async def test_without_a_bot_messages_go_through_the_webhook() -> None:
    webhook = "https://hooks.slack.com/services/T/B/x"
    intel = SlackIntel(SLACK_BOT_TOKEN="none", SLACK_WEBHOOK_URL=webhook)
    await intel.notify()
    await intel.settle()
    assert [post.method for post in intel.posts] == ["webhook"]


async def test_the_same_key_is_the_same_message_and_with_another_body_409(
    intel: SlackIntel,
) -> None:
    answers = await asyncio.gather(*(intel.notify(key="k1") for _ in range(50)))
    await intel.settle()
    assert {answer.status for answer in answers} == {202}
    assert len({answer.body["id"] for answer in answers}) == 1
    assert sum("idempotent-replayed" in answer.headers for answer in answers) == 49
    assert len(intel.posts) == 1
    assert (await intel.notify(key="k1", text="Other")).status == 409


async def test_a_channel_gets_one_message_a_second_and_others_do_not_wait(
    intel: SlackIntel,
) -> None:
    for number in range(4):
        await intel.notify(text=str(number))
    await intel.notify(channel="#other")
    await intel.settle()
    times = [post.at_ms for post in intel.posts if post.channel == "#general"]
    assert intel.texts("#general") == ["0", "1", "2", "3"]
    assert all(later - earlier >= SECOND_MS for earlier, later in pairwise(times))
    (other,) = (post for post in intel.posts if post.channel == "#other")
    assert other.at_ms - times[0] < SECOND_MS


async def test_a_long_queue_goes_on_with_the_next_schedule(intel: SlackIntel) -> None:
    for number in range(50):
        await intel.notify(text=str(number))
    await intel.settle()
    assert 15 < len(intel.posts) < 25
    for _ in range(3):
        await intel.cron(MINUTE_MS)
    assert intel.texts("#general") == [str(number) for number in range(50)]


async def test_slack_is_left_alone_for_as_long_as_it_says(intel: SlackIntel) -> None:
    intel.refusals = [Answer(429, "", {"retry-after": "7"})]
    began = intel.now_ms
    await intel.notify()
    await intel.settle()
    (post,) = intel.posts
    assert post.at_ms - began >= 7 * SECOND_MS


async def test_a_rest_longer_than_the_sender_may_wait_is_kept_by_the_schedule(
    intel: SlackIntel,
) -> None:
    intel.refusals = [Answer(429, "", {"retry-after": "90"})]
    await intel.notify()
    await intel.settle()
    await intel.cron(MINUTE_MS)
    assert intel.posts == []
    await intel.cron(MINUTE_MS)
    assert len(intel.posts) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        Answer(503, ""),
        Answer(500, "<html>"),
        Answer(200, {"ok": False, "error": "channel_not_found"}),
        Answer(200, {"ok": False, "error": "invalid_auth"}),
    ],
)
async def test_a_message_outlives_slacks_troubles(intel: SlackIntel, refusal: Answer) -> None:
    intel.refusals = [refusal] * 40
    await intel.notify()
    await intel.settle()
    assert intel.posts == []
    for _ in range(200):
        await intel.cron(MINUTE_MS)
    assert len(intel.posts) == 1


async def test_slack_out_of_reach_is_tried_again(intel: SlackIntel) -> None:
    slack = intel.responders.pop("slack.com")
    await intel.notify()
    await intel.settle()
    intel.responders["slack.com"] = slack
    await intel.cron(5 * MINUTE_MS)
    assert len(intel.posts) == 1


async def test_a_card_that_slack_refuses_is_sent_as_text(intel: SlackIntel) -> None:
    intel.refusals = [Answer(200, {"ok": False, "error": "invalid_blocks"})]
    await intel.notify(lead=CARD)
    await intel.settle()
    (post,) = intel.posts
    assert "blocks" not in post.body
    assert post.text.startswith("Hot lead · 90")


async def test_a_text_that_slack_refuses_is_dropped_and_holds_nobody_up(intel: SlackIntel) -> None:
    intel.refusals = [Answer(200, {"ok": False, "error": "msg_too_long"})]
    await intel.notify(text="long")
    await intel.notify(text="short")
    await intel.settle()
    assert intel.texts("#general") == ["short"]
    (dropped,) = intel.rows("SELECT last_error FROM messages WHERE dropped_at IS NOT NULL")
    assert dropped["last_error"] == "msg_too_long"


async def test_senders_at_once_send_each_message_once(intel: SlackIntel) -> None:
    await asyncio.gather(*(intel.notify(channel=f"#c{n % 5}", text=str(n)) for n in range(40)))
    await asyncio.gather(intel.settle(), intel.cron(), intel.cron())
    assert sorted(int(post.text) for post in intel.posts) == list(range(40))


async def test_a_sender_that_died_is_followed_by_another(intel: SlackIntel) -> None:
    intel.db.execute("INSERT INTO sender VALUES (1, 'dead', ?)", (intel.now_ms + 30_000,))
    await intel.notify()
    await intel.settle()
    assert intel.posts == []
    await intel.cron(MINUTE_MS)
    assert len(intel.posts) == 1


async def test_a_sender_that_has_lost_its_turn_stops(intel: SlackIntel) -> None:
    take = intel.responders["slack.com"]

    def lose_turn(call: Any) -> Answer:
        intel.db.execute("UPDATE sender SET holder = 'other', until = until + 30000")
        return take(call)

    intel.responders["slack.com"] = lose_turn
    await intel.notify(channel="#a")
    await intel.notify(channel="#b")
    await intel.settle()
    assert len(intel.posts) == 1
    intel.responders["slack.com"] = take
    await intel.cron(MINUTE_MS)
    assert sorted(post.channel for post in intel.posts) == ["#a", "#b"]


async def test_a_forgotten_lead_is_taken_back_from_slack_and_never_told_again(
    intel: SlackIntel,
) -> None:
    await intel.notify(lead=CARD, key="lead_x")
    await intel.settle()
    sent = intel.rows("SELECT slack_channel, slack_ts FROM messages")[0]
    answer = await intel.request("POST", "/api/forget", {"lead_id": "lead_x"}, token="")
    assert (answer.status, answer.body) == (200, {"messages": 1})
    await intel.settle()
    deletion = intel.posts[-1]
    assert deletion.method == "chat.delete"
    assert deletion.body == {"channel": sent["slack_channel"], "ts": sent["slack_ts"]}
    assert (await intel.notify(lead=CARD, key="another")).status == 202
    await intel.settle()
    assert len(intel.posts) == 2
    await intel.request("POST", "/api/forget", {"lead_id": "lead_x"}, token="")
    await intel.settle()
    assert len(intel.posts) == 2


async def test_a_card_that_waits_is_forgotten_with_its_lead(intel: SlackIntel) -> None:
    intel.refusals = [Answer(429, "", {"retry-after": "90"})]
    await intel.notify(lead=CARD)
    await intel.settle()
    await intel.request("POST", "/api/forget", {"lead_id": "lead_x"}, token="")
    await intel.cron(5 * MINUTE_MS)
    assert intel.posts == []
    assert "Main St" not in json.dumps(intel.rows("SELECT * FROM messages"))


async def test_a_card_that_is_on_its_way_when_its_lead_is_forgotten_is_taken_back(
    intel: SlackIntel,
) -> None:
    take = intel.responders["slack.com"]

    def forget_meanwhile(call: Any) -> Answer:
        intel.responders["slack.com"] = take
        intel.db.execute("INSERT INTO forgotten_leads VALUES ('lead_x', 1)")
        return take(call)

    intel.responders["slack.com"] = forget_meanwhile
    await intel.notify(lead=CARD)
    await intel.settle()
    assert [post.method for post in intel.posts] == ["chat.postMessage", "chat.delete"]


async def test_a_card_that_fails_while_its_lead_is_forgotten_is_not_kept(
    intel: SlackIntel,
) -> None:
    take = intel.responders["slack.com"]

    def forget_and_fail(call: Any) -> Answer:
        intel.responders["slack.com"] = take
        intel.db.execute(DROP_FORGOTTEN, ("lead_x", 1))
        return Answer(503, "")

    intel.responders["slack.com"] = forget_and_fail
    await intel.notify(lead=CARD)
    await intel.settle()
    assert intel.posts == []
    assert [row["payload"] for row in intel.rows("SELECT payload FROM messages")] == [None]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"channel": "#", "text": "x"}, "/channel"),
        ({"channel": "#a <!channel>", "text": "x"}, "/channel"),
        ({"channel": "#general", "text": ""}, "/text"),
        ({"channel": "#general", "template": "poem", "data": {}}, "/template"),
        ({"channel": "#general", "template": "news", "data": {"title": "x"}}, "/data/text"),
        ({"channel": "#general", "lead": {**CARD, "score": 101}}, "/lead/score"),
        ({"channel": "#general", "lead": {"id": "x"}}, "/lead/name"),
        ({"channel": "#general"}, ""),
        ({"channel": "#general", "text": "x", "lead": CARD}, ""),
        ({"text": "x"}, "/channel"),
    ],
)
async def test_a_bad_notification_is_refused_by_field(
    intel: SlackIntel, body: dict[str, Any], pointer: str
) -> None:
    refused = await intel.request("POST", "/api/notify", body)
    assert refused.status == 422
    assert pointer in [error["pointer"] for error in refused.body["errors"]]
    assert intel.rows("SELECT id FROM messages") == []


async def test_the_document_of_the_api_is_valid(intel: SlackIntel) -> None:
    document = json.loads(intel.app.openapi())
    validate(document)
    assert {"/api/notify", "/api/log", "/api/forget"} <= document["paths"].keys()


# The log


@pytest.mark.parametrize(
    ("given", "level"), [("warn", "warning"), ("critical", "error"), ("fatal", "error")]
)
async def test_what_other_loggers_call_a_level_is_understood(
    intel: SlackIntel, given: str, level: str
) -> None:
    await intel.log(given)
    assert intel.rows("SELECT level FROM logs") == [{"level": level}]


async def test_an_entry_is_kept_with_whatever_comes_with_it(intel: SlackIntel) -> None:
    entry = {"path": "/api/leads", "duration_ms": 812, "nested": {"a": [1]}, "trace": "x" * 9000}
    assert (await intel.log("warning", request_id="r1", **entry)).status == 202
    page = (await intel.request("GET", "/api/log")).body
    (record,) = page["items"]
    assert record["details"] | {"trace": ""} == entry | {"trace": ""}
    assert len(record["details"]["trace"]) == 4000
    assert (record["worker"], record["level"], record["request_id"]) == ("leads", "warning", "r1")
    assert page["cursor"] is None


async def test_pages_of_the_log_hold_every_entry_once_newest_first(intel: SlackIntel) -> None:
    for number in range(7):
        await intel.log("info" if number % 2 else "error", event=f"e{number}")
        await intel.log("error", worker="comps", event="other")
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        query = f"?worker=leads&limit=2{f'&cursor={cursor}' if cursor else ''}"
        page = (await intel.request("GET", f"/api/log{query}")).body
        seen += [item["event"] for item in page["items"]]
        cursor = page["cursor"]
    assert seen == [f"e{number}" for number in reversed(range(7))]
    errors = (await intel.request("GET", "/api/log?worker=leads&level=error")).body["items"]
    assert [item["event"] for item in errors] == ["e6", "e4", "e2", "e0"]


async def test_the_log_is_private(intel: SlackIntel) -> None:
    assert (await intel.request("GET", "/api/log", token="")).status == 401
    assert (await intel.request("GET", "/api/log", token="wrong")).status == 403


@pytest.mark.parametrize(
    ("entry", "pointer"),
    [
        ({"level": "loud"}, "/level"),
        ({"worker": "Leads!"}, "/worker"),
        ({"event": ""}, "/event"),
        ({"at": "yesterday"}, "/at"),
        ({"at": "2026-01-01T00:00:00"}, "/at"),
    ],
)
async def test_a_bad_entry_is_refused_by_field(
    intel: SlackIntel, entry: dict[str, Any], pointer: str
) -> None:
    refused = await intel.log(**{"level": "error", **entry})
    assert refused.status == 422
    assert [error["pointer"] for error in refused.body["errors"]] == [pointer]


async def test_a_storm_is_told_at_once_and_then_with_its_count(intel: SlackIntel) -> None:
    for number in range(100):
        await intel.log(path=f"/api/leads/{number}", status=500, trace="x\nValueError: <!here>")
    await intel.settle()
    (first,) = intel.texts("#fleet-alerts")
    assert "request_failed" in first
    assert "ValueError: &lt;!here&gt;" in first
    await intel.cron(5 * MINUTE_MS)
    assert len(intel.posts) == 2
    assert "again 99 times within 5 min" in intel.texts("#fleet-alerts")[1]
    await intel.cron(5 * MINUTE_MS)
    await intel.cron(5 * MINUTE_MS)
    assert len(intel.posts) == 2
    assert intel.rows("SELECT * FROM storms") == []


async def test_a_storm_that_goes_on_is_told_once_a_window(intel: SlackIntel) -> None:
    await intel.log()
    for _ in range(3):
        for _ in range(10):
            await intel.log()
        await intel.cron(5 * MINUTE_MS)
    first, *rest = intel.texts("#fleet-alerts")
    assert "again" not in first
    assert ["again 10 times" in text for text in rest] == [True, True, True]


async def test_errors_of_different_kinds_are_told_apart(intel: SlackIntel) -> None:
    await intel.log(path="/api/leads", error="KeyError: a")
    await intel.log(path="/api/leads", error="KeyError: b")
    await intel.log(path="/api/notes", error="KeyError: a")
    await intel.log(path="/api/leads", error="KeyError: a", worker="comps")
    await intel.settle()
    assert len(intel.texts("#fleet-alerts")) == 4


@pytest.mark.parametrize(("count", "told"), [(4, 0), (5, 1)])
async def test_slow_answers_are_told_when_they_pile_up(
    intel: SlackIntel, count: int, told: int
) -> None:
    for _ in range(count):
        await intel.log("warning", event="request_slow", duration_ms=900)
    await intel.settle()
    assert intel.posts == []
    await intel.cron(5 * MINUTE_MS)
    assert len(intel.posts) == told
    assert all(f"{count} times within 5 min" in post.text for post in intel.posts)


async def test_what_is_only_worth_knowing_is_not_told(intel: SlackIntel) -> None:
    for _ in range(20):
        await intel.log("info")
    await intel.cron(5 * MINUTE_MS)
    assert intel.posts == []


async def test_the_digest_comes_once_a_day_at_its_hour(intel: SlackIntel) -> None:
    hour = datetime(2096, 11, 23, 12, 59, tzinfo=UTC)
    intel.now_ms = round(hour.timestamp() * 1000)
    await intel.log("error")
    await intel.log("warning", worker="valuation")
    await intel.log("info")
    await intel.cron()
    assert intel.texts("#fleet-digest") == []
    for _ in range(3):
        await intel.cron(MINUTE_MS)
    (digest,) = intel.texts("#fleet-digest")
    assert "1 error and 1 warning." in digest
    assert "`leads`: 1 error" in digest
    assert "1 to #fleet-alerts" in digest
    await intel.cron(DAY_MS)
    assert "No errors and no warnings." in intel.texts("#fleet-digest")[1]


async def test_what_is_old_is_dropped_but_not_what_may_have_to_be_taken_back(
    intel: SlackIntel,
) -> None:
    await intel.notify(text="old")
    await intel.notify(lead=CARD)
    await intel.log("info")
    await intel.settle()
    await intel.cron(30 * DAY_MS)
    assert [row["lead_id"] for row in intel.rows("SELECT lead_id FROM messages")] == ["lead_x"]
    assert intel.rows("SELECT id FROM logs") == []


# Its queries


@pytest.fixture
def db() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    folder = ROOT / "wrangler" / "migrations" / "intel-db"
    for migration in sorted(folder.glob("*.sql")):
        connection.executescript(migration.read_text())
    return connection


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [(NEXT, (1, 1, "h")), (NEXT_TIME, (0,)), (END_TURN, ("h", 1, 1))],
)
def test_sending_looks_only_at_what_waits(
    db: sqlite3.Connection, sql: str, parameters: tuple[Any, ...]
) -> None:
    steps = [row[-1] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
    assert any("messages USING INDEX messages_due" in step for step in steps)
    assert not [step for step in steps if step == "SCAN messages"]


def run(db: sqlite3.Connection, *statements: Statement) -> int:
    """Run statements; answers how many rows the last one changed."""
    return [db.execute(sql, parameters).rowcount for sql, parameters in statements][-1]


def test_a_turn_does_not_end_while_something_is_due(db: sqlite3.Connection) -> None:
    db.execute(TAKE_TURN, ("h", 1, 9))
    run(db, enqueue("msg_1", "#general", {"text": "x"}, 5))
    assert run(db, Statement(END_TURN, ("h", 5, 5))) == 0
    assert run(db, Statement(END_TURN, ("other", 4, 4))) == 0
    assert run(db, Statement(END_TURN, ("h", 4, 4))) == 1


def test_what_comes_while_a_storm_is_told_is_told_next_and_nothing_is_told_twice(
    db: sqlite3.Connection,
) -> None:
    entry = LogEntry(level="error", worker="leads", event="request_failed")
    for number in range(4):
        run(db, *watch(entry, f"msg_{number}", "#alerts", 100, 1))
    columns = ("fingerprint", "level", "sample", "closes_at", "untold")
    (row,) = db.execute(CLOSING, (200,)).fetchall()
    storm = Storm.model_validate(dict(zip(columns, row, strict=True)))
    run(db, *watch(entry, "msg_late", "#alerts", 100, 150))
    for number in range(2):
        run(db, *close(storm, f"msg_storm{number}", "#alerts", 100, 200))
    assert db.execute("SELECT count, told, closes_at FROM storms").fetchall() == [(1, 0, 300)]
    assert db.execute("SELECT id FROM messages ORDER BY id").fetchall() == [
        ("msg_0",),
        ("msg_storm0",),
    ]


@pytest.mark.parametrize("worker", [None, "leads"])
@pytest.mark.parametrize("level", [None, "error"])
def test_a_page_of_the_log_is_read_in_its_order(
    db: sqlite3.Connection, worker: str | None, level: Any
) -> None:
    sql, parameters = select(worker, level, None, 10)
    steps = "\n".join(row[-1] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", parameters))
    assert "TEMP B-TREE" not in steps
    assert ("USING INDEX" in steps) is (worker is not None or level is not None)
