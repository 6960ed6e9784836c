"""The slots that a visitor can choose from, out of the rules, the time and what is booked."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from appointment_slots import Occupied, free_slots, window
from booking_records import MINUTE_MS, BusyRow, time_of
from booking_storage import IN_THE_WAY
from calendar_rules import CalendarRules
from calendar_services import Ctx
from contracts.calendar import Slot, Slots
from edgekit import FieldError, Problem
from wall_clock import zone

MOST_DAYS = 62
DAY_MS = 86_400_000


def checked_zone(name: str, pointer: str) -> ZoneInfo:
    """A zone by its name; raises ``Problem`` 422 that points to where it was given."""
    try:
        return zone(name)
    except ValueError as error:
        detail = f"“{name}” {error}."
        raise Problem(422, detail, errors=[FieldError(pointer, str(error))]) from error


def now_minute(ctx: Ctx) -> int:
    """The request's time, in minutes since 1970."""
    return ctx.started_ms // MINUTE_MS


async def offered(first: date, last: date, tz: str, ctx: Ctx) -> Slots:
    """The free slots of a visitor's days; raises ``Problem`` 422 for days that can't be."""
    rules = ctx.vars.calendar
    where = checked_zone(tz, "/tz")
    if last < first or (last - first).days >= MOST_DAYS:
        detail = f"The days have to be in order, and at most {MOST_DAYS}."
        raise Problem(422, detail, errors=[FieldError("/to", detail)])
    now = now_minute(ctx)
    asked = window(rules, first, last, where, now)
    if not asked:
        return Slots(tz=tz, slots=[])
    bookings = await _in_the_way(asked, ctx)
    starts = free_slots(rules, asked.start, asked.stop, now, bookings)
    return Slots(tz=tz, slots=[_slot(start, rules) for start in starts])


async def _in_the_way(asked: range, ctx: Ctx) -> Sequence[Occupied]:
    """The bookings of some time and the days beside it: a full day counts what is not asked for."""
    rows = await ctx.db.all(
        BusyRow,
        IN_THE_WAY,
        asked.start * MINUTE_MS - 2 * DAY_MS,
        asked.stop * MINUTE_MS + 2 * DAY_MS,
    )
    return [
        Occupied(*(at // MINUTE_MS for at in (row.starts_at, row.busy_from, row.busy_until)))
        for row in rows
    ]


def _slot(start: int, rules: CalendarRules) -> Slot:
    end = start + rules.duration_minutes
    return Slot(start=time_of(start * MINUTE_MS), end=time_of(end * MINUTE_MS))
