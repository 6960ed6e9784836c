"""partner-hooks: tells partners what happens, by signed webhooks. Private: reached by bindings."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from contracts.partner_hooks import (
    Delivery,
    DeliveryDetail,
    DeliveryPage,
    DeliveryStatus,
    ForgetEvents,
    ForgottenEvents,
    NewSecret,
    NewSubscription,
    PartnerStats,
    Publication,
    Published,
    RotatedSecret,
    Subscription,
    SubscriptionChange,
    SubscriptionPage,
)
from edgekit import App, DeadLetter, Header, Message, Query
from edgekit import Delivery as OutboxDelivery
from edgekit.dates import IsoDate
from partner_log import KEPT, LIFETIMES, NOBODY, PERSONAL, page, read, shown
from partner_outcomes import SOURCE, SWITCHED_OFF, SwitchedOff, tell
from partner_publishing import (
    FAILING_QUEUE,
    QUEUE,
    Due,
    forget,
    hand_over_due,
    publish,
    replay,
    test,
)
from partner_sending import deliver
from partner_statistics import statements, stats
from partner_subscriptions import change, find, remove, rotate, subscribe
from partner_subscriptions import page as page_of_subscriptions
from partner_vars import Ctx, PartnerVars, Services

IdempotencyKey = Annotated[
    str | None, Field(min_length=1, max_length=255), Header("Idempotency-Key")
]
Limit = Annotated[int, Field(ge=1, le=200)]
Overlap = Annotated[int, Field(ge=0, le=30 * 86_400)]

app = App(
    "partner-hooks",
    version="1.0.0",
    summary="Tells partners what happens, by signed webhooks.",
    services=Services,
    vars=PartnerVars,
)
app.lifetimes(*LIFETIMES, kept=KEPT)
app.personal_data(*PERSONAL, nobody=NOBODY)


@app.post("/api/subscriptions", status=201, errors=(503,))
async def create_subscription(body: NewSubscription, ctx: Ctx) -> NewSecret:
    """Subscribe a URL of the public Internet to events.

    The secret is in this answer, and in that of a rotation, and nowhere else. An address of a
    private network is refused in every spelling, and a name that leads to one.
    """
    return await subscribe(body, ctx)


@app.get("/api/subscriptions")
async def list_subscriptions(
    ctx: Ctx, cursor: str | None = None, limit: Limit = 50
) -> SubscriptionPage:
    """List subscriptions, newest first."""
    return await page_of_subscriptions(cursor, limit, ctx)


@app.get("/api/subscriptions/{subscription_id}", errors=(404,))
async def read_subscription(subscription_id: str, ctx: Ctx) -> Subscription:
    """Read a subscription, and how its endpoint fares."""
    return (await find(subscription_id, ctx)).shown()


@app.patch("/api/subscriptions/{subscription_id}", errors=(404, 503))
async def change_subscription(
    subscription_id: str, body: SubscriptionChange, ctx: Ctx
) -> Subscription:
    """Change a subscription's URL, events or description, or switch it off or on.

    Off, it is sent nothing, and what was on its way is held; on again, that goes on.
    """
    return await change(subscription_id, body, ctx)


@app.delete("/api/subscriptions/{subscription_id}", status=204, errors=(404,))
async def delete_subscription(subscription_id: str, ctx: Ctx) -> None:
    """Delete a subscription: what is still on its way to it stops."""
    await remove(subscription_id, ctx)


@app.post("/api/subscriptions/{subscription_id}/rotate", errors=(404, 409, 503))
async def rotate_secret(
    subscription_id: str, ctx: Ctx, overlap_seconds: Overlap = 86_400
) -> RotatedSecret:
    """Give a subscription a new secret. For a day, unless said, the old one signs beside it."""
    return await rotate(subscription_id, overlap_seconds, ctx)


@app.post("/api/subscriptions/{subscription_id}/test", status=202, errors=(404,))
async def test_subscription(subscription_id: str, ctx: Ctx) -> Delivery:
    """Send an endpoint one event of the type `endpoint.test`, also if it is switched off.

    It is tried once; the delivery tells what came of it.
    """
    return await shown(await test(subscription_id, ctx), ctx)


@app.post("/api/publish", status=202, errors=(409, 413))
async def publish_event(body: Publication, ctx: Ctx, key: IdempotencyKey = None) -> Published:
    """Publish an event to all that have subscribed to its type and are switched on.

    It is stored before this answers, and delivered behind the answer. The same id again is the
    same event: nobody is sent it twice. Without an id `Idempotency-Key` does as well.
    """
    return await publish(body, key, ctx)


@app.get("/api/deliveries")
async def list_deliveries(
    ctx: Ctx,
    subscription: str | None = None,
    status: DeliveryStatus | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> DeliveryPage:
    """List deliveries, newest first: those that meet every filter that is given."""
    return await page(subscription, status, cursor, limit, ctx)


@app.get("/api/summary")
async def read_stats(
    ctx: Ctx,
    date_from: Annotated[IsoDate, Query("from")],
    date_to: Annotated[IsoDate, Query("to")],
) -> PartnerStats:
    """Count what was published and sent on some days (UTC, both included), and who is sent it."""
    rows = await ctx.db.batch(*statements(date_from, date_to))
    return stats(date_from, date_to, *rows)


@app.get("/api/deliveries/{delivery_id}", errors=(404,))
async def read_delivery(delivery_id: str, ctx: Ctx) -> DeliveryDetail:
    """Read a delivery with what is sent and each attempt."""
    return await read(delivery_id, ctx)


@app.post("/api/deliveries/{delivery_id}/replay", status=202, errors=(404, 409))
async def replay_delivery(delivery_id: str, ctx: Ctx) -> Delivery:
    """Deliver again, as often as asked: the same `webhook-id`, a new timestamp and signature."""
    await replay(delivery_id, ctx)
    return await shown(delivery_id, ctx)


@app.post("/api/forget")
async def forget_lead(body: ForgetEvents, ctx: Ctx) -> ForgottenEvents:
    """Forget what events said of a lead; what is still on its way stops."""
    return ForgottenEvents(events=await forget(body.lead_id, ctx))


@app.queue(Due, queue="partner-hooks-deliveries", producer=QUEUE)
@app.queue(Due, queue="partner-hooks-failing", producer=FAILING_QUEUE)
async def deliver_due(messages: list[Message[Due]], ctx: Ctx) -> None:
    """Try deliveries; what happens to each is stored, and comes back by cron if it must."""
    await deliver(messages, ctx)


@app.replay(SOURCE)
async def deliver_dead(letter: DeadLetter, ctx: Ctx) -> None:
    """Deliver again what was given up."""
    await replay(letter.key, ctx)


@app.deliver(SWITCHED_OFF)
async def tell_switched_off(message: SwitchedOff, delivery: OutboxDelivery, ctx: Ctx) -> None:
    """Tell slack-intel that an endpoint was switched off."""
    await tell(message, delivery.key, ctx)


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Hand over what is due, and tell what is still to be told."""
    await hand_over_due(ctx)
    await ctx.outbox.drain()


on_fetch = app.on_fetch
on_queue = app.on_queue
on_scheduled = app.on_scheduled
