"""Tries deliveries that the queues bring: each endpoint's in order, the endpoints side by side.

A delivery is tried by whoever holds its claim. A message of the queue carries one, and trades it
for a claim of its own, so that a message that comes twice finds nothing to do; what was claimed and
not done (a kill, a deadline) is due again after a while.
"""

import json
from collections.abc import Sequence
from itertools import groupby

from pydantic import BaseModel

from edgekit import Message, Statement, UpstreamError, new_id, side_by_side
from edgekit.name_lookups import LookupFailedError
from edgekit.public_urls import RefusedUrl
from partner_addresses import check_name, plain_url
from partner_events import body_text
from partner_outcomes import Attempted, Clock, Endpoint, record
from partner_publishing import Due
from partner_schedule import MINUTE_MS, Verdict, verdict
from partner_secrets import MissingMasterError, unpacked
from partner_subscriptions import masters_of
from partner_vars import Ctx

AT_ONCE = 6  # connections that Cloudflare lets one invocation wait for
BEGIN_BY_MS = 30_000
LEASE_MS = 90_000  # longer than the last attempt that is begun can take
EXCERPT = 300  # characters of an answer that are kept
MOST_READ = 2048  # bytes

CLAIM = """UPDATE deliveries SET claim = ?1, due_at = ?2 WHERE status = 'pending'
  AND (id, claim) IN (SELECT value ->> 'delivery', value ->> 'claim' FROM json_each(?3))"""
CLAIMED = """SELECT d.id, d.claim, d.tries, d.attempts, d.type, d.is_test, d.subscription, s.url,
  s.secrets, s.enabled_at, s.failures, s.failing_since, p.id AS webhook_id, p.data, p.at
FROM deliveries AS d JOIN subscriptions AS s ON s.id = d.subscription
JOIN publications AS p ON p.id = d.publication
WHERE d.claim = ?1 AND p.data IS NOT NULL ORDER BY d.number"""
PUT_OFF = "UPDATE deliveries SET claim = NULL, due_at = ?2 WHERE claim = ?1"


class Claimed(BaseModel):
    """A delivery that is ours to try, with all that it takes."""

    id: str
    claim: str
    tries: int
    attempts: int
    type: str
    is_test: bool
    subscription: str
    url: str
    secrets: str
    enabled_at: int
    failures: int
    failing_since: int | None
    webhook_id: str
    data: str
    at: int


async def deliver(messages: Sequence[Message[Due]], ctx: Ctx) -> None:
    """Try what the messages stand for, each once."""
    clock = Clock(ctx, max(message.body.at for message in messages))
    claim = new_id("claim")
    asked = json.dumps([message.body.model_dump() for message in messages])
    _, rows = await ctx.db.batch(
        Statement(CLAIM, (claim, clock.now() + LEASE_MS, asked)), Statement(CLAIMED, (claim,))
    )
    endpoints = by_endpoint([Claimed.model_validate(row) for row in rows])

    async def work(deliveries: list[Claimed]) -> int:
        return await _try_endpoint(deliveries, clock, ctx)

    tried = await side_by_side(work, endpoints, ctx, at_once=AT_ONCE, begin_by_ms=BEGIN_BY_MS)
    if sum(tried) < len(rows):
        await ctx.db.run(PUT_OFF, claim, clock.now() + MINUTE_MS)
    if ctx.own_messages:
        ctx.outbox.drain_later()


def by_endpoint(rows: Sequence[Claimed]) -> list[list[Claimed]]:
    """The deliveries of each endpoint in their order; endpoints that have failed come last."""
    ordered = sorted(rows, key=lambda row: (row.failures > 0, row.subscription))
    return [list(group) for _, group in groupby(ordered, key=lambda row: row.subscription)]


async def _try_endpoint(deliveries: list[Claimed], clock: Clock, ctx: Ctx) -> int:
    """Try an endpoint's deliveries one after another; answers how many were tried.

    Once it does not answer at all, the rest would only wait as long: they are put off.
    """
    row = deliveries[0]
    endpoint = Endpoint(row.subscription, row.url, row.enabled_at, row.failures, row.failing_since)
    for number, delivery in enumerate(deliveries, 1):
        attempted = await attempt(delivery, clock, ctx)
        await record(delivery, attempted, endpoint, clock, ctx)
        is_late = ctx.elapsed_ms() > BEGIN_BY_MS
        if endpoint.is_off or attempted.verdict.is_silent or is_late:
            return number
    return len(deliveries)


async def attempt(delivery: Claimed, clock: Clock, ctx: Ctx) -> Attempted:
    """Send an event to an endpoint once. It never raises: whatever happens is a verdict."""
    at, began = clock.now(), ctx.clock_ms()
    found, excerpt = await _ask(delivery, ctx)
    return Attempted(at, ctx.clock_ms() - began, found, excerpt)


async def _ask(delivery: Claimed, ctx: Ctx) -> tuple[Verdict, str | None]:
    body = body_text(delivery.type, delivery.at, delivery.data)
    try:
        url = plain_url(delivery.url, ctx)
        await check_name(url, ctx)
        signed = masters_of(ctx).sign(
            delivery.subscription,
            unpacked(delivery.secrets),
            delivery.webhook_id,
            ctx.clock_ms(),
            body,
        )
        answer = await ctx.fetch(
            url.text,
            method="POST",
            headers={"content-type": "application/json", **signed},
            body=body,
            timeout_ms=ctx.vars.attempt_timeout_ms,
            retries=0,
            max_bytes=MOST_READ,
            cut=True,
        )
    except RefusedUrl as refused:
        return Verdict("failed", str(refused)), None
    except (LookupFailedError, MissingMasterError) as failed:
        return Verdict("failed", str(failed), is_ours=True), None
    except UpstreamError as error:
        return Verdict("failed", error.detail, is_silent=True), None
    waits = answer.retry_after(ctx.clock_ms() / 1000)
    location = answer.headers.get("location", "")
    return verdict(answer.status, waits, location), answer.text[:EXCERPT] or None
