"""The slots that are offered: every rule, the days when clocks change, and what always holds."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from appointment_slots import (
    Occupied,
    business_day,
    free_slots,
    is_slot,
    occupied_by,
    openings,
    window,
)
from calendar_rules import WEEKDAYS, CalendarRules
from wall_clock import day_begins, minute_of, moment_of, reached, shown_at, zone, zone_names

LONG_AGO = minute_of(datetime(2024, 1, 1, tzinfo=UTC))


def rules(hours: dict[str, Any] | Sequence[Any] = (("09:00", "17:00"),), **more: Any) -> Any:
    """Rules without notice, buffers or a near horizon; the same hours each day, unless said."""
    each_day = hours if isinstance(hours, dict) else dict.fromkeys(WEEKDAYS, hours)
    given = {"timezone": "America/New_York", "min_notice_minutes": 0, "horizon_days": 366}
    given |= {"buffer_after_minutes": 0, "duration_minutes": 60, "slot_minutes": 60}
    return CalendarRules.model_validate(given | {"hours": each_day} | more)


def at(text: str) -> int:
    return minute_of(datetime.fromisoformat(text))


def told(minutes: Sequence[int]) -> list[str]:
    return [f"{moment_of(minute):%d %H:%M}" for minute in minutes]


def on_day(
    given: CalendarRules, day: str, tz: str = "", bookings: Sequence[Occupied] = (), now: int = 0
) -> list[int]:
    """What is offered on a visitor's day, asked the week before unless ``now`` says."""
    wanted, where = date.fromisoformat(day), zone(tz or given.timezone)
    now = now or day_begins(wanted - timedelta(days=7), where)
    found = window(given, wanted, wanted, where, now)
    return free_slots(given, found.start, found.stop, now, bookings)


def booked(given: CalendarRules, *starts: str) -> list[Occupied]:
    return [occupied_by(at(start), given) for start in starts]


# What the rules say


def test_slots_begin_at_the_opening_and_end_by_the_closing() -> None:
    given = rules([("09:00", "11:30"), ("13:15", "14:15")], timezone="UTC", slot_minutes=30)
    assert told(on_day(given, "2026-12-01")) == [
        "01 09:00",
        "01 09:30",
        "01 10:00",
        "01 10:30",
        "01 13:15",
    ]


def test_days_without_hours_and_holidays_have_none() -> None:
    given = rules({"tue": [["09:00", "10:00"]]}, timezone="UTC", holidays=["2026-12-08"])
    days = ("2026-12-01", "2026-12-02", "2026-12-08", "2026-12-15")
    assert [len(on_day(given, day)) for day in days] == [1, 0, 0, 1]


def test_a_booking_takes_its_time_and_both_buffers() -> None:
    buffers = {"buffer_before_minutes": 10, "buffer_after_minutes": 20}
    given = rules(timezone="UTC", slot_minutes=30, **buffers)
    free = told(on_day(given, "2026-12-01", bookings=booked(given, "2026-12-01T12:00Z")))
    # The one before must end, with 20 + 10 minutes between, at 11:30; the one after begin at 13:30.
    assert "01 10:30" in free
    assert "01 13:30" in free
    assert not {"01 11:00", "01 11:30", "01 12:00", "01 12:30", "01 13:00"} & set(free)


def test_a_booking_made_under_other_rules_keeps_its_own_length() -> None:
    long = Occupied(at("2026-12-01T10:00Z"), at("2026-12-01T09:50Z"), at("2026-12-01T13:05Z"))
    free = told(on_day(rules(timezone="UTC"), "2026-12-01", bookings=[long]))
    assert free == ["01 14:00", "01 15:00", "01 16:00"]


def test_a_long_booking_hides_slots_though_a_shorter_one_began_later() -> None:
    long = Occupied(at("2026-12-01T09:00Z"), at("2026-12-01T09:00Z"), at("2026-12-01T15:00Z"))
    short = Occupied(at("2026-12-01T10:00Z"), at("2026-12-01T10:00Z"), at("2026-12-01T11:00Z"))
    free = told(on_day(rules(timezone="UTC"), "2026-12-01", bookings=[short, long]))
    assert free == ["01 15:00", "01 16:00"]


def test_a_full_day_offers_nothing_and_the_next_one_does() -> None:
    given = rules(timezone="UTC", per_day=2)
    bookings = booked(given, "2026-12-01T09:00Z", "2026-12-01T15:00Z", "2026-12-02T09:00Z")
    assert on_day(given, "2026-12-01", bookings=bookings) == []
    assert len(on_day(given, "2026-12-02", bookings=bookings)) == 7
    assert on_day(rules(per_day=0), "2026-12-01") == []


