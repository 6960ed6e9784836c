"""Keys as the people who run the gateway handle them, and what was used."""

import json
from datetime import date, timedelta

from pydantic import BaseModel

from contracts.gateway import (
    KeyPage,
    MadeKey,
    NewKey,
    OwnUsage,
    RotatedKey,
    UsageItem,
    UsagePage,
    UsedDay,
)
from edgekit import (
    FieldError,
    Problem,
    Statement,
    decode_cursor,
    encode_cursor,
    new_id,
)
from gateway_door import DOOR, Caller, pepper_of, write_usage
from gateway_keys import fresh_key
from gateway_periods import checked_zone, period_at
from gateway_records import (
    BY_ID,
    CALLS,
    END_OTHERS,
    INSERT_KEY,
    PAGE,
    REVOKE,
    STORE_DIGEST,
    USAGE_OF,
    KeyRow,
    ListedKey,
    UsageRow,
    moment,
)
from gateway_upstreams import UPSTREAMS
from gateway_vars import Ctx

MOST_DAYS = 400
MOST_ROWS = 5000


class Revoked(BaseModel):
    """The id of a key that was there."""

    id: str


async def make(new: NewKey, ctx: Ctx) -> MadeKey:
    """Make a key; raises ``Problem`` 422 for a scope, zone or end that there is not."""
    _check(new, ctx)
    key_id, fresh, now = new_id("key"), fresh_key(pepper_of(ctx)), ctx.started_ms
    expires_at = None if new.expires_at is None else round(new.expires_at.timestamp() * 1000)
    rate = new.rate_per_minute or ctx.vars.rate_per_minute
    scopes, limits = json.dumps(new.scopes), (rate, new.quota_per_month)
    key = (key_id, new.name, scopes, checked_zone(new.tz), *limits, expires_at, now)
    secret = (fresh.prefix, fresh.digest, key_id, now)
    await ctx.db.batch(Statement(INSERT_KEY, key), Statement(STORE_DIGEST, secret))
    return MadeKey(id=key_id, key=fresh.key, prefix=fresh.prefix)


def _check(new: NewKey, ctx: Ctx) -> None:
    errors = [
        FieldError(f"/scopes/{place}", f"names no worker behind the gateway: {scope}")
        for place, scope in enumerate(new.scopes)
        if scope.partition(":")[0] not in UPSTREAMS
    ]
    if new.expires_at is not None and new.expires_at <= ctx.now():
        errors.append(FieldError("/expires_at", "must be in the future"))
    if errors:
        named = ", ".join(error.pointer for error in errors)
        raise Problem(422, f"The body has invalid fields: {named}.", errors=errors)


async def page(prefix: str | None, cursor: str | None, limit: int, ctx: Ctx) -> KeyPage:
    """List keys, newest first; those with a secret that begins so."""
    before = None if cursor is None else decode_cursor(cursor, (int,))[0]
    rows = await ctx.db.all(ListedKey, PAGE, before, prefix, limit + 1)
    more = encode_cursor((rows[limit - 1].number,)) if len(rows) > limit else None
    return KeyPage(items=[row.shown() for row in rows[:limit]], cursor=more)


async def rotate(key_id: str, overlap_seconds: int, ctx: Ctx) -> RotatedKey:
    """Give a key a new secret; those before end after the overlap, or when they would anyway."""
    row = await ctx.db.one(KeyRow, BY_ID, key_id)
    if row is None:
        raise _unknown(key_id)
    if row.revoked_at is not None:
        raise Problem(409, "This key was revoked; make a new one.")
    if row.expires_at is not None and row.expires_at <= ctx.started_ms:
        raise Problem(409, "This key has expired; make a new one.")
    fresh, now = fresh_key(pepper_of(ctx)), ctx.started_ms
    ends_at = now + overlap_seconds * 1000
    secret = (fresh.prefix, fresh.digest, key_id, now)
    ending = Statement(END_OTHERS, (key_id, fresh.prefix, ends_at))
    await ctx.db.batch(Statement(STORE_DIGEST, secret), ending)
    DOOR.forget(key_id)
    end = moment(ends_at)
    return RotatedKey(id=key_id, key=fresh.key, prefix=fresh.prefix, old_ends_at=end)


