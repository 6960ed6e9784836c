"""Invitations and the feed, as a calendar application reads them."""

from datetime import UTC, datetime
from typing import Any

import icalendar

from booking_links import Links
from booking_records import BookingRow, BusyRow
from calendar_vars import CalendarVars
from edgekit.signed_links import LinkKeys
from invitations import feed, invitation

VARS = CalendarVars(lambda _: None)
LINKS = Links(LinkKeys("a secret", "booking"), "https://calendar.example/", 30)
START = datetime(2026, 12, 1, 17, tzinfo=UTC)
HOUR_MS = 3_600_000


def row(**changes: Any) -> BookingRow:
    starts = int(START.timestamp() * 1000)
    facts: dict[str, Any] = {
        "id": "booking_4mzp6q3k7wd2xv5ytbnh8rgcja",
        "created_at": starts - 90 * HOUR_MS,
        "updated_at": starts - 80 * HOUR_MS,
        "status": "booked",
        "sequence": 0,
        "starts_at": starts,
        "ends_at": starts + HOUR_MS,
        "was_at": None,
        "tz": "America/New_York",
        "name": "Doe, Ann; “A”",
        "email": "ann@example.com",
        "phone": None,
        "address": "1 Main St, Unit 2; Seattle, WA",
        "note": None,
        "lead_id": None,
        "base_url": "https://calendar.example",
    }
    return BookingRow.model_validate(facts | changes)


def read(given: BookingRow) -> tuple[icalendar.Calendar, Any]:
    method, text = invitation(given, given.booked(LINKS), VARS)
    found = icalendar.Calendar.from_ical(text)
    assert found["METHOD"] == method
    (event,) = found.walk("VEVENT")
    return found, event


def test_an_invitation_says_what_when_where_and_who() -> None:
    found, event = read(row())
    assert found["METHOD"] == "REQUEST"
    assert found["VERSION"] == "2.0"
    assert event["DTSTART"].dt == START
    assert event["DTEND"].dt == START.replace(hour=18)
    assert event["LOCATION"] == "1 Main St, Unit 2; Seattle, WA"
    assert event["ATTENDEE"] == "mailto:ann@example.com"
    assert event["ATTENDEE"].params["CN"] == "Doe, Ann; “A”"
    assert str(event["ORGANIZER"]).startswith("mailto:")
    assert event["STATUS"] == "CONFIRMED"
    assert event["SEQUENCE"] == 0
    assert event["DTSTAMP"].dt == START.replace(day=28, month=11, hour=9)
    assert event["URL"].startswith("https://calendar.example/api/bookings/booking_4mzp")


def test_a_move_keeps_the_uid_and_raises_the_sequence() -> None:
    _, first = read(row())
    _, moved = read(row(sequence=1, starts_at=row().starts_at + HOUR_MS))
    assert moved["UID"] == first["UID"]
    assert moved["SEQUENCE"] == 1
    assert moved["DTSTART"].dt == START.replace(hour=18)


def test_a_cancellation_says_so_at_the_calendar_and_at_the_event() -> None:
    _, first = read(row())
    found, event = read(row(status="cancelled", sequence=1))
    assert found["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert (event["UID"], event["SEQUENCE"]) == (first["UID"], 1)
    assert event["ORGANIZER"]
    assert event["ATTENDEE"]


def test_without_an_address_nobody_is_invited() -> None:
    found, event = read(row(email=None, address=None))
    assert found["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event
    assert "LOCATION" not in event


def test_the_feed_says_when_and_nothing_of_whom() -> None:
    starts = row().starts_at
    busy = BusyRow(
        id="booking_x",
        starts_at=starts,
        ends_at=starts + HOUR_MS,
        busy_from=starts - HOUR_MS // 4,
        busy_until=starts + HOUR_MS * 3 // 2,
    )
    text = feed([busy], VARS, START)
    found = icalendar.Calendar.from_ical(text)
    (event,) = found.walk("VEVENT")
    assert (event["DTSTART"].dt, event["SUMMARY"]) == (START, "Busy")
    (free_busy,) = found.walk("VFREEBUSY")
    ((since, until),) = [free_busy["FREEBUSY"].dt]
    assert (since, until) == (START.replace(hour=16, minute=45), START.replace(hour=18, minute=30))
    assert "Ann" not in text
    assert icalendar.Calendar.from_ical(feed([], VARS, START)).walk("VEVENT") == []
