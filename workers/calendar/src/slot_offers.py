"""The slots that a visitor can choose from, out of the rules, the time and what is booked."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from appointment_slots import Occupied, free_slots, window
from booking_records import MINUTE_MS, BookingRow, BusyRow
from booking_storage import IN_THE_WAY
from calendar_rules import MIDNIGHT
from calendar_services import Ctx
from edgekit import FieldError, Json, Problem
from wall_clock import EPOCH, zone

MOST_DAYS, SHOWN_DAYS = 62, 14
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


async def offered(first: date, last: date, tz: str, ctx: Ctx) -> Json:
    """The free slots of a visitor's days; raises ``Problem`` 422 for days that can't be."""
    rules = ctx.vars.calendar
    where = checked_zone(tz, "/tz")
    if last < first or (last - first).days >= MOST_DAYS:
        detail = f"The days have to be in order, and at most {MOST_DAYS}."
        raise Problem(422, detail, errors=[FieldError("/to", detail)])
    now = now_minute(ctx)
    asked = window(rules, first, last, where, now)
    if not asked:
        return Json(slots_text(tz, [], 0))
    bookings = await _in_the_way(asked, ctx)
    starts = free_slots(rules, asked.start, asked.stop, now, map(_occupied, bookings))
    return Json(slots_text(tz, starts, rules.duration_minutes))


async def alternatives(row: BookingRow, ctx: Ctx) -> list[int]:
    """What a booking can be moved to in the next weeks: starts, in epoch milliseconds."""
    now = now_minute(ctx)
    asked = range(now, now + SHOWN_DAYS * MIDNIGHT)
    others = [_occupied(each) for each in await _in_the_way(asked, ctx) if each.id != row.id]
    free = free_slots(ctx.vars.calendar, asked.start, asked.stop, now, others)
    return [start * MINUTE_MS for start in free if start != row.start]


async def _in_the_way(asked: range, ctx: Ctx) -> list[BusyRow]:
    """The bookings of some time and the days beside it: a full day counts what is not asked for."""
    return await ctx.db.all(
        BusyRow,
        IN_THE_WAY,
        asked.start * MINUTE_MS - 2 * DAY_MS,
        asked.stop * MINUTE_MS + 2 * DAY_MS,
    )


def _occupied(row: BusyRow) -> Occupied:
    return Occupied(*(at // MINUTE_MS for at in (row.starts_at, row.busy_from, row.busy_until)))


def slots_text(tz: str, starts: Sequence[int], minutes: int) -> str:
    """``Slots`` as JSON text: a month has hundreds, which models would take milliseconds for."""
    slots = ",".join(_slot_text(start, minutes) for start in starts)
    return f'{{"tz":{json.dumps(tz)},"slots":[{slots}]}}'


@lru_cache(maxsize=4096)
def _slot_text(start: int, minutes: int) -> str:
    return f'{{"start":"{_written(start)}","end":"{_written(start + minutes)}"}}'


def _written(minute: int) -> str:
    day, of_day = divmod(minute, MIDNIGHT)
    date_text = (EPOCH + timedelta(days=day)).date().isoformat()
    return f"{date_text}T{of_day // 60:02}:{of_day % 60:02}:00Z"
