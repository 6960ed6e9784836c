"""Asking Stripe for a refund, once, however often its answer is lost."""

from typing import Any

from pydantic import BaseModel

from edgekit import Problem
from payment_books import post
from payment_events import refund_facts
from payment_refund_rules import SOON_MS, key_of, step
from payment_stripe import create, read_list, refund_fields, whose
from payments_vars import Ctx

# What an event has told since stays: an answer may be told again long after it was true.
ANSWERED = """UPDATE refunds SET stripe_id = ?2,
  status = iif(status IN ('failed', 'canceled'), status, ?3) WHERE id = ?1 RETURNING *"""
REFUSED = "UPDATE refunds SET status = 'refused' WHERE id = ?1 AND status = 'asked'"
NEXT = """UPDATE refunds SET attempt = attempt + 1, asked_at = ?3
WHERE id = ?1 AND attempt = ?2 AND status = 'asked' RETURNING *"""
UNANSWERED = """SELECT * FROM refunds WHERE status = 'asked' AND created_at < ?1
ORDER BY created_at LIMIT ?2"""
AT_ONCE = 20
WRONG = 422


class RefundRow(BaseModel):
    """A row of ``refunds``; ``asked`` is one that Stripe has not answered clearly."""

    id: str
    digest: str
    payment_id: str
    amount: int
    currency: str
    book: str
    status: str
    attempt: int
    created_at: int
    asked_at: int | None


async def finish(ctx: Ctx) -> None:
    """Go on with the refunds that are open, the oldest first; one holds up no other."""
    for row in await ctx.db.all(RefundRow, UNANSWERED, ctx.started_ms - SOON_MS, AT_ONCE):
        try:
            await ask_again(row, ctx)
        except Problem as problem:
            ctx.log.warning("refund_unclear", refund_id=row.id, reason=problem.detail)


async def ask(row: RefundRow, ctx: Ctx) -> RefundRow:
    """Ask under the key of the row's attempt; without a clear answer the reservation stays."""
    key, fields = key_of(row.id, row.attempt), refund_fields(row.book, row.amount, row.id)
    try:
        made = await create(ctx, "refunds", fields, key)
    except Problem as problem:
        if problem.status == WRONG:
            await ctx.db.run(REFUSED, row.id)
        raise
    return await _take(row, made, ctx)


async def ask_again(row: RefundRow, ctx: Ctx) -> RefundRow:
    """Look for the refund at Stripe, and ask again only if it is not there.

    Raises ``Problem`` 503 while neither the old key nor another may be used, and what
    ``payment_stripe.checked`` does.
    """
    found = await _find(row, ctx)
    if found is not None:
        return await _take(row, found, ctx)
    asked_at = row.created_at if row.asked_at is None else row.asked_at
    match step(ctx.started_ms - asked_at):
        case "same_key":
            return await ask(row, ctx)
        case "wait":
            raise _later("Stripe has not said yet what became of this refund; ask again later.")
        case "next_key":
            turn = await ctx.db.one(RefundRow, NEXT, row.id, row.attempt, ctx.started_ms)
            if turn is None:
                raise _later("This refund is asked for by another request; ask again later.")
            return await ask(turn, ctx)


async def _find(row: RefundRow, ctx: Ctx) -> dict[str, Any] | None:
    """The refund, if Stripe has made it; raises ``Problem`` 503 where not all of them were read."""
    listed, complete = await read_list(ctx, "refunds", {whose(row.book): row.book})
    for each in listed:
        if (each.get("metadata") or {}).get("refund_id") == row.id:
            return each
    if not complete:
        raise _later("This payment has more refunds than can be read; see Stripe's dashboard.")
    return None


async def _take(row: RefundRow, made: dict[str, Any], ctx: Ctx) -> RefundRow:
    at = int(made.get("created") or ctx.started_ms // 1000)
    facts = refund_facts({"payment_intent": row.book} | made, at)
    await post(tuple(facts), row.payment_id, at * 1000, ctx)
    status = str(made.get("status") or "pending")
    taken = await ctx.db.one(RefundRow, ANSWERED, row.id, str(made["id"]), status)
    return taken or row


def _later(detail: str) -> Problem:
    return Problem(503, detail, headers={"Retry-After": "3600"})