def test_notice_and_horizon_bound_what_is_offered() -> None:
    given = rules(timezone="UTC", min_notice_minutes=90, horizon_days=1)
    now = at("2026-12-01T09:30Z")
    assert told(on_day(given, "2026-12-01", now=now))[0] == "01 11:00"
    assert len(on_day(given, "2026-12-02", now=now)) == 8
    assert on_day(given, "2026-12-03", now=now) == []
    assert on_day(given, "2026-11-30", now=now) == []


def test_the_horizon_counts_the_business_s_days() -> None:
    given = rules([("00:00", "24:00")], timezone="Pacific/Auckland", horizon_days=0)
    now = at("2026-12-01T10:30Z")  # 23:30 in Auckland
    found = window(given, date(2026, 11, 1), date(2026, 12, 31), zone("UTC"), now)
    assert free_slots(given, found.start, found.stop, now, []) == []
    tomorrow = free_slots(rules([("00:00", "24:00")], timezone="Pacific/Auckland", horizon_days=1),
                          found.start, found.stop, now, [])  # fmt: skip
    assert (len(tomorrow), told(tomorrow)[0]) == (24, "01 11:00")


def test_spans_that_meet_are_one() -> None:
    given = rules([("09:00", "10:30"), ("10:30", "12:00")], timezone="UTC", slot_minutes=90)
    assert told(on_day(given, "2026-12-01")) == ["01 09:00", "01 10:30"]
    given = rules([("09:00", "10:30"), ("10:30", "12:00")], timezone="UTC", slot_minutes=45)
    assert told(on_day(given, "2026-12-01"))[1] == "01 09:45"  # and ends at 10:45


# Past midnight


def test_a_span_until_24_goes_on_in_the_next_day() -> None:
    hours = {"fri": [["22:00", "24:00"]], "sat": [["00:00", "02:00"]]}
    given = rules(hours, timezone="UTC", duration_minutes=90, slot_minutes=30)
    friday, saturday = on_day(given, "2026-12-04"), on_day(given, "2026-12-05")
    assert told(friday) == ["04 22:00", "04 22:30", "04 23:00", "04 23:30"]
    assert told(saturday) == ["05 00:00", "05 00:30"]


def test_a_span_until_24_ends_there_where_the_next_day_does_not_go_on() -> None:
    late = {"fri": [["22:00", "24:00"]], "sat": [["00:00", "02:00"]]}
    for some in (
        rules({"fri": [["22:00", "24:00"]], "sat": [["00:30", "02:00"]]}, timezone="UTC"),
        rules(late, timezone="UTC", holidays=["2026-12-05"]),
    ):
        assert told(on_day(some, "2026-12-04")) == ["04 22:00", "04 23:00"]
    sunday = rules({"sun": [["23:00", "24:00"]], "mon": [["00:00", "01:00"]]}, slot_minutes=30)
    assert len(on_day(sunday, "2026-12-06")) == 2


def test_a_business_that_never_closes_offers_each_slot_of_each_day() -> None:
    given = rules([("00:00", "24:00")], timezone="UTC", duration_minutes=24 * 60)
    assert len(on_day(given, "2026-12-02")) == 24


# When clocks change


def test_hours_after_the_change_have_the_offset_after_it() -> None:
    spring = rules([("10:00", "14:00")])
    assert told(on_day(spring, "2027-03-14"))[0] == "14 14:00"  # EDT since 2:00 that night
    assert told(on_day(spring, "2027-03-13"))[0] == "13 15:00"
    assert told(on_day(spring, "2026-11-01"))[0] == "01 15:00"
    assert told(on_day(spring, "2026-10-31"))[0] == "31 14:00"


def test_a_time_that_the_clock_skips_is_no_slot() -> None:
    given = rules([("00:00", "05:00")], slot_minutes=30)
    shown = [f"{shown_at(slot, given.zone):%H:%M}" for slot in on_day(given, "2027-03-14")]
    assert shown == ["00:00", "00:30", "01:00", "01:30", "03:00", "03:30", "04:00"]


def test_a_time_that_comes_twice_is_one_slot_the_first_time() -> None:
    given = rules([("00:00", "03:00")], slot_minutes=30)
    slots = on_day(given, "2026-11-01")
    assert told(slots) == ["01 04:00", "01 04:30", "01 05:00", "01 05:30", "01 07:00"]
    assert len({shown_at(slot, given.zone) for slot in slots}) == len(slots)


def test_an_appointment_lasts_as_long_across_a_change() -> None:
    given = rules([("01:00", "03:00")], duration_minutes=120)
    assert on_day(given, "2027-03-14") == []  # one hour is between those times
    assert told(on_day(given, "2026-11-01")) == ["01 05:00"]  # and three here


