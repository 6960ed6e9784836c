"""Uptime is never rounded up, and what is not known is neither up nor down."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from status_uptime import DayRow, days_of, percentage, spoken, uptime

NOON = int(datetime(2026, 11, 29, 12, tzinfo=UTC).timestamp() * 1000)


def row(day: date, **counts: int) -> DayRow:
    return DayRow(worker="leads", day=day, **counts)


def test_nearly_all_is_not_all() -> None:
    assert percentage(99_996, 100_000) == 99.99
    assert spoken(percentage(99_996, 100_000)) == "99.99 %"
    assert spoken(percentage(10, 10)) == "100 %"
    assert spoken(percentage(1, 2)) == "50 %"
    assert spoken(None) == "no data"


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_percentage_is_no_better_than_it_was(down: int, up: int) -> None:
    share = percentage(up, up + down)
    assert share is not None
    assert round(share * 100) * (up + down) <= up * 10_000 < (round(share * 100) + 1) * (up + down)
    assert (share == 100) == (down == 0)


def test_what_is_not_known_is_left_out_of_both_sides() -> None:
    days = [row(date(2026, 11, 28), up=2), row(date(2026, 11, 29), maintenance=700)]
    assert uptime(days) == 100
    assert uptime([]) is None


def test_a_day_without_a_probe_is_unknown_for_all_its_minutes() -> None:
    first, today = days_of(
        [row(date(2026, 11, 29), up=700, down=1, answered=700, ms=7700)], NOON, 2
    )
    assert (first.uptime, first.unknown_minutes, first.down_minutes) == (None, 1440, 0)
    assert (today.up_minutes, today.down_minutes, today.unknown_minutes) == (700, 1, 20)
    assert (today.uptime, today.response_ms) == (99.85, 11)


def test_degraded_is_up() -> None:
    assert uptime([row(date(2026, 11, 29), degraded=5)]) == 100
