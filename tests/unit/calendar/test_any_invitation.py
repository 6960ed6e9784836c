"""Any rules are rules or refused; any booking makes an invitation that ``icalendar`` reads."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from booking_records import BookingRow
from calendar_rules import CalendarRules
from calendar_vars import CalendarVars
from contracts.calendar import Booked
from invitations import invitation
from wall_clock import (
    day_begins,
    instant,
    minute_of,
    moment_of,
    reached,
    shown_at,
    zone,
    zone_names,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
    | st.sampled_from(["09:00", "24:00", "17:00", "mon", "UTC"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=9,
)  # fmt: skip
RULES = JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(CalendarRules.model_fields, JSON))
ZONES = st.sampled_from(sorted(zone_names())).map(zone)
WALLS = st.datetimes(datetime(1972, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001 - a wall's
    lambda wall: wall.replace(second=0, microsecond=0)
)


@given(RULES)
def test_any_rules_are_taken_or_refused(given: Any) -> None:
    with suppress(ValidationError):
        rules = CalendarRules.model_validate(given)
        assert CalendarRules.model_validate_json(rules.model_dump_json()) == rules


@given(st.text(max_size=40))
def test_any_name_is_a_zone_or_refused(name: str) -> None:
    with suppress(ValueError):
        assert zone(name).key == name


@given(ZONES, WALLS)
def test_what_a_clock_shows_comes_back_and_what_it_skips_is_passed(
    where: Any, wall: datetime
) -> None:
    found = instant(wall, where)
    if found is not None:
        assert shown_at(found, where) == wall
        assert reached(wall, where) == found
    else:
        after = reached(wall, where)
        assert shown_at(after - 1, where) < wall < shown_at(after, where)


@given(ZONES, st.dates(date(1972, 1, 2), date(2099, 1, 1)))
def test_a_day_begins_where_the_one_before_ends(where: Any, day: date) -> None:
    begins, following = (day_begins(each, where) for each in (day, day + timedelta(days=1)))
    assert shown_at(begins, where).date() >= day
    assert shown_at(begins - 1, where).date() < day
    assert begins < following or shown_at(begins, where).date() > day


@given(st.integers(-(10**6), 10**8))
def test_a_minute_is_a_moment(minute: int) -> None:
    assert minute_of(moment_of(minute)) == minute


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=90
)
GIVEN = CalendarVars({}.get)


@given(TEXTS, TEXTS, st.sampled_from(["booked", "cancelled"]), st.integers(0, 99))
def test_any_booking_makes_an_invitation_that_calendars_read(
    name: str, address: str, status: str, sequence: int
) -> None:
    now = 1_795_900_000_000
    row = BookingRow.model_construct(
        id="booking_1", name=name, address=address, email="ann@example.org", status=status,
        sequence=sequence, created_at=now, updated_at=now,
    )  # fmt: skip
    start = datetime(2026, 12, 1, 17, tzinfo=UTC)
    booked = Booked(
        id="booking_1", start=start, end=start + timedelta(hours=1),
        manage_url="https://a.example/?token=a%2Cb;c", ics_url="https://a.example/",
    )  # fmt: skip
    method, text = invitation(row, booked, GIVEN)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    read = icalendar.Calendar.from_ical(text)
    [event] = read.walk("VEVENT")
    assert read["METHOD"] == method == ("CANCEL" if status == "cancelled" else "REQUEST")
    assert str(event["LOCATION"]) == address
    assert (event["SEQUENCE"], event["DTSTART"].dt) == (sequence, start)
    assert str(event["URL"]) == booked.manage_url
    assert event["ATTENDEE"] == "mailto:ann@example.org"
    assert json.dumps(event["ATTENDEE"].params["CN"])
