"""What becomes of a delivery and its endpoint after an attempt, stored in one transaction."""

import json
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from pydantic import BaseModel

from contracts.slack_intel import LogEntry
from edgekit import Statement
from edgekit.dead_letters import store_letter
from partner_schedule import Verdict, is_to_be_off, next_wait_ms
from partner_subscriptions import switching_off
from partner_vars import Ctx

SWITCHED_OFF = "switched-off"
SOURCE = "delivery"  # of dead letters

# Of a person who was erased while it was tried, no answer is kept.
ATTEMPT = """INSERT INTO attempts (delivery, at, url, status, duration_ms, error, excerpt)
SELECT d.id, ?2, ?3, ?4, ?5, iif(p.data IS NULL, NULL, ?6), iif(p.data IS NULL, NULL, ?7)
FROM deliveries AS d JOIN publications AS p ON p.id = d.publication WHERE d.id = ?1"""
# One that was held while it was tried is done all the same.
DELIVERED = """UPDATE deliveries SET status = 'delivered', claim = NULL, tries = tries + 1,
  attempts = attempts + 1, delivered_at = ?3, last_status = ?4, last_error = NULL
WHERE id = ?1 AND (claim = ?2 OR status = 'held')"""
FAILED = """UPDATE deliveries SET status = ?3, claim = NULL, tries = tries + 1,
  attempts = attempts + 1, due_at = ?4, last_status = ?5, last_error = ?6
WHERE id = ?1 AND claim = ?2"""
WELL = """UPDATE subscriptions SET failures = 0, failing_since = NULL, last_success_at = ?2
WHERE id = ?1"""
UNWELL = """UPDATE subscriptions SET failures = failures + 1,
  failing_since = coalesce(failing_since, ?2) WHERE id = ?1"""
# An attempt does not count any more if meanwhile somebody has deleted, erased or switched off.
IS_OURS = "SELECT 1 FROM deliveries WHERE id = ?1 AND claim = ?2"
IS_ON = "SELECT 1 FROM subscriptions WHERE id = ?1 AND enabled"


class Delivering(Protocol):
    """A delivery, as far as its outcome asks."""

    id: str
    claim: str
    tries: int
    attempts: int
    subscription: str
    is_test: bool


class SwitchedOff(BaseModel):
    """The outbox message that tells of an endpoint that was switched off."""

    subscription: str
    host: str
    reason: str
    error: str


@dataclass
class Endpoint:
    """An endpoint while its deliveries are tried: how it has fared, and whether it is off now."""

    id: str
    url: str
    enabled_at: int
    failures: int
    failing_since: int | None
    is_off: bool = False


@dataclass(frozen=True)
class Attempted:
    """One attempt: when it began (epoch milliseconds), how long it took, what came of it."""

    at: int
    duration_ms: int
    verdict: Verdict
    excerpt: str | None


class Clock:
    """The time, epoch milliseconds, by which schedules go: that of the run that made things due.

    A cron run can be one of another time than now; what it hands over goes by it too.
    """

    def __init__(self, ctx: Ctx, at: int) -> None:
        self._ctx = ctx
        self._ahead = max(0, at - ctx.clock_ms())

    def now(self) -> int:
        """The time now."""
        return self._ctx.clock_ms() + self._ahead


async def record(
    delivery: Delivering, attempted: Attempted, endpoint: Endpoint, clock: Clock, ctx: Ctx
) -> None:
    """Store an attempt, what it means for its delivery, and what for its endpoint."""
    found, now = attempted.verdict, clock.now()
    facts = (found.status, attempted.duration_ms, found.error, attempted.excerpt)
    statements = [Statement(ATTEMPT, (delivery.id, attempted.at, endpoint.url, *facts))]
    if found.outcome == "delivered":
        statements += _delivered(delivery, found, endpoint, now)
    else:
        statements += _failed(delivery, found, endpoint, now)
        statements += _switched_off(delivery, found, endpoint, now, ctx)
    await ctx.db.batch(*statements)


def _delivered(
    delivery: Delivering, found: Verdict, endpoint: Endpoint, now: int
) -> list[Statement]:
    done = Statement(DELIVERED, (delivery.id, delivery.claim, now, found.status))
    if delivery.is_test:
        return [done]
    endpoint.failures, endpoint.failing_since = 0, None
    return [done, Statement(WELL, (endpoint.id, now))]


def _failed(delivery: Delivering, found: Verdict, endpoint: Endpoint, now: int) -> list[Statement]:
    error = (found.error or "")[:500]
    wait = next_wait_ms(delivery.tries + 1, found.retry_after_ms)
    is_dead = wait is None or found.outcome == "gone" or delivery.is_test
    status, due = ("dead", now) if is_dead else ("pending", now + (wait or 0))
    facts = (delivery.id, delivery.claim, status, due, found.status, error)
    statements = [Statement(FAILED, facts)]
    if delivery.is_test:
        return statements
    if is_dead and found.outcome != "gone":
        statements.insert(0, _letter(delivery, error, now))
    if not found.is_ours:
        endpoint.failures += 1
        endpoint.failing_since = endpoint.failing_since or now
        statements.append(Statement(UNWELL, (endpoint.id, now)))
    return statements


def _letter(delivery: Delivering, error: str, now: int) -> Statement:
    return store_letter(
        SOURCE,
        delivery.subscription,
        delivery.id,
        json.dumps({"delivery_id": delivery.id}),
        error,
        attempts=delivery.attempts + 1,
        now=now,
        when=Statement(IS_OURS, (delivery.id, delivery.claim)),
    )


def _switched_off(
    delivery: Delivering, found: Verdict, endpoint: Endpoint, now: int, ctx: Ctx
) -> list[Statement]:
    """What switches an endpoint off, if it is time, and tells of it: once until it is on again."""
    if delivery.is_test:
        return []
    since = endpoint.failing_since
    is_failing = since is not None and is_to_be_off(
        endpoint.failures,
        since,
        now,
        least=ctx.vars.disable_after_failures,
        hours=ctx.vars.disable_after_hours,
    )
    if found.outcome != "gone" and not is_failing:
        return []
    endpoint.is_off = True
    reason = "gone" if found.outcome == "gone" else "failing"
    told = SwitchedOff(
        subscription=endpoint.id,
        host=urlsplit(endpoint.url).hostname or "",
        reason=reason,
        error=found.error or "",
    )
    key = f"off:{endpoint.id}:{endpoint.enabled_at}"
    is_on = Statement(IS_ON, (endpoint.id,))
    return [
        ctx.outbox.message(SWITCHED_OFF, told, key=key, when=is_on),
        *switching_off(endpoint.id, reason, now),
    ]


async def tell(off: SwitchedOff, key: str, ctx: Ctx) -> None:
    """Tell slack-intel, and so whoever looks after partners, that an endpoint is off."""
    entry = LogEntry.model_validate(
        {
            "level": "error",
            "worker": ctx.worker.name,
            "event": "endpoint_switched_off",
            "subject": f"{off.host} ({off.subscription})",
            "reason": off.reason,
            "error": off.error,
            "advice": "Tell the partner; once the endpoint is mended, "
            f'PATCH /api/subscriptions/{off.subscription} {{"enabled": true}} goes on.',
        }
    )
    await ctx.services.slack_intel.log(entry, idempotency_key=key)