@pytest.mark.parametrize(("closes", "slots"), [("02:00", 2), ("02:30", 2), ("03:00", 2)])
def test_a_closing_time_that_the_clock_skips_is_when_it_jumps(closes: str, slots: int) -> None:
    assert len(on_day(rules([("00:00", closes)]), "2027-03-14")) == slots


def test_an_opening_that_the_clock_skips_opens_with_the_first_time_that_it_shows() -> None:
    given = rules([("02:30", "05:00")], slot_minutes=30)
    assert f"{shown_at(on_day(given, '2027-03-14')[0], given.zone):%H:%M}" == "03:00"


def test_notice_is_time_that_passes() -> None:
    given = rules([("00:00", "24:00")], min_notice_minutes=180)
    before = at("2027-03-14T06:00Z")  # 1:00 EST; three hours later clocks show 5:00
    assert f"{shown_at(on_day(given, '2027-03-14', now=before)[0], given.zone):%H:%M}" == "05:00"


# The visitor's days


def test_days_are_the_visitor_s() -> None:
    given = rules(timezone="Australia/Brisbane")
    monday = on_day(given, "2026-11-30", "America/Los_Angeles")
    assert told(monday)[0] == "30 23:00"  # 15:00 on Monday there, 9:00 on Tuesday in Brisbane
    assert len(monday) == 8
    assert on_day(rules({"tue": [["09:00", "10:00"]]}, timezone="Pacific/Kiritimati"),
                  "2026-11-29", "Pacific/Pago_Pago") == []  # fmt: skip
    found = on_day(rules({"tue": [["09:00", "10:00"]]}, timezone="Pacific/Kiritimati"),
                   "2026-11-30", "Pacific/Pago_Pago")  # fmt: skip
    assert told(found) == ["30 19:00"]


def test_a_day_whose_midnight_never_comes_begins_with_its_first_minute() -> None:
    cairo = zone(
        "Africa/Cairo"
    )  # summer time begins there at midnight, on the last Friday of April
    first = day_begins(date(2026, 4, 24), cairo)
    assert f"{shown_at(first, cairo):%H:%M}" == "01:00"
    assert f"{shown_at(first - 1, cairo):%d %H:%M}" == "23 23:59"


def test_a_day_that_was_left_out_has_no_slots() -> None:
    given = rules([("09:00", "10:00")], timezone="Pacific/Apia")
    now = at("2011-12-25T00:00Z")
    assert on_day(given, "2011-12-30", now=now) == []
    assert len(on_day(given, "2011-12-29", now=now)) == 1
    assert len(on_day(given, "2011-12-31", now=now)) == 1


def test_days_at_the_ends_of_the_calendar_are_empty() -> None:
    now = at("2026-12-01T00:00Z")
    for day in (date.min, date.max):
        assert len(window(rules(), day, day, zone("UTC"), now)) == 0
    assert len(window(rules(), date.min, date.max, zone("Asia/Tokyo"), now)) > 0


# What always holds

ZONES = ("America/New_York", "Europe/London", "Australia/Lord_Howe", "Pacific/Kiritimati",
         "Pacific/Pago_Pago", "Africa/Casablanca", "Asia/Kathmandu", "America/Havana", "UTC",
         "America/St_Johns", "Africa/Cairo", "Pacific/Chatham")  # fmt: skip
QUARTERS = st.integers(0, 96).map(lambda quarter: quarter * 15)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def _day_hours(draw: st.DrawFn) -> list[tuple[str, str]]:
    edges = sorted(draw(st.sets(QUARTERS, max_size=6)))
    return [(_clock(a), _clock(b)) for a, b in zip(edges[::2], edges[1::2], strict=False)]


@st.composite
def _rules(draw: st.DrawFn) -> CalendarRules:
    days = st.dictionaries(st.sampled_from(WEEKDAYS), _day_hours(), min_size=3)
    given = {
        "timezone": draw(st.sampled_from(ZONES)),
        "hours": draw(st.just(dict.fromkeys(WEEKDAYS, (("00:00", "24:00"),))) | days),
        "duration_minutes": draw(st.sampled_from((5, 17, 30, 60, 95))),
        "slot_minutes": draw(st.sampled_from((5, 15, 30, 50, 60))),
        "buffer_before_minutes": draw(st.sampled_from((0, 7, 30))),
        "buffer_after_minutes": draw(st.sampled_from((0, 10, 45))),
        "min_notice_minutes": draw(st.sampled_from((0, 61, 1440))),
        "horizon_days": draw(st.integers(0, 9)),
        "per_day": draw(st.none() | st.integers(1, 4)),
    }
    try:
        return CalendarRules.model_validate(given)
    except ValidationError:
        return CalendarRules.model_validate(given | {"duration_minutes": 5})


