"""payments: takes payments through Stripe, and keeps their books. Private."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from contracts.payments import (
    Checkout,
    Forget,
    Forgotten,
    LedgerPage,
    NewCheckout,
    NewRefund,
    Payment,
    Reconciliation,
    Refund,
    Revenue,
)
from edgekit import App, Header, InboundEvent, Query, Response, Statement
from edgekit.dates import IsoDate
from edgekit.effects import LIFETIME as EFFECTS
from edgekit.personal_data import PersonalData
from payment_books import post
from payment_checkout import check_out
from payment_events import told
from payment_fees import gather_fees
from payment_reading import find_payment, ledger_page, revenue
from payment_reconciling import reconcile
from payment_refund_asking import finish
from payment_refunds import refund, refund_told
from payments_vars import Ctx, PaymentsVars, Services

KEPT = {
    "payments": "what was asked for; a person's name of it goes when they are erased",
    "facts": "the books are computed from them",
    "books": "a row a payment",
    "entries": "the ledger is append-only: the law asks for years of it",
    "ledger_lines": "as entries",
    "refunds": "who asked for a refund once must not get it twice",
}
DAYS = 30
OUTCOME = """UPDATE payments SET outcome = ?2, session_id = coalesce(session_id, ?3)
WHERE (id = ?1 OR session_id = ?3) AND coalesce(outcome, 'processing') = 'processing'"""
BY_SESSION = "SELECT id FROM payments WHERE session_id = ?1"
FORGET = """UPDATE payments SET lead_id = NULL, description = NULL WHERE lead_id = ?1
RETURNING id"""

IdempotencyKey = Annotated[
    str | None, Field(min_length=1, max_length=255), Header("Idempotency-Key")
]
From = Annotated[IsoDate | None, Query("from")]
To = Annotated[IsoDate | None, Query("to")]

app = App(
    "payments",
    version="1.0.0",
    summary="Takes payments through Stripe, and keeps their books.",
    services=Services,
    vars=PaymentsVars,
)
app.lifetimes(EFFECTS, kept=KEPT)
app.personal_data(
    PersonalData("payments", ("lead_id", "description"), erased="emptied at once; amounts stay"),
)


@app.post("/api/checkout", status=201, errors=(409, 502, 503, 504))
async def checkout(body: NewCheckout, ctx: Ctx, key: IdempotencyKey = None) -> Checkout | Response:
    """Ask for a payment: the customer pays at `url`.

    The same `Idempotency-Key` again is the same payment, and with another body it is 422.
    """
    return await check_out(body, key, ctx)


@app.get("/api/payments/{payment_id}", errors=(404,))
async def read(payment_id: str, ctx: Ctx) -> Payment:
    """Read a payment: how it stands, and its entries in the ledger."""
    return await find_payment(payment_id, ctx)


@app.post(
    "/api/payments/{payment_id}/refund", status=201, admin=True, errors=(404, 409, 502, 503, 504)
)
async def give_back(
    payment_id: str, body: NewRefund, ctx: Ctx, key: IdempotencyKey = None
) -> Refund | Response:
    """Refund a payment, in part or all that is left of it; more than that is 422."""
    return await refund(payment_id, body, key, ctx)


@app.get("/api/ledger", admin=True)
async def read_ledger(
    ctx: Ctx,
    first: From = None,
    last: To = None,
    cursor: str | None = None,
    limit: Annotated[int, Field(ge=1, le=500)] = 100,
) -> LedgerPage:
    """List the ledger's entries by time; the lines of each sum to zero."""
    return await ledger_page(first, last, cursor, limit, ctx)


@app.get("/api/summary")
async def read_summary(ctx: Ctx, first: From = None, last: To = None) -> Revenue:
    """Say what came in and went out, by day and currency; by default in 30 days."""
    return await revenue(*_span(first, last, ctx), ctx)


@app.get("/api/reconcile", admin=True, errors=(502, 503, 504))
async def read_reconciliation(ctx: Ctx, first: From = None, last: To = None) -> Reconciliation:
    """Compare the ledger with Stripe's balance transactions; by default of 30 days."""
    return await reconcile(*_span(first, last, ctx), ctx)


@app.post("/api/forget")
async def forget(body: Forget, ctx: Ctx) -> Forgotten:
    """Forget a person: payments stay, as the law asks, and name nobody."""
    (rows,) = await ctx.db.batch(Statement(FORGET, (body.lead_id,)))
    return Forgotten(payments=len(rows))


@app.inbound("stripe")
async def hear(event: InboundEvent, ctx: Ctx) -> list[Statement]:
    """Take an event of Stripe's; its facts and entries are stored before its id is."""
    heard = told(event.type, event.payload, int(event.occurred_at.timestamp()))
    if heard is None:
        return []
    payment_id = heard.payment_id
    if payment_id is None and heard.session_id:
        payment_id = await ctx.db.value(BY_SESSION, heard.session_id)
    await post(heard.facts, payment_id, int(event.occurred_at.timestamp() * 1000), ctx)
    changes = refund_told(event.payload)
    if heard.outcome is not None:
        changes.append(Statement(OUTCOME, (payment_id, heard.outcome, heard.session_id)))
    return changes


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Find out what became of refunds whose answer was lost, and what Stripe took for itself."""
    await finish(ctx)
    await gather_fees(ctx)


def _span(first: date | None, last: date | None, ctx: Ctx) -> tuple[date, date]:
    until = last or max(ctx.now().date(), first or date.min)
    return first or date.fromordinal(max(1, until.toordinal() - DAYS + 1)), until


on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
