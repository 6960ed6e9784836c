"""Pages of leads, newest first, by keyset: each is read from an index, however far back it lies."""

from contracts.leads import LeadPage
from edgekit import Response, Statement, decode_cursor, encode_cursor
from lead_csv import header, lines
from lead_filters import Chosen
from lead_records import SUMMARY_COLUMNS, SummaryRow
from lead_services import Ctx

EXPORT_PAGE, LARGEST_EXPORT = 1000, 20_000


def select(chosen: Chosen, cursor: str | None, limit: int) -> Statement:
    """The query for one page; raises ``Problem`` 422 for a cursor that is not one of ours."""
    if cursor is not None:
        chosen = chosen.also(("(created_at, id) < (?, ?)", decode_cursor(cursor, (int, str))))
    wheres, parameters = chosen.where()
    return Statement(
        f"SELECT {SUMMARY_COLUMNS} FROM leads WHERE {wheres} "  # noqa: S608
        "ORDER BY created_at DESC, id DESC LIMIT ?",
        (*parameters, limit),
    )


async def page(ctx: Ctx, chosen: Chosen, cursor: str | None, limit: int) -> LeadPage:
    """One page and the cursor of the next."""
    rows, following = await _rows(ctx, chosen, cursor, limit)
    return LeadPage(items=[row.summary() for row in rows], cursor=following)


async def export(ctx: Ctx, chosen: Chosen, cursor: str | None) -> Response:
    """Up to 20,000 leads as CSV; where there are more, ``Link`` names the rest (RFC 8288)."""
    text = header()
    for _ in range(LARGEST_EXPORT // EXPORT_PAGE):
        rows, cursor = await _rows(ctx, chosen, cursor, EXPORT_PAGE)
        text += lines(row.summary() for row in rows)
        if cursor is None:
            break
    headers = {"Content-Disposition": 'attachment; filename="leads.csv"'}
    if cursor is not None:
        filters = f"&status={chosen.status}" if chosen.status else ""
        rest = f"{ctx.path}?cursor={cursor}&min_score={chosen.min_score}{filters}"
        headers["Link"] = f'<{rest}>; rel="next"'
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


async def _rows(
    ctx: Ctx, chosen: Chosen, cursor: str | None, limit: int
) -> tuple[list[SummaryRow], str | None]:
    """A page's rows; one more than the page is read, to know whether there is a next one."""
    sql, parameters = select(chosen, cursor, limit + 1)
    rows = await ctx.db.all(SummaryRow, sql, *parameters)
    if len(rows) <= limit:
        return rows, None
    rows = rows[:limit]
    return rows, encode_cursor((rows[-1].created_at, rows[-1].id))