# Around a change of the clocks in most of the zones, and anywhen.
NOWS = st.sampled_from(
    ("2026-03-07", "2026-03-28", "2026-04-04", "2026-04-23", "2026-10-24", "2026-10-31")
).map(lambda day: at(f"{day}T00:00Z")) | st.integers(LONG_AGO, LONG_AGO + 4 * 366 * 1440)
CASE = {"given": _rules(), "now": NOWS, "shift": st.integers(0, 2880)}


@settings(max_examples=120)
@given(**CASE, data=st.data())
def test_whatever_is_offered_can_be_booked_and_then_is_gone(
    given: CalendarRules, now: int, shift: int, data: st.DataObject
) -> None:
    now += shift
    bookings: list[Occupied] = []
    for _ in range(6):
        free = free_slots(given, now, now + 12 * 1440, now, bookings)
        if not free:
            break
        start = data.draw(st.sampled_from(free))
        assert is_slot(given, start, now)
        bookings.append(occupied_by(start, given))
        assert start not in free_slots(given, now, now + 12 * 1440, now, bookings)
    for one, other in pairwise(sorted(bookings, key=lambda each: each.starts)):
        between = other.starts - (one.starts + given.duration_minutes)
        assert between >= given.buffer_after_minutes + given.buffer_before_minutes
    for day in {business_day(booking.starts, given) for booking in bookings}:
        count = sum(business_day(booking.starts, given) == day for booking in bookings)
        assert given.per_day is None or count <= given.per_day


@settings(max_examples=120)
@example(
    given=rules({"sun": [("01:15", "02:00")]}, duration_minutes=17, slot_minutes=5),
    now=at("2026-10-31T00:00Z"),
    shift=240,
)
@given(**CASE)
def test_every_slot_lies_within_hours_notice_and_horizon(
    given: CalendarRules, now: int, shift: int
) -> None:
    now += shift
    slots = [start for _, start in openings(given, now - 5000, now + 20 * 1440, now)]
    assert slots == sorted(set(slots))
    today = shown_at(now, given.zone).date()
    for start in slots:
        assert start >= now + given.min_notice_minutes
        shown = shown_at(start, given.zone)
        assert 0 <= (shown.date() - today).days <= given.horizon_days
        assert minute_of(shown.replace(tzinfo=given.zone)) == start  # it exists, and is the first
        for minute in (start, start + given.duration_minutes - 1):
            assert _is_open(given, minute)


def _is_open(given: CalendarRules, minute: int) -> bool:
    """Whether an instant lies between an opening and its closing.

    Where clocks go back meanwhile they may show a time before the opening once more.
    """
    shown = shown_at(minute, given.zone).date()
    days = [shown + timedelta(days=ahead) for ahead in (-1, 0, 1)]
    spans = [(day, span) for day in days for span in given.spans(day)]
    return any(
        _reached(given, day, opens) <= minute < _reached(given, day, closes)
        for day, (opens, closes) in spans
    )


def _reached(given: CalendarRules, day: date, minutes: int) -> int:
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001
    return reached(midnight + timedelta(minutes=minutes), given.zone)


@settings(max_examples=60)
@given(given=_rules(), now=NOWS, tz=st.sampled_from(ZONES))
def test_a_visitor_s_days_together_are_the_whole_calendar(
    given: CalendarRules, now: int, tz: str
) -> None:
    where, today = zone(tz), shown_at(now, zone(tz)).date()
    days = [today + timedelta(days=ahead) for ahead in range(-1, given.horizon_days + 3)]
    parts = [window(given, day, day, where, now) for day in days]
    assert all(one.stop == other.start for one, other in pairwise(parts))
    slots = [free_slots(given, part.start, part.stop, now, []) for part in parts]
    for day, found in zip(days, slots, strict=True):
        assert {shown_at(start, where).date() for start in found} <= {day}
    whole = free_slots(given, now - 1440, now + 20 * 1440, now, [])
    assert [start for found in slots for start in found] == whole


@settings(max_examples=100)
@given(
    name=st.sampled_from(sorted(zone_names())),
    minutes=st.integers(1975 * 365 * 1440, 2085 * 365 * 1440),
)
def test_a_wall_time_is_reached_when_the_clock_first_shows_it_or_jumps_past_it(
    name: str, minutes: int
) -> None:
    where, wall = ZoneInfo(name), datetime.min + timedelta(minutes=minutes)  # noqa: DTZ901
    minute = reached(wall, where)
    assert shown_at(minute, where) >= wall
    assert all(shown_at(minute - before, where) < wall for before in (1, 2, 30))
