"""When the CRM may be called again once the calls of a day are used up: at midnight over there."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_delivery import next_day_ms

ZONES = ["America/Los_Angeles", "Pacific/Auckland", "Asia/Kolkata", "America/Santiago", "UTC"]


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "zone", "until"),
    [
        ("2026-11-28T20:00:00Z", "America/Los_Angeles", "2026-11-29T08:00:00Z"),
        ("2026-11-29T07:59:59Z", "America/Los_Angeles", "2026-11-29T08:00:00Z"),
        ("2026-11-29T08:00:00Z", "America/Los_Angeles", "2026-11-30T08:00:00Z"),
        ("2026-11-28T20:00:00Z", "Pacific/Auckland", "2026-11-29T11:00:00Z"),
        ("2026-11-28T20:00:00Z", "UTC", "2026-11-29T00:00:00Z"),
        # A day of 23 hours, and one of 25.
        ("2026-03-08T08:00:00Z", "America/Los_Angeles", "2026-03-09T07:00:00Z"),
        ("2026-11-01T07:00:00Z", "America/Los_Angeles", "2026-11-02T08:00:00Z"),
        ("2026-11-01T09:30:00Z", "America/Los_Angeles", "2026-11-02T08:00:00Z"),
        # A day that begins at one o'clock.
        ("2026-09-05T12:00:00Z", "America/Santiago", "2026-09-06T04:00:00Z"),
    ],
)
def test_the_next_day_begins(now: str, zone: str, until: str) -> None:
    assert next_day_ms(ms(now), ZoneInfo(zone)) == ms(until)


@given(
    now=st.integers(ms("2020-01-01T00:00:00Z"), ms("2035-01-01T00:00:00Z")),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
def test_it_is_the_first_moment_of_tomorrow(now: int, zone: ZoneInfo) -> None:
    until = next_day_ms(now, zone)
    today = datetime.fromtimestamp(now / 1000, zone).date()
    assert datetime.fromtimestamp(until / 1000, zone).date() == today + timedelta(days=1)
    assert datetime.fromtimestamp((until - 1) / 1000, zone).date() == today