async def revoke(key_id: str, ctx: Ctx) -> None:
    """End a key, all its secrets and sessions; raises ``Problem`` 404 where there is none."""
    found = await ctx.db.one(Revoked, REVOKE, key_id, ctx.started_ms)
    DOOR.forget(key_id)
    if found is None:
        raise _unknown(key_id)


def _unknown(key_id: str) -> Problem:
    return Problem(404, f"No key has the id {key_id}.")


async def usage(
    days: tuple[date, date], key: str | None, cursor: str | None, limit: int, ctx: Ctx
) -> UsagePage:
    """Who called what on some days, both included."""
    first, last = _span(days)
    after = (None, None, None) if cursor is None else decode_cursor(cursor, (str, str, str))
    await write_usage(ctx)
    rows = await ctx.db.all(UsageRow, USAGE_OF, first, last, key, *after, limit + 1)
    calls = await ctx.db.value(CALLS, first, last, key)
    more = None
    if len(rows) > limit:
        end = rows[limit - 1]
        more = encode_cursor((end.day, end.key_id, end.worker))
    items = [UsageItem.model_validate(dict(row)) for row in rows[:limit]]
    return UsagePage(date_from=days[0], date_to=days[1], calls=calls, items=items, cursor=more)


def _span(days: tuple[date, date]) -> tuple[str, str]:
    if not timedelta() <= days[1] - days[0] < timedelta(days=MOST_DAYS):
        detail = f"must not be before from, nor {MOST_DAYS} days after it"
        error = FieldError("/to", detail)
        raise Problem(422, "The query has invalid fields: /to.", errors=[error])
    return days[0].isoformat(), days[1].isoformat()


async def own_usage(
    caller: Caller, date_from: date | None, date_to: date | None, ctx: Ctx
) -> OwnUsage:
    """What a key has used on some days (this month, unless said), and what it has left."""
    await write_usage(ctx)
    row = await ctx.db.one(KeyRow, BY_ID, caller.id)
    if row is None:
        raise _unknown(caller.id)
    period = period_at(ctx.started_ms, row.tz)
    last = date_to or date.fromisoformat(period.day)
    first = date_from or last.replace(day=1)
    span, everything = _span((first, last)), (None, None, None)
    rows = await ctx.db.all(UsageRow, USAGE_OF, *span, row.id, *everything, MOST_ROWS)
    used = _used(row, period.month)
    quota, days = row.quota_per_month, _days(rows)
    return OwnUsage(
        key_id=row.id,
        name=row.name,
        tz=row.tz,
        scopes=list(caller.scopes),
        rate_per_minute=row.rate_per_minute,
        month=period.month,
        quota_per_month=quota,
        used_this_month=used,
        remaining=None if quota is None else max(0, quota - used),
        resets_at=moment(period.month_ends_ms),
        expires_at=moment(caller.ends_ms),
        date_from=first,
        date_to=last,
        calls=sum(day.calls for day in days),
        days=days,
    )


def _used(row: KeyRow, month: str) -> int:
    """The month's calls, without those that this isolate has taken and not used."""
    held = DOOR.allowances.get(row.id)
    left = held.left if held is not None and held.month == month else 0
    return max(0, row.month_used - left) if row.month == month else 0


def _days(rows: list[UsageRow]) -> list[UsedDay]:
    days: dict[str, dict[str, int]] = {}
    for row in rows:
        days.setdefault(row.day, {})[row.worker] = row.calls
    return [
        UsedDay(day=date.fromisoformat(day), calls=sum(workers.values()), workers=workers)
        for day, workers in days.items()
    ]
