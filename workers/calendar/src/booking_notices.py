"""What is told of a booking, to whom, and when: messages of the outbox, stored with the booking.

A message says which booking it is about, and at which ``sequence``. Everything else is looked up
when it leaves: what was moved or cancelled meanwhile has a message of its own.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from booking_records import MINUTE_MS, BookingRow, time_of
from booking_storage import BOOKING
from calendar_services import Ctx
from edgekit import Statement

MAIL, TEXT, SLACK, LEAD = "mail", "text", "slack", "lead"
MORNING, EVENING, NIGHT = 8, 20, 21  # hours
Occasion = Literal["booked", "moved", "cancelled", "reminder"]


class Notice(BaseModel):
    """The outbox message: which booking, as it was when; and nothing personal.

    ``minutes`` before the start is a reminder's time.
    """

    booking_id: str
    sequence: int
    occasion: Occasion
    minutes: int = 0


def notices(row: BookingRow, occasion: Occasion, ctx: Ctx) -> Iterator[Statement]:
    """The statements that store what is to be told of a change, and the reminders to come."""
    notice = Notice(booking_id=row.id, sequence=row.sequence, occasion=occasion)
    for topic in (*_ways(row), SLACK, LEAD):
        yield ctx.outbox.message(topic, notice, key=f"{row.id}:{row.sequence}:{topic}")
    if occasion != "cancelled":
        yield from _reminders(row, ctx)


def _reminders(row: BookingRow, ctx: Ctx) -> Iterator[Statement]:
    for minutes in sorted(set(ctx.vars.reminder_minutes)):
        notice = Notice(
            booking_id=row.id, sequence=row.sequence, occasion="reminder", minutes=minutes
        )
        due = row.starts_at - minutes * MINUTE_MS
        for topic in _ways(row):
            leaves = polite(due, row.tz) if topic == TEXT else due
            if leaves > ctx.started_ms:
                key = f"{row.id}:{row.sequence}:{topic}-{minutes}"
                yield ctx.outbox.message(topic, notice, key=key, not_before_ms=leaves)


def polite(due: int, tz: str) -> int:
    """When a text leaves that is due then: at night, on its person's clock, the evening before.

    sms would hold it until the morning, and not know of a change meanwhile.
    """
    shown = time_of(due).astimezone(ZoneInfo(tz))
    if MORNING <= shown.hour < NIGHT:
        return due
    evening = shown.replace(hour=EVENING, minute=0, second=0, microsecond=0)
    if shown.hour < MORNING:
        evening -= timedelta(days=1)
    return int(evening.timestamp() * 1000)


def _ways(row: BookingRow) -> list[str]:
    """How a booking's person can be reached."""
    return [topic for topic, known in ((MAIL, row.email), (TEXT, row.phone)) if known]


async def current(notice: Notice, ctx: Ctx) -> BookingRow | None:
    """The booking that a message is about, or ``None`` if that is not to be told any more."""
    row = await ctx.db.one(BookingRow, BOOKING, notice.booking_id)
    if row is None or row.sequence != notice.sequence:
        return None
    if notice.occasion == "reminder" and not _is_to_be_reminded(row, notice, ctx):
        return None
    return row


def _is_to_be_reminded(row: BookingRow, notice: Notice, ctx: Ctx) -> bool:
    """Not once it has begun, nor when a later reminder is due too: one is enough."""
    left = (row.starts_at - ctx.started_ms - ctx.elapsed_ms()) / MINUTE_MS
    later = [minutes for minutes in ctx.vars.reminder_minutes if minutes < notice.minutes]
    return row.status == "booked" and left > 0 and all(left > minutes for minutes in later)
