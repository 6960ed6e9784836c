"""instant-offer: an offer for a home at once, what a listing would leave, and its acceptance."""

from datetime import datetime

from contracts.instant_offer import (
    Acceptance,
    Accepted,
    ForgetQuotes,
    ForgottenQuotes,
    OfferRequest,
    Quote,
)
from edgekit import App, Delivery, Response, new_id
from instant_offer_acceptance import find, take
from instant_offer_erasure import forget
from instant_offer_handover import (
    CORRECTION,
    EVENT,
    INVOCATIONS,
    LEAD,
    Correction,
    OfQuote,
    deliver_correction,
    deliver_event,
    deliver_lead,
)
from instant_offer_quote import quoted
from instant_offer_services import Ctx, Services
from instant_offer_storage import LIFETIMES, PERSONAL, store
from instant_offer_vars import InstantOfferVars
from instant_offer_worth import worth

PRIVATE = {"Cache-Control": "no-store"}

app = App(
    "instant-offer",
    version="1.0.0",
    summary="An offer for a home at once, what a listing would leave, and its acceptance.",
    services=Services,
    vars=InstantOfferVars,
)
app.lifetimes(*LIFETIMES)
app.personal_data(*PERSONAL)


@app.post("/api/offer", limit="RATE_LIMITER", daily_limit="OFFERS_A_DAY", errors=(503,))
async def offer(body: OfferRequest, ctx: Ctx) -> Quote | Response:
    """Make an offer for a home, with every figure and what it follows from.

    A home that can't be priced from afar has `offer: null`, and `needs_look` says why: its area or
    itself is not known, its value too unsure, its repairs too dear, or its address may be several.
    While it can't be valued the answer is 503, and nothing is stored.
    """
    value = await worth(body, ctx)
    quote = quoted(new_id("quote"), body, value, ctx.now(), ctx.vars)
    statement = store(body, quote, ctx.started_ms)
    await ctx.db.run(statement.sql, *statement.params)
    return Response.json(quote, headers=PRIVATE)


@app.get("/api/offer/{quote_id}", limit="RATE_LIMITER", errors=(404,))
async def read(quote_id: str, ctx: Ctx) -> Quote | Response:
    """Read a quote; its id is the capability to. Who has accepted it is not told."""
    row = await find(quote_id, ctx)
    return Response.json(row.shown(ctx.started_ms), headers=PRIVATE)


@app.post("/api/offer/{quote_id}/accept", status=201, limit="RATE_LIMITER", errors=(404, 409, 410))
async def accept(quote_id: str, body: Acceptance, ctx: Ctx) -> Accepted:
    """Accept an offer: it is stored, becomes a lead, and partners hear of it, each once.

    Again is the same answer, whoever asks; other details than before are told to its lead.
    409: there is no offer; 410: it has expired.
    """
    return await take(quote_id, body, ctx)


@app.post("/api/forget", admin=True)
async def forget_person(body: ForgetQuotes, ctx: Ctx) -> ForgottenQuotes:
    """Erase a person's quotes."""
    return await forget(body, ctx)


@app.deliver(LEAD, invocations=INVOCATIONS)
async def hand_over(message: OfQuote, delivery: Delivery, ctx: Ctx) -> None:
    """Make a lead of an accepted quote, where that could not be done at once."""
    await deliver_lead(message, ctx)


@app.deliver(CORRECTION, invocations=INVOCATIONS)
async def hand_on_correction(message: Correction, delivery: Delivery, ctx: Ctx) -> None:
    """Have a lead told what its person has said since they accepted."""
    await deliver_correction(message, ctx)


@app.deliver(EVENT)
async def tell_partners(message: OfQuote, delivery: Delivery, ctx: Ctx) -> None:
    """Have partners told of an accepted quote."""
    await deliver_event(message, delivery.key, ctx)


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Make the leads, and tell of them, that could not be made and told before."""
    await ctx.outbox.drain()


on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
