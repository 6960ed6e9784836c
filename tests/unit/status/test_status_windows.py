"""Windows of maintenance over midnight, and where clocks are put forward and back."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.status import NewMaintenance
from edgekit import Problem
from status_windows import MINUTE_MS, Window, planned

BERLIN = ZoneInfo("Europe/Berlin")


def window(**asked: Any) -> Window:
    return planned("mnt_1", NewMaintenance.model_validate({"title": "Work", **asked}))


def at(*clock: int, zone: Any = BERLIN) -> int:
    return int(datetime(*clock, tzinfo=zone).timestamp()) * 1000  # type: ignore[misc, arg-type]


@pytest.mark.parametrize("day", [(2026, 1, 14), (2026, 7, 14), (2026, 3, 28), (2026, 10, 24)])
def test_a_night_each_day_is_inside_on_both_dates(day: tuple[int, int, int]) -> None:
    nightly = window(
        starts_at="2026-01-01T19:40", duration_minutes=660, tz="Europe/Berlin", repeat="daily"
    )
    year, month, number = day
    assert nightly.is_now(at(year, month, number, 21, 15))
    assert nightly.is_now(at(year, month, number + 1, 2, 0))
    assert not nightly.is_now(at(year, month, number, 19, 39))
    assert not nightly.is_now(at(year, month, number + 1, 8, 0))


@pytest.mark.parametrize(
    ("starts", "ends", "minutes"),
    [
        ("2026-11-29T23:00", "2026-11-30T00:20", 80),
        ("2026-11-29T11:30", "2026-11-29T12:30", 60),
        ("2026-03-29T01:30", "2026-03-29T03:30", 60),  # put forward
        ("2026-10-25T01:30", "2026-10-25T03:30", 180),  # put back
        ("2026-03-29T02:30", "2026-03-29T03:45", 15),  # 02:30 never comes; it is 03:30 then
    ],
)
def test_a_window_lasts_for_the_minutes_that_pass(starts: str, ends: str, minutes: int) -> None:
    asked = {"starts_at": starts, "ends_at": ends, "tz": "Europe/Berlin"}
    assert window(**asked).minutes == minutes


def test_a_time_with_an_offset_needs_no_zone() -> None:
    one = window(starts_at="2026-11-29T19:40:00+01:00", duration_minutes=5)
    assert one.starts_at == at(2026, 11, 29, 19, 40)
    assert one.told(one.starts_at).status == "in_progress"
    assert one.told(one.starts_at - 1).status == "scheduled"
    assert one.told(one.starts_at + 5 * MINUTE_MS).status == "over"


@given(
    st.integers(at(2026, 1, 1) // MINUTE_MS, at(2027, 12, 31) // MINUTE_MS),
    st.integers(1, 1440),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_the_one_that_is_told_is_not_over(minute: int, minutes: int, tz: str) -> None:
    daily = window(starts_at="2026-02-01T02:30", duration_minutes=minutes, tz=tz, repeat="daily")
    now_ms = minute * MINUTE_MS
    starts, ends = daily.occurrence(now_ms)
    assert ends - starts == minutes * MINUTE_MS
    assert ends > now_ms
    assert starts == daily.starts_at or starts - now_ms <= timedelta(days=1, hours=2) / timedelta(
        milliseconds=1
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"starts_at": "2026-02-30T10:00", "duration_minutes": 5},
        {"starts_at": "2026-11-29T10:00", "duration_minutes": 5, "tz": "Europe"},
        {"starts_at": "2026-11-29T10:00", "duration_minutes": 1441, "repeat": "daily"},
        {"starts_at": "2026-11-29T10:00", "ends_at": "2026-11-29T10:00"},
        {"starts_at": "2026-11-29T10:00", "ends_at": "2026-11-29T09:00"},
        {"starts_at": "0001-01-01T00:00", "duration_minutes": 5},
    ],
)
def test_what_can_not_be_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(Problem) as raised:
        window(**asked)
    assert raised.value.status == 422
