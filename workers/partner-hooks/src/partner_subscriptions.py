"""Subscriptions as they are stored: made, changed, rotated, listed, deleted."""

import json
from typing import Any

from pydantic import BaseModel

from contracts.partner_hooks import (
    NewSecret,
    NewSubscription,
    RotatedSecret,
    Subscription,
    SubscriptionChange,
    SubscriptionPage,
)
from edgekit import Problem, Statement, decode_cursor, encode_cursor, new_id
from edgekit.dead_letters import moment
from partner_addresses import checked_url
from partner_secrets import Masters, MissingMasterError, first, packed, rotated, unpacked
from partner_vars import Ctx

COLUMNS = """number, id, url, events, description, enabled, disabled_reason, disabled_at, failures,
  failing_since, last_success_at, created_at, updated_at"""
INSERT = """INSERT INTO subscriptions
  (id, url, events, description, secrets, enabled_at, created_at, updated_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?6)"""
ONE = f"SELECT {COLUMNS} FROM subscriptions WHERE id = ?1"  # noqa: S608 - columns of ours
PAGE = f"""SELECT {COLUMNS} FROM subscriptions WHERE (?1 IS NULL OR number < ?1)
ORDER BY number DESC LIMIT ?2"""  # noqa: S608
CHANGE = """UPDATE subscriptions SET url = coalesce(?2, url), events = coalesce(?3, events),
  description = iif(?4, ?5, description), updated_at = ?6 WHERE id = ?1"""
SECRETS = "SELECT secrets FROM subscriptions WHERE id = ?1"
ROTATE = """UPDATE subscriptions SET secrets = ?3, updated_at = ?4
WHERE id = ?1 AND secrets = ?2"""
SWITCH_ON = """UPDATE subscriptions SET enabled = 1, enabled_at = ?2, disabled_reason = NULL,
  disabled_at = NULL, failures = 0, failing_since = NULL, updated_at = ?2
WHERE id = ?1 AND enabled = 0"""
GO_ON = """UPDATE deliveries SET status = 'pending', due_at = ?2, claim = NULL
WHERE subscription = ?1 AND status = 'held'"""
SWITCH_OFF = """UPDATE subscriptions SET enabled = 0, disabled_reason = ?2, disabled_at = ?3,
  updated_at = ?3 WHERE id = ?1 AND enabled = 1"""
HOLD = """UPDATE deliveries SET status = 'held', claim = NULL
WHERE subscription = ?1 AND status = 'pending' AND NOT is_test"""
CANCEL = """UPDATE deliveries SET status = 'cancelled', claim = NULL
WHERE subscription = ?1 AND status IN ('pending', 'held')"""
DELETE = "DELETE FROM subscriptions WHERE id = ?1 RETURNING id"


class SubscriptionRow(BaseModel):
    """A subscription as it is stored, but for its secrets."""

    number: int
    id: str
    url: str
    events: str
    description: str | None
    enabled: bool
    disabled_reason: Any
    disabled_at: int | None
    failures: int
    failing_since: int | None
    last_success_at: int | None
    created_at: int
    updated_at: int

    def shown(self) -> Subscription:
        """The subscription as the API shows it."""
        names = ("disabled_at", "failing_since", "last_success_at", "created_at", "updated_at")
        times = {name: moment(getattr(self, name)) for name in names}
        facts = dict(self) | times | {"events": json.loads(self.events)}
        return Subscription.model_validate(facts)


class Secrets(BaseModel):
    """The generations of a subscription's secret."""

    secrets: str


def insertion(key: str, url: str, new: NewSubscription, secrets: str, now: int) -> Statement:
    """The statement that stores a subscription; ``secrets`` are its packed generations."""
    events = json.dumps(new.events)
    return Statement(INSERT, (key, url, events, new.description, secrets, now))


def switching_off(key: str, reason: str, now: int) -> list[Statement]:
    """The statements that switch an endpoint off, and hold what was on its way to it."""
    return [Statement(SWITCH_OFF, (key, reason, now)), Statement(HOLD, (key,))]


