"""What calendar tells of a booking, to whom, and when: once, and never of a time that is over."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from calendar_at_work import ADMIN, PERSON, book, change, path_of, slots

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

WAITING = "SELECT key FROM outbox WHERE delivered_at IS NULL AND key NOT LIKE '%-%'"
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def calendar(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("calendar") as client:
        yield client


def settled(fleet: LocalFleet) -> None:
    """Wait until all that is to be told now is told, and has left the other workers."""
    eventually(lambda: not fleet.d1("calendar", WAITING))
    for worker, waits in (
        ("email", "SELECT 1 FROM outbox WHERE delivered_at IS NULL"),
        ("sms", "SELECT 1 FROM outbox WHERE delivered_at IS NULL AND due_at <= created_at"),
    ):
        eventually(lambda worker=worker, waits=waits: not fleet.d1(worker, waits))


def tick(fleet: LocalFleet, at: datetime) -> None:
    fleet.cron("calendar", at=at.isoformat())


def mails(fleet: LocalFleet) -> list[str]:
    """The subjects of the mails to a person that were handed to email, in order."""
    rows = fleet.d1("email", "SELECT template FROM mails ORDER BY created_at, id")
    return [row["template"] for row in rows]


def texts(fleet: LocalFleet) -> list[str]:
    rows = fleet.d1("sms", "SELECT body FROM texts ORDER BY created_at, id")
    return [row["body"] for row in rows]


def slack(fleet: LocalFleet) -> list[str]:
    sent = [json.loads(each["body"]) for each in fleet.outbox(provider="slack")]
    return [each["text"] for each in sent if each["text"].startswith(("*Ann", "Ann"))]


def far_slot(calendar: httpx.Client, days: int = 5) -> tuple[str, datetime]:
    """A slot some days ahead."""
    later = datetime.now(UTC) + days * DAY
    start = next(each for each in slots(calendar) if datetime.fromisoformat(each) > later)
    return start, datetime.fromisoformat(start)


def test_a_booking_is_told_to_its_person_to_slack_and_to_leads_once(
    fleet: LocalFleet, calendar: httpx.Client
) -> None:
    start, _ = far_slot(calendar)
    booked = book(calendar, start, note="Ring twice.")
    settled(fleet)
    assert mails(fleet) == ["booking_confirmation"]
    (text,) = texts(fleet)
    assert booked["id"] in text
    (told,) = eventually(lambda: slack(fleet))
    assert "has booked" in told
    assert PERSON["address"] in told
    (lead,) = fleet.d1("leads", "SELECT * FROM leads WHERE source = 'booking'")
    assert lead["email"] == "ann@example.com"
    (note,) = fleet.d1("leads", f"SELECT text FROM notes WHERE lead_id = '{lead['id']}'")
    assert note["text"].startswith("Booked an appointment for ")
    assert note["text"].endswith("Ring twice.")
    detail = calendar.get(path_of(booked["manage_url"])).json()
    assert detail["lead_id"] == lead["id"]


def test_times_are_told_on_the_visitor_s_clock_and_to_slack_on_the_business_s(
    fleet: LocalFleet, calendar: httpx.Client
) -> None:
    start, _ = far_slot(calendar)
    book(calendar, start, tz="Asia/Kathmandu")
    settled(fleet)
    assert " +0545" in texts(fleet)[0]
    assert any(zone in eventually(lambda: slack(fleet))[0] for zone in ("PST", "PDT"))


def test_a_booking_of_a_known_lead_makes_no_other(
    fleet: LocalFleet, calendar: httpx.Client
) -> None:
    with fleet.worker("leads") as leads:
        body = {"name": "Bo", "email": "bo@example.com", "address": "1 Elm St, Seattle, WA 98101"}
        lead_id = leads.post("/api/leads", json=body).json()["id"]
    before = len(fleet.d1("leads", "SELECT id FROM leads"))
    start, _ = far_slot(calendar)
    booked = book(calendar, start, lead_id=lead_id)
    settled(fleet)
    assert change(calendar, booked, "cancel").status_code == 200
    settled(fleet)
    notes = fleet.d1("leads", f"SELECT text FROM notes WHERE lead_id = '{lead_id}'")
    assert len(notes) == 2
    assert len(fleet.d1("leads", "SELECT id FROM leads")) == before


@pytest.mark.parametrize("missing", ["address", "contact"])
def test_too_little_for_a_lead_is_a_booking_all_the_same(
    fleet: LocalFleet, calendar: httpx.Client, missing: str
) -> None:
    start, _ = far_slot(calendar)
    without = {"address": None} if missing == "address" else {"email": None, "phone": None}
    book(calendar, start, **without)
    book(calendar, far_slot(calendar, 7)[0], lead_id="lead_unknown")
    settled(fleet)
    assert fleet.d1("leads", "SELECT id FROM leads WHERE source = 'booking'") == []


def test_reminders_leave_by_cron_each_once(fleet: LocalFleet, calendar: httpx.Client) -> None:
    start, at = far_slot(calendar)
    book(calendar, start)
    settled(fleet)
    tick(fleet, at - DAY - MINUTE)
    assert mails(fleet) == ["booking_confirmation"]
    for _ in range(3):
        tick(fleet, at - DAY)
        assert mails(fleet).count("booking_reminder") == 1
    for moment in (at - 2 * HOUR, at - HOUR, at, at + HOUR):
        tick(fleet, moment)
    assert mails(fleet).count("booking_reminder") == 2
    assert len([text for text in texts(fleet) if "see you" in text]) == 2


def test_a_moved_booking_is_reminded_of_its_new_time_only(
    fleet: LocalFleet, calendar: httpx.Client
) -> None:
    start, at = far_slot(calendar)
    booked = book(calendar, start)
    other, later = far_slot(calendar, 9)
    assert change(calendar, booked, "reschedule", other).status_code == 200
    settled(fleet)
    for moment in (at - DAY, at - 2 * HOUR, at):
        tick(fleet, moment)
    assert "booking_reminder" not in mails(fleet)
    assert not any("see you" in text for text in texts(fleet))
    tick(fleet, later - DAY)
    tick(fleet, later - DAY + MINUTE)
    assert mails(fleet).count("booking_reminder") == 1
    (told,) = [text for text in texts(fleet) if "see you" in text]
    assert f"{later:%B} " in told


def test_a_cancelled_booking_is_never_reminded_of(
    fleet: LocalFleet, calendar: httpx.Client
) -> None:
    start, at = far_slot(calendar)
    booked = book(calendar, start)
    settled(fleet)
    assert change(calendar, booked, "cancel").status_code == 200
    settled(fleet)
    assert mails(fleet)[-1] == "booking_cancelled"
    for moment in (at - DAY, at - 2 * HOUR):
        tick(fleet, moment)
    assert "booking_reminder" not in mails(fleet)
    assert any("has cancelled" in text for text in eventually(lambda: slack(fleet)[1:]))


def test_after_an_outage_one_reminder_is_enough_and_none_comes_too_late(
    fleet: LocalFleet, calendar: httpx.Client
) -> None:
    start, at = far_slot(calendar)
    book(calendar, start)
    settled(fleet)
    tick(fleet, at - HOUR)
    assert mails(fleet).count("booking_reminder") == 1
    start, at = far_slot(calendar, 9)
    book(calendar, start)
    settled(fleet)
    tick(fleet, at + MINUTE)
    assert mails(fleet).count("booking_reminder") == 1


def test_what_is_told_waits_for_a_worker_that_is_down_and_holds_up_no_other(
    fleet: LocalFleet, calendar: httpx.Client
) -> None:
    start, _ = far_slot(calendar)
    with fleet.fault("email", "down"), fleet.fault("leads", "error"):
        book(calendar, start)
        eventually(lambda: texts(fleet) and slack(fleet))
        assert mails(fleet) == []
    for minute in range(1, 4):
        tick(fleet, datetime.now(UTC) + minute * MINUTE)
    settled(fleet)
    assert mails(fleet) == ["booking_confirmation"]
    (lead,) = fleet.d1("leads", "SELECT id FROM leads WHERE source = 'booking'")
    assert len(fleet.d1("leads", f"SELECT id FROM notes WHERE lead_id = '{lead['id']}'")) == 1


def test_a_note_that_comes_again_under_its_key_is_written_once(fleet: LocalFleet) -> None:
    with fleet.worker("leads") as leads:
        body = {"name": "Bo", "email": "bo@example.com", "address": "1 Elm St, Seattle, WA 98101"}
        lead_id = leads.post("/api/leads", json=body).json()["id"]
        headers = ADMIN | {"Idempotency-Key": "booking_x:0:lead"}
        path = f"/api/leads/{lead_id}/notes"
        answers = [leads.post(path, json={"text": "Hi"}, headers=headers) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].json() == answers[1].json()
        other = leads.post("/api/leads/lead_none/notes", json={"text": "Hi"}, headers=headers)
        assert other.status_code == 404
    assert len(fleet.d1("leads", f"SELECT id FROM notes WHERE lead_id = '{lead_id}'")) == 1


def test_an_erased_lead_s_bookings_are_erased_and_free_again(
    fleet: LocalFleet, calendar: httpx.Client
) -> None:
    start, at = far_slot(calendar)
    booked = book(calendar, start, "key")
    settled(fleet)
    eventually(lambda: slack(fleet))
    other, _ = far_slot(calendar, 9)
    kept = book(calendar, other, name="Bo", email="bo@example.com", phone=None, address=None)
    (lead,) = fleet.d1("leads", "SELECT id FROM leads WHERE source = 'booking'")
    with fleet.worker("leads") as leads:
        assert leads.delete(f"/api/leads/{lead['id']}", headers=ADMIN).status_code == 204
    eventually(lambda: len(fleet.d1("calendar", "SELECT id FROM bookings")) == 1)
    assert calendar.get(path_of(booked["manage_url"])).status_code == 404
    assert calendar.get(path_of(kept["manage_url"])).status_code == 200
    assert start in slots(calendar)
    for table in ("bookings", "submissions", "outbox", "dead_letters", "occupied"):
        rows = fleet.d1("calendar", f"SELECT * FROM {table}")
        assert f"{booked['id']}:" not in str(rows), table
        assert "ann@example.com" not in str(rows), table
    eventually(lambda: "chat.delete" in str(fleet.outbox(provider="slack")))
    sent = mails(fleet)
    tick(fleet, at - DAY)
    assert mails(fleet) == sent


def test_only_the_operator_and_the_fleet_may_erase(calendar: httpx.Client) -> None:
    assert calendar.post("/api/forget", json={"lead_id": "lead_x"}).status_code == 401
    answer = calendar.post("/api/forget", json={"lead_id": "lead_x"}, headers=ADMIN)
    assert (answer.status_code, answer.json()) == (200, {"bookings": 0})


def test_deep_health_names_what_it_calls(calendar: httpx.Client) -> None:
    health: dict[str, Any] = calendar.get("/health?deep=1").json()
    assert health["status"] == "ok"
    assert {"DB", "EMAIL", "SMS", "SLACK_INTEL", "LEADS"} <= health["bindings"].keys()


def test_all_that_follows_a_booking_stays_within_cloudflare_s_limits(
    fleet: LocalFleet, calendar: httpx.Client
) -> None:
    start, at = far_slot(calendar)
    booked = book(calendar, start)
    settled(fleet)
    assert change(calendar, booked, "reschedule", far_slot(calendar, 9)[0]).status_code == 200
    settled(fleet)
    tick(fleet, at - DAY)
    used = [each for each in fleet.usage(worker="calendar") if each.invocations > 1]
    assert len(used) >= 2
    assert max(each.invocations for each in used) <= 32
    assert max(each.d1_most for each in used) < 1000
