"""sms over HTTP: texts leave once, when they may, and never to somebody who has said STOP."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sms_at_work import (
    ADMIN,
    ANN,
    ASLEEP,
    AWAKE,
    BOB,
    QUIET_FROM,
    QUIET_UNTIL,
    event,
    reached,
    read,
    send,
    text_in,
)

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

JSON = {"Content-Type": "application/json"}
OPT_IN = {"phone": ANN, "granted": True, "text": "Text me offers.", "source": "web"}


def consent(sms: httpx.Client, phone: str = ANN) -> dict[str, Any]:
    answer = sms.get("/api/consent", params={"phone": phone})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def agree(sms: httpx.Client, **changes: Any) -> dict[str, Any]:
    answer = sms.post("/api/consent", json=OPT_IN | changes)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_text_leaves_once_and_twilio_is_asked_as_it_wants(
    fleet: LocalFleet, sms: httpx.Client
) -> None:
    taken = send(sms, body="We’ll call at 5.", key="k")
    assert taken == {
        "id": taken["id"],
        "status": "queued",
        "encoding": "GSM-7",
        "segments": 1,
    }
    (message,) = eventually(lambda: reached(fleet))
    assert (message["To"], message["Body"]) == (ANN, "We'll call at 5.")
    assert message["From"].startswith("+1")
    assert message["StatusCallback"].endswith("/hooks/twilio")
    again = send(sms, body="We’ll call at 5.", key="k")
    assert again == taken
    assert send(sms, body="We’ll call at 5.", idempotency_key="k") == taken
    other = {"to": ANN, "body": "Another.", "purpose": "transactional", "idempotency_key": "k"}
    assert sms.post("/api/send", json=other).status_code == 409
    fleet.cron("sms")
    assert len(reached(fleet)) == 1
    text = read(sms, taken["id"])
    assert (text["status"], text["to"], text["body"]) == ("accepted", ANN, "We'll call at 5.")
    assert text["sid"].startswith("SM")
    assert text["sent_at"]


def test_receipts_never_go_backwards_in_whatever_order_they_come(
    fleet: LocalFleet, sms: httpx.Client
) -> None:
    text_id = send(sms)["id"]
    sid = eventually(lambda: read(sms, text_id)["sid"])
    for told, shown in (
        *(("sending", "sending"), ("sent", "sent"), ("queued", "sent"), ("delivered", "delivered")),
        *(("sent", "delivered"), ("failed", "delivered"), ("what", "delivered")),
    ):
        event(sms, MessageSid=sid, MessageStatus=told, To=ANN, From="+12065550100")
        assert read(sms, text_id)["status"] == shown


def test_a_receipt_that_comes_before_twilios_own_answer_counts(
    fleet: LocalFleet, sms: httpx.Client
) -> None:
    fleet.rule("twilio", delay_ms=400, times=1)
    text_id = send(sms)["id"]
    fields = {"MessageStatus": "undelivered", "ErrorCode": "30005", "To": ANN}
    eventually(lambda: reached(fleet))
    sid = eventually(lambda: read(sms, text_id)["sid"])
    event(sms, MessageSid=sid, **fields)
    text = read(sms, text_id)
    assert (text["status"], text["error_code"]) == ("undelivered", 30005)


def test_marketing_wants_consent_and_stop_ends_everything_until_start_comes_by_text(
    fleet: LocalFleet, sms: httpx.Client
) -> None:
    assert send(sms, purpose="marketing")["reason"] == "no_consent"
    assert agree(sms)["state"] == "granted"
    assert send(sms, purpose="marketing")["status"] in ("queued", "held")
    text_in(sms, " Stop. Thank you")
    assert consent(sms)["state"] == "opted_out"
    for purpose in ("transactional", "marketing", "conversation"):
        refused = send(sms, purpose=purpose)
        assert (refused["status"], refused["reason"]) == ("refused", "opted_out")
    ticked = agree(sms, text="I ticked the box again.")
    assert (ticked["state"], ticked["needs_start"], ticked["marketing"]) == (
        "opted_out",
        True,
        False,
    )
    assert send(sms)["status"] == "refused"
    text_in(sms, "start")
    back = consent(sms)
    assert (back["state"], back["needs_start"], back["marketing"]) == ("granted", False, True)
    assert [(each["granted"], each["source"]) for each in back["records"]] == [
        *((True, "text"), (True, "web"), (False, "text"), (True, "web"))
    ]
    assert back["records"][2]["text"] == "Stop. Thank you"
    assert send(sms, body="Welcome back.")["status"] == "queued"
    eventually(lambda: "Welcome back." in [each["Body"] for each in reached(fleet)])


def test_what_was_said_to_a_person_is_taken_back_in_the_same_way(sms: httpx.Client) -> None:
    agree(sms)
    refused = agree(
        sms, granted=False, source="agent", text="No more texts, she said on the phone."
    )
    assert (refused["state"], refused["needs_start"]) == ("opted_out", False)
    assert send(sms)["status"] == "refused"
    assert agree(sms)["state"] == "granted"


def test_an_event_counts_once_and_a_late_stop_does_not_undo_a_later_start(
    sms: httpx.Client,
) -> None:
    now = datetime.now(UTC)
    text_in(sms, "START", at=now)
    text_in(sms, "STOP", at=now - timedelta(minutes=1))
    assert consent(sms)["state"] == "granted"
    assert text_in(sms, "STOP", id="evt_once", at=now + timedelta(seconds=1)) == "taken"
    assert text_in(sms, "STOP", id="evt_once") == "known"
    assert len(consent(sms)["records"]) == 3


def test_held_texts_leave_when_the_night_is_over_once_and_not_after_a_stop(
    fleet: LocalFleet, sms: httpx.Client
) -> None:
    for phone in (ANN, BOB):
        agree(sms, phone=phone)
    held = [send(sms, phone, purpose="marketing", zip=ASLEEP) for phone in (ANN, BOB)]
    assert [each["status"] for each in held] == ["held", "held"]
    assert [datetime.fromisoformat(each["send_at"]) for each in held] == [QUIET_UNTIL] * 2
    assert send(sms, purpose="marketing", zip=AWAKE)["status"] == "queued"
    eventually(lambda: len(reached(fleet)) == 1)
    fleet.cron("sms", at=(QUIET_UNTIL - timedelta(seconds=1)).isoformat())
    assert len(reached(fleet)) == 1
    text_in(sms, "stop", BOB)
    for minutes in (1, 2):
        fleet.cron("sms", at=(QUIET_UNTIL + timedelta(minutes=minutes)).isoformat())
    assert [read(sms, each["id"])["status"] for each in held] == ["accepted", "refused"]
    assert [each["To"] for each in reached(fleet)] == [ANN, ANN]


def test_a_text_that_was_late_into_the_night_waits_for_the_next_morning(
    fleet: LocalFleet, sms: httpx.Client
) -> None:
    agree(sms)
    text_id = send(sms, purpose="marketing", zip=ASLEEP)["id"]
    tonight = QUIET_FROM + timedelta(days=1, hours=1)
    fleet.cron("sms", at=tonight.isoformat())
    text = read(sms, text_id)
    assert text["status"] == "held"
    assert datetime.fromisoformat(text["send_at"]) == QUIET_UNTIL + timedelta(days=1)
    assert reached(fleet) == []


def test_quiet_hours_are_told_without_sending(fleet: LocalFleet, sms: httpx.Client) -> None:
    asked = {"to": ANN, "at": (QUIET_FROM + timedelta(hours=1)).isoformat()}
    here = sms.post("/api/quiet", json=asked).json()
    assert datetime.fromisoformat(here.pop("opens_at")) == QUIET_UNTIL
    assert here == {
        "allowed": False,
        "zone": "America/Los_Angeles",
        "zones": ["America/Los_Angeles"],
        "by": "area_code",
    }
    there = sms.post("/api/quiet", json=asked | {"zip": AWAKE}).json()
    assert (there["allowed"], there["zone"], there["by"]) == (True, "America/New_York", "zip")
    assert "opens_at" not in there
    assert reached(fleet) == []


def test_a_reply_leaves_at_any_hour_and_what_begins_a_conversation_does_not(
    fleet: LocalFleet, sms: httpx.Client
) -> None:
    first = send(sms, body="Is it still for sale?", purpose="conversation", zip=ASLEEP)
    assert (first["status"], "send_at" in first) == ("held", True)
    text_in(sms, "Who is this?")
    reply = send(sms, body="Dana, of Hearthstack.", purpose="conversation", zip=ASLEEP)
    assert reply["status"] == "queued"
    eventually(lambda: [each["Body"] for each in reached(fleet)] == ["Dana, of Hearthstack."])


@pytest.mark.parametrize(
    ("to", "status", "reason", "code"),
    [
        ("+15005550004", "refused", "opted_out", 21610),
        ("+15005550009", "refused", "invalid_number", 21614),
        ("+15005550001", "refused", "invalid_number", 21211),
    ],
)
def test_what_twilio_knows_of_a_number_is_kept(
    fleet: LocalFleet, sms: httpx.Client, to: str, status: str, reason: str, code: int
) -> None:
    text_id = send(sms, to)["id"]
    text = eventually(lambda: (t := read(sms, text_id))["status"] == status and t)
    assert (text["reason"], text["error_code"]) == (reason, code)
    if reason == "opted_out":
        assert consent(sms, to)["needs_start"] is True
        assert consent(sms, to)["records"][0]["source"] == "carrier"
        assert send(sms, to)["status"] == "refused"


def test_help_and_start_are_answered_and_stop_is_not(fleet: LocalFleet, sms: httpx.Client) -> None:
    text_in(sms, "HELP")
    eventually(lambda: len(reached(fleet)) == 1)
    assert "STOP" in reached(fleet)[0]["Body"]
    text_in(sms, "help", OptOutType="HELP")
    text_in(sms, "Stop")
    text_in(sms, "help")
    fleet.cron("sms")
    assert len(reached(fleet)) == 1, "Twilio has answered the second, and nobody is left to."
    text_in(sms, "START")
    eventually(lambda: len(reached(fleet)) == 2)


def test_a_text_goes_to_people_in_slack_while_there_is_no_bot(
    fleet: LocalFleet, sms: httpx.Client
) -> None:
    text_in(sms, "Yes, <!channel> 350k")
    (call,) = eventually(lambda: fleet.outbox(provider="slack"))
    assert ANN in call["body"]
    assert "350k" in call["body"]
    assert reached(fleet) == []


def test_an_erased_person_leaves_a_digest_and_is_never_texted_again(
    fleet: LocalFleet, sms: httpx.Client
) -> None:
    text_id = send(sms, lead_id="lead_1", body="About your home.")["id"]
    eventually(lambda: read(sms, text_id)["sid"])
    text_in(sms, "My name is Ann")
    agree(sms)
    forgotten = sms.post("/api/forget", json={"lead_id": "lead_1"})
    assert forgotten.json() == {"texts": 2}
    text = read(sms, text_id)
    assert (text["to"], text["body"], text["status"]) == (None, None, "accepted")
    for table in ("texts", "replies", "consents", "people", "outbox", "receipts", "effects"):
        rows = str(fleet.d1("sms", f"SELECT * FROM {table}"))
        assert ANN not in rows, table
        assert "Ann" not in rows, table
        assert "About your home" not in rows, table
    assert send(sms)["reason"] == "erased"
    agree(sms, text="A new form.")
    assert send(sms)["status"] == "refused"
    fleet.cron("sms")
    assert len(reached(fleet)) == 1
    text_in(sms, "START")
    assert send(sms)["status"] == "queued"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"to": "206-555-0142 x12"}, "/to"),
        ({"to": "206-555-0142 ext. 4"}, "/to"),
        ({"to": "123"}, "/to"),
        ({"to": "+10065550142"}, "/to"),
        ({"to": "+12061550142"}, "/to"),
        ({"to": "+19115550142"}, "/to"),
        ({"body": ""}, "/body"),
        ({"body": " \n"}, "/body"),
        ({"body": "x" * 1601}, "/body"),
        ({"body": "a\u0000b"}, "/body"),
        ({"purpose": "spam"}, "/purpose"),
        ({"zip": "9811"}, "/zip"),
    ],
)
def test_what_can_not_be_sent_is_422(sms: httpx.Client, body: dict[str, Any], pointer: str) -> None:
    new = {"to": ANN, "body": "Hello.", "purpose": "transactional", **body}
    answer = sms.post("/api/send", json=new)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_segments_are_counted_without_losing_a_blank(sms: httpx.Client) -> None:
    answer = sms.post("/api/segments", json={"body": " hi ’ "}).json()
    assert answer == {
        "encoding": "UCS-2",
        "segments": 1,
        "units": 6,
        "remaining": 64,
        "forced_by": ["’"],
    }
    assert sms.post("/api/segments", json={"body": "hi  "}).json()["units"] == 4
    lone = sms.post("/api/segments", content=rb'{"body": "\ud83d"}', headers=JSON)
    assert lone.status_code in (400, 422)


def test_an_event_without_sense_is_taken_and_does_nothing(
    fleet: LocalFleet, sms: httpx.Client
) -> None:
    for fields in (
        *({}, {"From": "whatsapp:+1206"}, {"From": "abc", "Body": "STOP"}, {"CallSid": "CA1"}),
        {"MessageStatus": "delivered"},
        {"MessageStatus": "delivered", "MessageSid": "SM1", "ErrorCode": "9" * 400},
    ):
        assert event(sms, **fields) == "taken"
    assert sms.post("/api/inbound", json={}, headers=ADMIN).status_code == 422


def test_a_text_that_twilio_tells_of_again_counts_once(sms: httpx.Client) -> None:
    start, now = f"SM{uuid4().hex}", datetime.now(UTC)
    text_in(sms, "START", MessageSid=start, at=now - timedelta(minutes=3))
    text_in(sms, "STOP", at=now - timedelta(minutes=2))
    text_in(sms, "START", MessageSid=start, ErrorCode="11200", at=now - timedelta(minutes=1))
    assert consent(sms)["state"] == "opted_out"


def test_a_time_that_no_clock_shows_is_refused_and_one_of_an_event_does_no_harm(
    sms: httpx.Client,
) -> None:
    for at in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", 5, "soon"):
        assert sms.post("/api/quiet", json={"to": ANN, "at": at}).status_code == 422
        assert sms.post("/api/consent", json=OPT_IN | {"at": at}).status_code == 422
    text_in(sms, "STOP", at=datetime(9999, 12, 31, tzinfo=UTC))
    text_in(sms, "STOP", at=datetime(1, 1, 1, tzinfo=UTC))
    assert consent(sms)["state"] == "opted_out"
    text_in(sms, "START")
    assert consent(sms)["state"] == "granted"
