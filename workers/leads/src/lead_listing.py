"""Pages of leads, newest first, by keyset: each is read from an index, however far back it lies."""

from contracts.leads import LeadPage, Status
from edgekit import Response, Statement, decode_cursor, encode_cursor
from lead_csv import header, lines
from lead_records import SUMMARY_COLUMNS, SummaryRow
from lead_services import Ctx

EXPORT_PAGE, LARGEST_EXPORT = 1000, 20_000


def select(status: Status | None, min_score: int, cursor: str | None, limit: int) -> Statement:
    """The query for one page; raises ``Problem`` 422 for a cursor that is not one of ours."""
    wheres = ["erased_at IS NULL", "score >= ?1"]
    parameters: list[str | int] = [min_score, limit]
    if status is not None:
        parameters.append(status)
        wheres.append(f"status = ?{len(parameters)}")
    if cursor is not None:
        parameters += decode_cursor(cursor, (int, str))
        wheres.append(f"(created_at, id) < (?{len(parameters) - 1}, ?{len(parameters)})")
    return Statement(
        f"SELECT {SUMMARY_COLUMNS} FROM leads WHERE {' AND '.join(wheres)} "  # noqa: S608
        "ORDER BY created_at DESC, id DESC LIMIT ?2",
        tuple(parameters),
    )


async def page(
    ctx: Ctx, status: Status | None, min_score: int, cursor: str | None, limit: int
) -> LeadPage:
    """One page and the cursor of the next."""
    rows, following = await _rows(ctx, status, min_score, cursor, limit)
    return LeadPage(items=[row.summary() for row in rows], cursor=following)


async def export(ctx: Ctx, status: Status | None, min_score: int, cursor: str | None) -> Response:
    """Up to 20,000 leads as CSV; where there are more, ``Link`` names the rest (RFC 8288)."""
    text = header()
    for _ in range(LARGEST_EXPORT // EXPORT_PAGE):
        rows, cursor = await _rows(ctx, status, min_score, cursor, EXPORT_PAGE)
        text += lines(row.summary() for row in rows)
        if cursor is None:
            break
    headers = {"Content-Disposition": 'attachment; filename="leads.csv"'}
    if cursor is not None:
        filters = f"&status={status}" if status else ""
        rest = f"{ctx.path}?cursor={cursor}&min_score={min_score}{filters}"
        headers["Link"] = f'<{rest}>; rel="next"'
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


async def _rows(
    ctx: Ctx, status: Status | None, min_score: int, cursor: str | None, limit: int
) -> tuple[list[SummaryRow], str | None]:
    """A page's rows; one more than the page is read, to know whether there is a next one."""
    sql, parameters = select(status, min_score, cursor, limit + 1)
    rows = await ctx.db.all(SummaryRow, sql, *parameters)
    if len(rows) <= limit:
        return rows, None
    rows = rows[:limit]
    return rows, encode_cursor((rows[-1].created_at, rows[-1].id))
