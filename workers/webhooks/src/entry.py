"""webhooks: takes events from providers, verifies them, and hands them on."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from contracts.webhooks import (
    EventDetail,
    EventPage,
    EventStatus,
    ForgetPerson,
    ForgottenPerson,
    Receipt,
    RefusalList,
    Refusals,
    StoredEvent,
)
from edgekit import App, Body, Delivery, Response, Statement
from hook_delivery import INVOCATIONS, TOPIC, deliver, find, replay, resume
from hook_erasure import forget
from hook_intake import take
from hook_listing import page
from hook_records import LIFETIMES, ONE, PERSONAL, REFUSALS, EventKey, EventRow, emptying
from hook_services import Ctx, Services
from hook_vars import HookVars

Limit = Annotated[int, Field(ge=1, le=200)]

app = App(
    "webhooks",
    version="1.0.0",
    summary="Takes, verifies and delivers events from providers.",
    services=Services,
    vars=HookVars,
)
app.lifetimes(*LIFETIMES)
app.personal_data(*PERSONAL)


@app.post("/hooks/{provider}", limit="RATE_LIMITER", errors=(400, 401, 403, 404, 409, 413, 415))
async def take_hook(
    provider: str, body: Annotated[bytes, Body("*/*")], ctx: Ctx
) -> Receipt | Response:
    """Take an event: verified on the raw bytes, stored, and answered at once.

    Its worker gets it behind the answer, with retries. An event that comes again is answered 200
    and not taken again. Twilio is answered with empty TwiML, Slack with its challenge.
    """
    return await take(provider, body, ctx)


@app.get("/api/events", admin=True)
async def list_events(
    ctx: Ctx,
    provider: str | None = None,
    status: EventStatus | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> EventPage:
    """List events, newest first: those that meet every filter that is given."""
    return await page(provider, status, cursor, limit, ctx)


@app.get("/api/events/{event_id}", admin=True, errors=(404, 409))
async def read_event(event_id: str, ctx: Ctx, provider: str | None = None) -> EventDetail:
    """Read an event with what it says; `provider` tells apart those with one id."""
    found = await find(event_id, provider, ctx)
    row = await ctx.db.one(EventRow, ONE, found.provider, found.id)
    assert row is not None, "it was there a moment ago, and lives for days"
    return row.detail()


@app.post("/api/events/{event_id}/replay", status=202, admin=True, errors=(404, 409))
async def replay_event(event_id: str, ctx: Ctx, provider: str | None = None) -> StoredEvent:
    """Deliver an event again, to the worker that ROUTES names now; a worker takes it once."""
    return (await replay(event_id, provider, ctx)).shown()


@app.post("/api/forget", admin=True)
async def forget_person(body: ForgetPerson, ctx: Ctx) -> ForgottenPerson:
    """Erase what events say that name a person; those still to be delivered go nowhere."""
    return await forget(body, ctx)


@app.get("/api/refusals", admin=True)
async def list_refusals(ctx: Ctx) -> RefusalList:
    """Count what was refused for its signature, by provider and day (UTC), for 30 days."""
    return RefusalList(items=await ctx.db.all(Refusals, REFUSALS))


@app.deliver(TOPIC, invocations=INVOCATIONS)
async def deliver_event(message: EventKey, delivery: Delivery, ctx: Ctx) -> list[Statement]:
    """Hand an event to its worker."""
    return await deliver(message, delivery, ctx)


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Deliver what is still to be delivered, or has waited; forget what delivered events said."""
    await ctx.db.batch(emptying(ctx.vars.payload_days, ctx.started_ms))
    await resume(ctx)
    await ctx.outbox.drain()


on_fetch = app.on_fetch
on_queue = app.on_queue
on_scheduled = app.on_scheduled
