"""Payments, the ledger and revenue, as the API shows them."""

import json
from datetime import UTC, date, datetime
from typing import Any

from pydantic import BaseModel

from contracts.payments import (
    DayTotals,
    LedgerEntry,
    LedgerLine,
    LedgerPage,
    Payment,
    Revenue,
    Status,
    Totals,
)
from edgekit import Problem, Statement, decode_cursor, encode_cursor
from edgekit.lifetimes import DAY_MS
from payment_books import utc
from payments_vars import Ctx

ENTRIES = """SELECT entries.*, books.payment_id,
  (SELECT json_group_array(json_array(account, amount))
  FROM ledger_lines WHERE entry_id = entries.id ORDER BY number) AS lines
FROM entries LEFT JOIN books USING (book)"""
PAYMENT = "SELECT * FROM payments WHERE id = ?1"
OF_PAYMENT = f"""{ENTRIES}
WHERE books.payment_id = ?1 ORDER BY entries.at, entries.rowid"""
PAGE = f"""{ENTRIES}
WHERE entries.at >= ?1 AND entries.at < ?2 AND (entries.at, entries.id) > (?3, ?4)
ORDER BY entries.at, entries.id LIMIT ?5"""
BY_DAY = """SELECT date(at / 1000, 'unixepoch') AS date, currency, kind, sum(amount) AS amount
FROM entries WHERE at >= ?1 AND at < ?2 GROUP BY date, currency, kind ORDER BY date, currency"""
FIELDS = {
    "capture": "captured_cents",
    "refund": "refunded_cents",
    "dispute": "disputed_cents",
    "fee": "fees_cents",
    "dispute_fee": "fees_cents",
}


class PaymentRow(BaseModel):
    """A row of ``payments``."""

    id: str
    key: str
    digest: str
    created_at: int
    amount: int
    currency: str
    description: str | None
    lead_id: str | None
    session_id: str | None
    url: str | None
    outcome: Status | None


async def find_payment(payment_id: str, ctx: Ctx) -> Payment:
    """A payment and its entries; raises ``Problem`` 404 for one that is not known."""
    found, rows = await ctx.db.batch(
        Statement(PAYMENT, (payment_id,)), Statement(OF_PAYMENT, (payment_id,))
    )
    if not found:
        raise Problem(404, f"No payment has the id {payment_id}.")
    row = PaymentRow.model_validate(found[0])
    entries = [_entry(each) for each in rows]
    captured, refunded, disputed = (
        sum(each.amount_cents for each in entries if each.kind == kind)
        for kind in ("capture", "refund", "dispute")
    )
    return Payment(
        id=row.id,
        status=status(row, captured, refunded, disputed),
        amount_cents=row.amount,
        currency=row.currency,
        captured_cents=captured,
        refunded_cents=refunded,
        disputed_cents=disputed,
        description=row.description,
        lead_id=row.lead_id,
        created_at=utc(row.created_at),
        entries=entries,
    )


def status(row: PaymentRow, captured: int, refunded: int, disputed: int) -> Status:
    """How a payment stands: by its money first, else by what became of its session.

    One that was made twice, and refunded once, is paid.
    """
    if captured <= 0:
        return row.outcome or "open"
    if disputed > 0:
        return "disputed"
    if refunded >= captured:
        return "refunded"
    return "partially_refunded" if refunded > 0 and captured - refunded < row.amount else "paid"


async def ledger_page(
    first: date | None, last: date | None, cursor: str | None, limit: int, ctx: Ctx
) -> LedgerPage:
    """A page of the ledger; raises ``Problem`` 422 for a cursor that is not one of ours."""
    begin, end = span_ms(first or date.min, last or date.max)
    after = (-1, "") if cursor is None else decode_cursor(cursor, (int, str))
    (rows,) = await ctx.db.batch(Statement(PAGE, (begin, end, *after, limit + 1)))
    shown = rows[:limit]
    more = len(rows) > limit
    next_one = encode_cursor((shown[-1]["at"], shown[-1]["id"])) if more else None
    return LedgerPage(items=[_entry(row) for row in shown], cursor=next_one)


async def revenue(first: date, last: date, ctx: Ctx) -> Revenue:
    """What came in and went out in some days."""
    (rows,) = await ctx.db.batch(Statement(BY_DAY, span_ms(first, last)))
    totals: dict[str, dict[str, Any]] = {}
    days: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        day, currency = row["date"], row["currency"]
        _add(totals.setdefault(currency, {"currency": currency}), row)
        _add(days.setdefault((day, currency), {"date": day, "currency": currency}), row)
    return Revenue(
        date_from=first,
        date_to=last,
        totals=[Totals.model_validate(each) for each in totals.values()],
        days=[DayTotals.model_validate(each) for each in days.values()],
    )


def _add(totals: dict[str, Any], row: dict[str, Any]) -> None:
    field, amount = FIELDS[row["kind"]], row["amount"]
    totals[field] = totals.get(field, 0) + amount
    net = amount if row["kind"] == "capture" else -amount
    totals["net_cents"] = totals.get("net_cents", 0) + net


def span_ms(first: date, last: date) -> tuple[int, int]:
    """The beginning of a day and the end of another, in epoch milliseconds."""
    if last < first:
        raise Problem(422, "`to` is before `from`; swap them.")
    return _midnight(first), _midnight(last) + DAY_MS


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def _entry(row: dict[str, Any]) -> LedgerEntry:
    lines = json.loads(row["lines"])
    return LedgerEntry(
        id=row["id"],
        at=utc(row["at"]),
        kind=row["kind"],
        currency=row["currency"],
        amount_cents=row["amount"],
        payment_id=row["payment_id"],
        stripe_id=row["book"],
        lines=[LedgerLine(account=account, amount_cents=amount) for account, amount in lines],
    )
