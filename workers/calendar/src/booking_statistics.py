"""Figures about the bookings that were made on some days, UTC, and of what lies ahead."""

from datetime import date
from typing import Any

from booking_records import time_of
from contracts.calendar import BookingStats, DayOfBookings
from contracts.days import span_ms
from edgekit import Statement

BY_DAY = """SELECT date(created_at / 1000, 'unixepoch') AS date, count(*) AS count,
  sum(status = 'cancelled') AS cancelled, sum(status = 'booked' AND sequence > 0) AS moved
FROM bookings WHERE created_at >= ?1 AND created_at < ?2 GROUP BY 1 ORDER BY 1"""
AHEAD = """SELECT count(*) AS count, min(starts_at) AS next_at FROM bookings
WHERE starts_at > ?1 AND status = 'booked'"""

Rows = list[dict[str, Any]]


def statements(first: date, last: date, now: int) -> list[Statement]:
    """The queries of one batch, in the order in which ``stats`` takes their rows.

    Raises ``Problem`` 422 for days that run backwards or are too many.
    """
    return [Statement(BY_DAY, span_ms(first, last)), Statement(AHEAD, (now,))]


def stats(first: date, last: date, by_day: Rows, ahead: Rows) -> BookingStats:
    """The figures out of the queries' rows."""
    days = [DayOfBookings.model_validate(row) for row in by_day]
    count, next_at = ahead[0]["count"], ahead[0]["next_at"]
    return BookingStats(
        date_from=first,
        date_to=last,
        total=sum(day.count for day in days),
        cancelled=sum(day.cancelled for day in days),
        moved=sum(row["moved"] for row in by_day),
        by_day=days,
        ahead=count,
        next_start=None if next_at is None else time_of(next_at),
    )
