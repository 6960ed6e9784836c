"""What Stripe takes for itself: no event tells of it, only the balance transaction of a charge.

https://docs.stripe.com/expand/use-cases#stripe-fee-for-payment
"""

from pydantic import BaseModel

from edgekit import Problem
from payment_books import post
from payment_events import fee_facts
from payment_stripe import read_list
from payments_vars import Ctx

AT_ONCE = 100
DAYS = 7
"""A bank debit has its balance transaction when it is paid; later than this nobody looks."""
MARGIN = 3_600  # seconds
WITHOUT = """SELECT book, at FROM facts AS capture WHERE kind = 'capture' AND at > ?1
AND NOT EXISTS (SELECT 1 FROM facts WHERE kind = 'fee' AND book = capture.book)
ORDER BY at LIMIT ?2"""


class Captured(BaseModel):
    """A payment whose fee is not known, and when it was made, in epoch seconds."""

    book: str
    at: int


async def gather_fees(ctx: Ctx) -> None:
    """Add the fees of payments that have none yet; without an answer they are added later."""
    now = ctx.started_ms // 1000
    waiting = await ctx.db.all(Captured, WITHOUT, now - DAYS * 86_400, AT_ONCE)
    if not waiting:
        return
    span = {"gte": waiting[0].at - MARGIN, "lte": waiting[-1].at + MARGIN}
    fields = {"created": span, "expand": ["data.source"]}
    try:
        listed, _ = await read_list(ctx, "balance_transactions", fields)
    except Problem as problem:
        ctx.log.warning("fees_later", reason=problem.detail)
        return
    books = {each.book for each in waiting}
    for transaction in listed:
        facts = [fact for fact in fee_facts(transaction) if fact.book in books]
        await post(facts, None, transaction["created"] * 1000, ctx)
