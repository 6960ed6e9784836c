"""Quiet hours, tried against the whole IANA database and days on which clocks are changed."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_quiet import QuietHours, verdict
from sms_zones import _CLOCKS, ANYWHERE, whereabouts

NIGHT = QuietHours(time(21), time(8))
NEW_YORK, CHICAGO, SEATTLE = "America/New_York", "America/Chicago", "America/Los_Angeles"


def at(text: str, zone: str = SEATTLE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("local", "allowed"),
    [
        *(
            ("2026-07-01T07:59:59.999", False),
            ("2026-07-01T08:00", True),
            ("2026-07-01T20:59:59", True),
        ),
        *(("2026-07-01T21:00", False), ("2026-07-01T00:00", False), ("2026-07-01T12:00", True)),
    ],
)
def test_the_night_begins_at_nine_and_ends_at_eight(local: str, allowed: bool) -> None:
    assert verdict(at(local), [SEATTLE], NIGHT).allowed is allowed


@pytest.mark.parametrize(
    ("local", "opens"),
    [
        *(("2026-07-01T21:30", "2026-07-02T15:00Z"), ("2026-07-02T03:00", "2026-07-02T15:00Z")),
        *(("2026-03-07T22:00", "2026-03-08T15:00Z"), ("2026-03-08T01:30", "2026-03-08T15:00Z")),
        *(("2026-10-31T23:00", "2026-11-01T16:00Z"), ("2026-12-31T23:59", "2027-01-01T16:00Z")),
    ],
)
def test_what_is_held_leaves_at_eight_also_when_clocks_were_changed(local: str, opens: str) -> None:
    found = verdict(at(local), [SEATTLE], NIGHT)
    assert found.opens_at == datetime.fromisoformat(opens)


def test_a_span_without_width_is_none_and_one_within_a_day_is_kept() -> None:
    lunch = QuietHours(time(12), time(13, 30))
    for hour in range(24):
        moment = at(f"2026-07-01T{hour:02}:00")
        assert verdict(moment, [SEATTLE], QuietHours(time(8), time(8))).allowed
        assert verdict(moment, [SEATTLE], lunch).allowed is (hour not in (12, 13))
    assert verdict(at("2026-07-01T12:10"), [SEATTLE], lunch).opens_at == at("2026-07-01T13:30")


def test_whoever_may_be_in_two_zones_is_texted_when_it_suits_both() -> None:
    early = verdict(at("2026-07-01T08:30", NEW_YORK), [NEW_YORK, CHICAGO], NIGHT)
    assert (early.allowed, early.zone) == (False, CHICAGO)
    assert early.opens_at == at("2026-07-01T09:00", NEW_YORK)
    late = verdict(at("2026-07-01T20:30", CHICAGO), [CHICAGO, NEW_YORK], NIGHT)
    assert (late.allowed, late.opens_at) == (False, at("2026-07-02T08:00", CHICAGO))


def test_where_no_time_suits_all_zones_the_likeliest_decides() -> None:
    noon_only = QuietHours(time(13), time(12))
    found = verdict(at("2026-07-01T15:00", NEW_YORK), [NEW_YORK, SEATTLE], noon_only)
    assert found.opens_at == at("2026-07-02T12:00", NEW_YORK)


BEGIN, END = datetime(2024, 1, 1), datetime(2032, 1, 1)  # noqa: DTZ001 - hypothesis adds the zone
MOMENTS = st.datetimes(BEGIN, END, timezones=st.just(UTC))
CLOCK = st.times().map(lambda each: each.replace(microsecond=0))


@given(MOMENTS, st.lists(st.sampled_from(sorted(_CLOCKS)), min_size=1, max_size=3), CLOCK, CLOCK)
def test_a_text_leaves_as_soon_as_it_may_and_within_two_days(
    moment: datetime, zones: list[str], start: time, end: time
) -> None:
    quiet = QuietHours(start, end)
    found = verdict(moment, zones, quiet)
    if found.opens_at is None:
        assert found.allowed
        return
    assert moment < found.opens_at <= moment + timedelta(days=8)
    assert found.opens_at.tzinfo is UTC
    local = found.opens_at.astimezone(ZoneInfo(zones[0]))
    if len(zones) == 1:
        assert found.opens_at <= moment + timedelta(hours=25)
        assert not quiet.hold(local.time())


@given(MOMENTS, st.sampled_from(sorted(_CLOCKS)))
def test_nobody_is_texted_at_night(moment: datetime, zone: str) -> None:
    found = verdict(moment, [zone], NIGHT)
    leaves = (found.opens_at or moment).astimezone(ZoneInfo(zone))
    assert time(8) <= leaves.time() < time(21)


@pytest.mark.parametrize(
    ("phone", "zip_code", "zones", "by"),
    [
        ("+12065550142", None, [SEATTLE], "area_code"),
        ("+12065550142", "10001", [NEW_YORK], "zip"),
        ("+12065550142", "10001-1234", [NEW_YORK], "zip"),
        ("+12125550142", "98117", [SEATTLE], "zip"),
        ("+13125550142", "79901", ["America/Denver"], "zip"),
        ("+18505550142", None, [CHICAGO, NEW_YORK], "area_code"),
        ("+18505550142", "32501", [CHICAGO], "zip"),
        ("+14235550142", None, [NEW_YORK, CHICAGO], "area_code"),
        ("+12085550142", "83814", [SEATTLE], "zip"),
        ("+12085550142", "83702", ["America/Boise"], "zip"),
        ("+19285550142", None, ["America/Phoenix", "America/Denver"], "area_code"),
        ("+18085550142", None, ["Pacific/Honolulu"], "area_code"),
        ("+17875550142", "00901", ["America/Puerto_Rico"], "zip"),
        ("+16715550142", "96910", ["Pacific/Guam"], "zip"),
        ("+12125550142", "09012", [NEW_YORK], "area_code"),
        ("+18005550142", None, list(ANYWHERE), "unknown"),
        ("+14165550142", None, list(ANYWHERE), "unknown"),
        ("+442079460958", None, list(ANYWHERE), "unknown"),
    ],
)
def test_a_zip_code_tells_more_than_an_area_code(
    phone: str, zip_code: str | None, zones: list[str], by: str
) -> None:
    found = whereabouts(phone, zip_code)
    assert (list(found.zones), found.by) == (zones, by)


def test_there_is_an_hour_that_suits_everybody() -> None:
    found = verdict(at("2026-12-01T03:00", NEW_YORK), ANYWHERE, NIGHT)
    assert found.opens_at == at("2026-12-01T08:00", "Pacific/Honolulu")
    assert verdict(found.opens_at, ANYWHERE, NIGHT).allowed
