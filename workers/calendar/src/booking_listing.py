"""The list of bookings, for those who keep the appointments."""

from datetime import date, timedelta

from booking_links import links
from booking_records import MINUTE_MS, BookingRow
from calendar_services import Ctx
from contracts.calendar import BookingPage, BookingStatus
from edgekit import decode_cursor, encode_cursor
from wall_clock import day_begins

PAGE = """SELECT * FROM bookings WHERE starts_at >= ?1 AND starts_at < ?2
AND (starts_at, id) > (?3, ?4) AND (?5 IS NULL OR status = ?5) ORDER BY starts_at, id LIMIT ?6"""
FIRST_DAY, LAST_DAY = date(1970, 1, 2), date(2200, 1, 1)


async def page(
    ctx: Ctx,
    first: date | None,
    last: date | None,
    status: BookingStatus | None,
    cursor: str | None,
    limit: int,
) -> BookingPage:
    """Bookings of some days where the business is, by their start."""
    since = _begins(first or FIRST_DAY, ctx)
    until = _begins(min(last or LAST_DAY, LAST_DAY) + timedelta(days=1), ctx)
    after: tuple[int, str] = decode_cursor(cursor, (int, str)) if cursor else (0, "")
    rows = await ctx.db.all(BookingRow, PAGE, since, until, *after, status, limit + 1)
    shown = rows[:limit]
    more = encode_cursor((shown[-1].starts_at, shown[-1].id)) if len(rows) > limit else None
    return BookingPage(items=[row.booking(links(ctx, row.base_url)) for row in shown], cursor=more)


def _begins(day: date, ctx: Ctx) -> int:
    day = min(max(day, FIRST_DAY), LAST_DAY + timedelta(days=1))
    return day_begins(day, ctx.vars.calendar.zone) * MINUTE_MS
