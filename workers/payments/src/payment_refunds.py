"""Giving money back: what may be given back is reserved in D1 before Stripe is asked."""

from collections.abc import Mapping
from typing import Any

from contracts.payments import NewRefund, Refund
from edgekit import Problem, Response, Statement, new_id
from payment_events import refund_id_of
from payment_refund_asking import RefundRow, ask, ask_again
from payments_vars import Ctx

# What is left of each intent of a payment: captured, less refunds and disputes that are in the
# ledger, less refunds that Stripe has not answered yet or that wait for the customer.
LEFT = """SELECT book, currency, sum(CASE kind WHEN 'capture' THEN amount
    WHEN 'refund' THEN -amount WHEN 'dispute' THEN -amount ELSE 0 END)
  - coalesce((SELECT sum(amount) FROM refunds WHERE refunds.book = entries.book
      AND status IN ('asked', 'requires_action')), 0) AS rest
FROM entries WHERE book IN (SELECT book FROM books WHERE payment_id = ?4)
GROUP BY book, currency ORDER BY rest DESC LIMIT 1"""
RESERVE = f"""INSERT INTO refunds (id, key, digest, payment_id, book, amount, currency, created_at,
  status)
SELECT ?1, ?2, ?3, ?4, book, coalesce(?5, rest), currency, ?6, 'asked' FROM ({LEFT})
WHERE rest > 0 AND coalesce(?5, rest) <= rest ON CONFLICT (key) DO NOTHING"""  # noqa: S608
BY_KEY = "SELECT * FROM refunds WHERE key = ?1"
KNOWN = "SELECT id FROM payments WHERE id = ?1"
# An event may come before the answer, and tells what became of it later. An older state than
# the one that is known changes nothing.
TOLD = """UPDATE refunds SET stripe_id = ?2, status = ?3 WHERE id = ?1 AND (
  status IN ('asked', 'refused') OR ?3 IN ('failed', 'canceled')
  OR ?3 = 'succeeded' AND status NOT IN ('failed', 'canceled'))"""


async def refund(payment_id: str, new: NewRefund, key: str | None, ctx: Ctx) -> Response:
    """Refund a payment, in part or all that is left.

    Raises ``Problem`` 404 for a payment that is not known, 422 for more than is left and
    for a used key with another body, and what ``payment_stripe.checked`` does.
    """
    row, is_new = await _reserved(payment_id, new, key, ctx)
    if row.status == "asked":
        row = await (ask if is_new else ask_again)(row, ctx)
    answer = Refund(
        id=row.id,
        payment_id=payment_id,
        amount_cents=row.amount,
        currency=row.currency,
        status=row.status,
    )
    headers = {} if is_new else {"Idempotent-Replayed": "true"}
    return Response.json(answer, status=201, headers=headers)


async def _reserved(
    payment_id: str, new: NewRefund, key: str | None, ctx: Ctx
) -> tuple[RefundRow, bool]:
    refund_id, digest = new_id("refund"), f"{payment_id}:{new.amount_cents}"
    name = f"key:{key}" if key else refund_id
    facts = (refund_id, name, digest, payment_id, new.amount_cents, ctx.started_ms)
    _, found, known = await ctx.db.batch(
        Statement(RESERVE, facts), Statement(BY_KEY, (name,)), Statement(KNOWN, (payment_id,))
    )
    if not known:
        raise Problem(404, f"No payment has the id {payment_id}.")
    if not found:
        raise Problem(422, "That is more than is left of this payment; ask for less.")
    row = RefundRow.model_validate(found[0])
    if row.digest != digest:
        raise Problem(422, "This Idempotency-Key was used with another body; use a new one.")
    return row, row.id == refund_id


def refund_told(payload: Mapping[str, Any]) -> list[Statement]:
    """The statement that notes what an event tells of a refund that was asked for here."""
    found = payload["data"]["object"]
    refund_id = refund_id_of(found)
    if refund_id is None:
        return []
    return [Statement(TOLD, (refund_id, str(found["id"]), str(found.get("status") or "pending")))]
