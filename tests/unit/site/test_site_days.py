"""Slots in a visitor's zone."""

from datetime import UTC, datetime, timedelta

from contracts.calendar import Slot
from site_days import by_day, clock, dated, known_zone, spoken


def slot(at: datetime) -> Slot:
    return Slot(start=at, end=at + timedelta(hours=1))


def test_a_slot_lies_on_the_visitors_day() -> None:
    late = datetime(2026, 12, 2, 1, 30, tzinfo=UTC)
    [seattle] = by_day([slot(late)], "America/Los_Angeles")
    [berlin] = by_day([slot(late)], "Europe/Berlin")
    assert (seattle.day.isoformat(), clock(seattle.starts[0])) == ("2026-12-01", "5:30 PM")
    assert (berlin.day.isoformat(), clock(berlin.starts[0])) == ("2026-12-02", "2:30 AM")


def test_a_zone_that_is_none_is_passed_over() -> None:
    assert known_zone("../etc", None, "America/Denver") == "America/Denver"
    assert known_zone("Europe/Berlin", None, "America/Denver") == "Europe/Berlin"


def test_a_moment_is_said_with_its_zone() -> None:
    at = datetime(2026, 11, 2, 17, 0, tzinfo=UTC)
    assert spoken(at, "America/Los_Angeles") == "Monday, November 2, 9:00 AM Pacific time"


def test_a_day_is_the_one_of_its_zone_and_not_of_utc() -> None:
    at = datetime(2026, 12, 14, 2, 30, tzinfo=UTC)
    assert dated(at, "America/Los_Angeles") == "December 13, 2026, 6:30 PM Pacific time"
