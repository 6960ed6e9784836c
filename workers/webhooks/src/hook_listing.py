"""Events as the operator sees them."""

from contracts.webhooks import EventPage, EventStatus
from edgekit import decode_cursor, encode_cursor
from hook_records import LIST_COLUMNS, ListRow
from hook_services import Ctx


async def page(
    provider: str | None, status: EventStatus | None, cursor: str | None, limit: int, ctx: Ctx
) -> EventPage:
    """A page of those that meet each filter, newest first.

    Raises ``Problem`` 422 for a cursor that is not one of ours.
    """
    (before,) = decode_cursor(cursor, (int,)) if cursor else (None,)
    wanted = {"provider = ": provider, "status = ": status, "number < ": before}
    given = {column: value for column, value in wanted.items() if value is not None}
    where = " AND ".join(f"{column}?{place}" for place, column in enumerate(given, 1)) or "TRUE"
    sql = f"SELECT {LIST_COLUMNS} FROM events WHERE {where} ORDER BY number DESC LIMIT {limit + 1}"  # noqa: S608
    rows = await ctx.db.all(ListRow, sql, *given.values())
    shown = rows[:limit]
    following = encode_cursor((shown[-1].number,)) if len(rows) > limit else None
    return EventPage(items=[row.shown() for row in shown], cursor=following)
