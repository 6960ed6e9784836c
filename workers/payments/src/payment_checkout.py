"""Asking for money: stored first, then made at Stripe under the payment's own id."""

import hashlib

from contracts.payments import Checkout, NewCheckout
from edgekit import Problem, Response, Statement, new_id
from payment_reading import PaymentRow
from payment_stripe import create, session_fields
from payments_vars import Ctx

INSERT = """INSERT INTO payments (id, key, digest, created_at, amount, currency,
  description, lead_id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (key) DO NOTHING"""
BY_KEY = "SELECT * FROM payments WHERE key = ?1"
MADE = "UPDATE payments SET session_id = ?2, url = ?3 WHERE id = ?1"


async def check_out(new: NewCheckout, key: str | None, ctx: Ctx) -> Response:
    """Make a Checkout Session.

    The same key again goes on where the first request ended: Stripe knows the payment's id as its
    idempotency key, so that there is one session. Raises ``Problem`` 422 for a used key with
    another body, and what ``payment_stripe.checked`` does.
    """
    payment_id, digest = new_id("pay"), hashlib.sha256(new.model_dump_json().encode()).hexdigest()
    name = f"key:{key}" if key else payment_id
    facts = (new.amount_cents, new.currency, new.description, new.lead_id)
    stored = Statement(INSERT, (payment_id, name, digest, ctx.started_ms, *facts))
    _, found = await ctx.db.batch(stored, Statement(BY_KEY, (name,)))
    row = PaymentRow.model_validate(found[0])
    if row.digest != digest:
        raise Problem(422, "This Idempotency-Key was used with another body; use a new one.")
    headers = {} if row.id == payment_id else {"Idempotent-Replayed": "true"}
    if row.url:
        return Response.json(Checkout(id=row.id, url=row.url), status=201, headers=headers)
    session = await create(ctx, "checkout/sessions", session_fields(row.id, new), row.id)
    await ctx.db.run(MADE, row.id, str(session["id"]), str(session["url"]))
    answer = Checkout(id=row.id, url=str(session["url"]))
    return Response.json(answer, status=201, headers=headers)
