"""From a stored event to its worker: at least once, under its own id, so that it counts once.

An event for a worker that is not bound waits, and goes when it is. One that its worker refuses for
good, or that was tried too often, is a dead letter.
"""

import json
from collections.abc import Sequence
from typing import NoReturn

from contracts.inbound import InboundEvent
from contracts.webhooks import EventStatus
from edgekit import Delivery, Problem, ServiceError, Statement, Undeliverable, new_id
from edgekit.outbox import DEAD_AFTER
from hook_providers import PROVIDERS
from hook_records import (
    AGAIN,
    DELIVERED,
    NAMED,
    ONE,
    OVER,
    WAITING,
    EventKey,
    EventRow,
    Known,
    ListRow,
    undelivered,
)
from hook_routes import worker_for
from hook_services import Ctx, receivers

TOPIC = "event"
# A receiver, and what it may spend behind its answer: sms has a bot answer, leads values a home.
INVOCATIONS = 24
HOPELESS = (400, 413, 415, 422)  # the same event would be refused again
MOST_RESUMED = 20  # of one cron run
REPLAYED = """UPDATE dead_letters SET replayed_at = ?3 WHERE replayed_at IS NULL
  AND payload ->> 'provider' = ?1 AND payload ->> 'id' = ?2"""


def deliver_later(key: EventKey, message_key: str, ctx: Ctx) -> Statement:
    """The statement that stores the message by which an event is delivered."""
    return ctx.outbox.message(TOPIC, key, key=message_key)


async def deliver(key: EventKey, delivery: Delivery, ctx: Ctx) -> list[Statement]:
    """Hand an event to its worker. Answers the statements that note it.

    Raises ``ServiceError`` if that must be tried again, and ``Undeliverable`` for one that its
    worker will never take.
    """
    row = await ctx.db.one(EventRow, ONE, key.provider, key.id)
    if row is None or not row.payload or row.status == "stored" or row.worker is None:
        return []
    call = receivers(ctx).get(row.worker)
    if call is None:
        why = f"{row.worker} is not bound: the event waits until it is."
        return [undelivered(key, "waiting", row.worker, why)]
    event: InboundEvent = row.inbound()
    try:
        answer = await call(event, idempotency_key=event.id)
    except ServiceError as error:
        await _failed(row, error, delivery, ctx)
    facts = (key.provider, key.id, row.worker, answer.outcome, _now(ctx))
    return [Statement(DELIVERED, facts), *_over(key)]


def _over(key: EventKey) -> list[Statement]:
    """The statement that forgets what an event said, if no erasure could find it."""
    provider = PROVIDERS.get(key.provider)
    by_id = provider is not None and provider.names_people_by_id
    return [Statement(OVER, (key.provider, key.id))] if by_id else []


async def _failed(row: EventRow, error: ServiceError, delivery: Delivery, ctx: Ctx) -> NoReturn:
    given_up = error.upstream_status in HOPELESS or delivery.attempt >= DEAD_AFTER
    status: EventStatus = "dead" if given_up else "pending"
    await ctx.db.batch(undelivered(row, status, row.worker, error.detail))
    if given_up:
        raise Undeliverable(error.detail) from error
    raise error


async def replay(event_id: str, provider: str | None, ctx: Ctx) -> ListRow:
    """Deliver an event again, to the worker that it is for by now.

    Raises ``Problem`` 404 for an id that is not there, and 409 if several providers have it, or if
    what it said is gone.
    """
    row = await find(event_id, provider, ctx)
    if row.emptied:
        raise Problem(409, "What it said is gone, as PAYLOAD_DAYS or an erasure wanted.")
    await _again([row], 1, ctx)
    ctx.outbox.drain_later()
    return await find(event_id, row.provider, ctx)


async def resume(ctx: Ctx) -> None:
    """Deliver what has waited for workers that are bound by now, a few at a time."""
    names = list(receivers(ctx))
    if names:
        rows = await ctx.db.all(Known, WAITING, json.dumps(names), MOST_RESUMED)
        await _again(rows, 0, ctx)


async def _again(events: Sequence[Known], replays: int, ctx: Ctx) -> None:
    """Store for each event a new message that delivers it, or that it is only stored."""
    statements: list[Statement] = []
    for event in events:
        worker = worker_for(event.provider, event.type, ctx.vars.routes)
        statements.append(Statement(AGAIN, (event.provider, event.id, worker, replays)))
        statements.append(Statement(REPLAYED, (event.provider, event.id, ctx.started_ms)))
        key = EventKey(provider=event.provider, id=event.id)
        if worker is None:
            statements += [undelivered(key, "stored", None, ""), *_over(key)]
        else:
            statements.append(deliver_later(key, f"{key.text}:{new_id('replay')}", ctx))
    if statements:
        await ctx.db.batch(*statements)


async def find(event_id: str, provider: str | None, ctx: Ctx) -> ListRow:
    """An event by its id; raises ``Problem`` 404 or 409."""
    rows = await ctx.db.all(ListRow, NAMED, event_id, provider)
    if not rows:
        raise Problem(404, f"No event has the id {event_id}.")
    if len(rows) > 1:
        raise Problem(409, "Several providers have an event of this id: add ?provider=….")
    return rows[0]


def _now(ctx: Ctx) -> int:
    return ctx.started_ms + ctx.elapsed_ms()
