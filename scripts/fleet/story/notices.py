"""What is told of a visit, and when: each change at once, and reminders while it stands."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from fleet.story.bookings import RULES, Visit
from fleet.story.scratch import use_workers

use_workers("calendar")

from booking_notices import Occasion, polite  # noqa: E402
from booking_records import MINUTE_MS, spoken  # noqa: E402

REMINDERS = (1440, 120)  # minutes before it begins, as the worker's REMINDER_MINUTES


class Notice(NamedTuple):
    """Something that is told of a visit; ``when`` it is, and ``was`` before it was moved."""

    at: datetime
    text_at: datetime
    occasion: Occasion
    when: str
    was: str | None
    name: str

    @property
    def is_reminder(self) -> bool:
        """Whether nothing has changed."""
        return self.occasion == "reminder"


def notices(visit: Visit, now: datetime) -> Iterator[Notice]:
    """All that was told of a visit until ``now``."""
    was: str | None = None
    for number, (at, where) in enumerate(visit.times):
        when = spoken(where.starts * MINUTE_MS, RULES.timezone)
        yield Notice(at, at, "moved" if number else "booked", when, was, f"{number}")
        later = [each for each, _ in visit.times[number + 1 :]]
        stands_until = min([*later, visit.cancelled_at or now, now])
        yield from _reminders(where.starts, at, stands_until, f"{number}")
        was = when
    if visit.cancelled_at:
        at = visit.cancelled_at
        yield Notice(at, at, "cancelled", was or "", None, f"{len(visit.times)}")


def _reminders(start: int, since: datetime, until: datetime, name: str) -> Iterator[Notice]:
    for minutes in REMINDERS:
        begins = datetime.fromtimestamp(start * 60, UTC)
        due = begins - timedelta(minutes=minutes)
        text_ms = polite(int(due.timestamp() * 1000), RULES.timezone)
        text_at = datetime.fromtimestamp(text_ms / 1000, UTC)
        if since < text_at and due < until:
            when = spoken(start * MINUTE_MS, RULES.timezone)
            yield Notice(due, text_at, "reminder", when, None, f"{name}-{minutes}")
