"""Our books beside Stripe's balance transactions.

https://docs.stripe.com/api/balance_transactions/list
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from contracts.payments import Difference, Reconciliation
from payment_events import reference
from payment_reading import span_ms
from payment_stripe import read
from payments_vars import Ctx

PAGES, PAGE_SIZE = 20, 100
MONEY = frozenset(
    {"charge", "payment", "refund", "payment_refund", "refund_failure", "adjustment"}
    | {"payment_failure_refund"}
)
OURS = """SELECT book, currency,
  sum(CASE kind WHEN 'capture' THEN amount ELSE -amount END) AS amount
FROM entries WHERE at >= ?1 AND at < ?2 AND kind IN ('capture', 'refund', 'dispute')
GROUP BY book, currency"""
Sums = Counter[tuple[str, str]]


class Sum(BaseModel):
    """What the entries of a book come to."""

    book: str
    currency: str
    amount: int


async def reconcile(first: date, last: date, ctx: Ctx) -> Reconciliation:
    """Compare some days. Raises ``Problem`` 502 to 504 where Stripe can't be asked."""
    begin, end = span_ms(first, last)
    theirs, count, complete = await _transactions(begin // 1000, end // 1000, ctx)
    ours: Sums = Counter()
    for row in await ctx.db.all(Sum, OURS, begin, end):
        ours[row.book, row.currency] += row.amount
    return compared(ours, theirs, count, complete=complete)


def compared(ours: Sums, theirs: Sums, count: int, *, complete: bool) -> Reconciliation:
    """What the two sides do not agree on."""
    apart = [
        Difference(
            stripe_id=book,
            currency=currency,
            here_cents=ours[book, currency],
            at_stripe_cents=theirs[book, currency],
        )
        for book, currency in sorted(ours.keys() | theirs.keys())
        if ours[book, currency] != theirs[book, currency]
    ]
    here = [each for each in apart if (each.stripe_id, each.currency) not in ours]
    there = [each for each in apart if (each.stripe_id, each.currency) not in theirs]
    return Reconciliation(
        transactions=count,
        complete=complete,
        agrees=complete and not apart,
        missing_here=here,
        missing_at_stripe=there,
        different=[each for each in apart if each not in here and each not in there],
    )


async def _transactions(begin: int, end: int, ctx: Ctx) -> tuple[Sums, int, bool]:
    sums: Sums = Counter()
    count, after = 0, None
    for _ in range(PAGES):
        fields = {
            "limit": PAGE_SIZE,
            "created": {"gte": begin, "lt": end},
            "expand": ["data.source"],
            "starting_after": after,
        }
        page = await read(ctx, "balance_transactions", fields)
        for each in page["data"]:
            if each.get("type") in MONEY:
                sums[book_of(each), each["currency"]] += each["amount"]
        count += len(page["data"])
        if not page.get("has_more") or not page["data"]:
            return sums, count, True
        after = page["data"][-1]["id"]
    return sums, count, False


def book_of(transaction: Mapping[str, Any]) -> str:
    """The book that a transaction belongs to: its source's intent, else its charge."""
    source = transaction.get("source")
    if not isinstance(source, Mapping):
        return str(source)
    intent, charge = reference(source.get("payment_intent")), reference(source.get("charge"))
    return intent or charge or str(source.get("id"))