async def subscribe(new: NewSubscription, ctx: Ctx) -> NewSecret:
    """Subscribe a URL.

    Raises ``Problem`` 422 for one that can't be called, and 503 without HOOKS_SECRET.
    """
    url = await checked_url(new.url, ctx)
    key, masters = new_id("sub"), _masters(ctx)
    generations = first(masters)
    now = ctx.started_ms
    await ctx.db.batch(insertion(key, url, new, packed(generations), now))
    return NewSecret(id=key, secret=masters.secret(key, generations[0]))


async def change(key: str, asked: SubscriptionChange, ctx: Ctx) -> Subscription:
    """Change a subscription. Switched on again, it gets what was held for it.

    Raises ``Problem`` 404, and 422 for a URL that can't be called.
    """
    row = await find(key, ctx)
    url = None if asked.url is None else await checked_url(asked.url, ctx)
    events = None if asked.events is None else json.dumps(asked.events)
    names = "description" in asked.model_fields_set
    now = ctx.started_ms
    facts = (key, url, events, names, asked.description, now)
    statements = [Statement(CHANGE, facts)]
    if asked.enabled is True and not row.enabled:
        statements += [Statement(SWITCH_ON, (key, now)), Statement(GO_ON, (key, now))]
    elif asked.enabled is False:
        statements += switching_off(key, "asked", now)
    await ctx.db.batch(*statements)
    return (await find(key, ctx)).shown()


async def rotate(key: str, overlap_seconds: int, ctx: Ctx) -> RotatedSecret:
    """Give a subscription a new secret; for the overlap those before sign too.

    Raises ``Problem`` 404, 409 if it is being rotated at this moment, 503 without HOOKS_SECRET.
    """
    known = await ctx.db.one(Secrets, SECRETS, key)
    if known is None:
        raise missing(key)
    masters, now = _masters(ctx), ctx.started_ms
    until = now + 1000 * overlap_seconds
    generations = rotated(unpacked(known.secrets), masters, now, until)
    done = await ctx.db.run(ROTATE, key, known.secrets, packed(generations), now)
    if not done.changes:
        raise Problem(409, "Its secret is being rotated at this moment; look, and try again.")
    secret = masters.secret(key, generations[0])
    return RotatedSecret(id=key, secret=secret, previous_until=moment(until))


async def remove(key: str, ctx: Ctx) -> None:
    """Delete a subscription: what is still on its way to it stops. Raises ``Problem`` 404."""
    removed, _ = await ctx.db.batch(Statement(DELETE, (key,)), Statement(CANCEL, (key,)))
    if not removed:
        raise missing(key)


async def find(key: str, ctx: Ctx) -> SubscriptionRow:
    """A subscription; raises ``Problem`` 404."""
    row = await ctx.db.one(SubscriptionRow, ONE, key)
    if row is None:
        raise missing(key)
    return row


async def page(cursor: str | None, limit: int, ctx: Ctx) -> SubscriptionPage:
    """A page, newest first; raises ``Problem`` 422 for a cursor that is not one of ours."""
    (before,) = decode_cursor(cursor, (int,)) if cursor else (None,)
    rows = await ctx.db.all(SubscriptionRow, PAGE, before, limit + 1)
    shown = rows[:limit]
    following = encode_cursor((shown[-1].number,)) if len(rows) > limit else None
    return SubscriptionPage(items=[row.shown() for row in shown], cursor=following)


def missing(key: str) -> Problem:
    """The 404 for a subscription that is not there."""
    return Problem(404, f"No subscription has the id {key}.")


def masters_of(ctx: Ctx) -> Masters:
    """What the secrets are derived from."""
    return Masters(ctx.secret("HOOKS_SECRET"))


def _masters(ctx: Ctx) -> Masters:
    masters = masters_of(ctx)
    try:
        masters.newest  # noqa: B018 - it says what is missing
    except MissingMasterError as error:
        raise Problem(503, f"No secret can be made: {error}") from error
    return masters
