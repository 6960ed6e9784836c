"""Days and months of a zone, over the changes of its clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgekit import Problem
from gateway_periods import checked_zone, period_at

ZONES = (
    "UTC",
    "America/Los_Angeles",
    "America/Santiago",
    "Europe/Berlin",
    "Africa/Cairo",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
)
times = st.integers(946_684_800_000, 4_102_444_800_000)  # the years 2000 to 2099


def ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


@given(times, st.sampled_from(ZONES))
def test_a_period_ends_where_the_next_begins(now: int, tz: str) -> None:
    period = period_at(now, tz)
    local = datetime.fromtimestamp(now / 1000, ZoneInfo(tz))
    assert (period.day, period.month) == (f"{local:%Y-%m-%d}", f"{local:%Y-%m}")
    assert now < period.day_ends_ms <= period.month_ends_ms
    for end, name in ((period.day_ends_ms, "day"), (period.month_ends_ms, "month")):
        assert getattr(period_at(end - 1, tz), name) == getattr(period, name)
        assert getattr(period_at(end, tz), name) > getattr(period, name)


def test_day_31_is_of_the_month_of_its_other_days() -> None:
    first = ms(datetime(2026, 10, 1, 12, tzinfo=UTC))
    assert {period_at(first + day * 86_400_000, "UTC").month for day in range(31)} == {"2026-10"}


def test_a_month_is_the_keys_own() -> None:
    at = ms(datetime(2026, 11, 1, 3, tzinfo=UTC))
    assert period_at(at, "America/Los_Angeles").month == "2026-10"
    assert period_at(at, "Asia/Tokyo").month == "2026-11"


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25)])
def test_days_on_which_clocks_change(day: tuple[int, int, int], hours: int) -> None:
    begin = datetime(*day, tzinfo=ZoneInfo("Europe/Berlin"))
    end = datetime.fromtimestamp(period_at(ms(begin), "Europe/Berlin").day_ends_ms / 1000, UTC)
    assert end - begin.astimezone(UTC) == timedelta(hours=hours)


@pytest.mark.parametrize("tz", ["", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "UTC\0"])
def test_what_is_no_zone_is_refused(tz: str) -> None:
    with pytest.raises(Problem) as refused:
        checked_zone(tz)
    assert refused.value.status == 422
