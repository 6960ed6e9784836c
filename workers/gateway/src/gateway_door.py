"""Who is calling, and whether they may: keys are known to an isolate for ten seconds, calls are
counted by ``gateway_allowances``."""

import json
from dataclasses import dataclass, field

from contracts.amounts import counted
from edgekit import PlatformError, Problem, count_guess
from edgekit.signed_links import LinkKeys
from gateway_allowances import Allowance, Grant, Meter, block, seconds_until, taking
from gateway_keys import (
    KEY,
    PREFIX_LENGTH,
    SESSION,
    digest_of,
    is_digest,
    permits,
    presented,
)
from gateway_periods import Period, period_at
from gateway_records import BY_PREFIX, KeyRow, counting
from gateway_vars import Ctx

KNOWN_MS = 10_000
WRITE_EVERY_MS = 1000
LATE_MS = 10_000
MOST_KNOWN = 10_000
LIMITER = "RATE_LIMITER"
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="gateway"'}
PURPOSE = "session"


@dataclass
class Caller:
    """A key, or a session made of it, as an isolate knows it."""

    id: str
    name: str
    scopes: tuple[str, ...]
    row: KeyRow
    ends_ms: int | None
    read_ms: int
    period: Period
    prefix: str
    """How the secret begins by which it is known: a session's is that of the key that made it."""
    is_session: bool = False

    def is_fresh(self, now_ms: int) -> bool:
        """Whether D1 need not be asked again."""
        is_over = self.ends_ms is not None and now_ms >= self.ends_ms
        return not is_over and 0 <= now_ms - self.read_ms < KNOWN_MS

    def period_at(self, now_ms: int) -> Period:
        """The day and month of the key's zone."""
        if now_ms >= self.period.day_ends_ms:
            self.period = period_at(now_ms, self.row.tz)
        return self.period


@dataclass
class Door:
    """What an isolate keeps of its callers."""

    callers: dict[str, Caller] = field(default_factory=dict)
    allowances: dict[str, Allowance] = field(default_factory=dict)
    meter: Meter = field(default_factory=Meter)

    def forget(self, key_id: str) -> None:
        """Ask D1 about a key when it comes next: it was changed."""
        self.callers = {d: caller for d, caller in self.callers.items() if caller.id != key_id}


DOOR = Door()


def pepper_of(ctx: Ctx) -> str:
    """The secret of the digests; raises ``Problem`` 503 where there is none."""
    pepper = ctx.secret("KEY_PEPPER")
    if not pepper:
        raise Problem(503, "The gateway is closed: set the secret KEY_PEPPER to open it.")
    return pepper


def require_key(ctx: Ctx) -> None:
    """Refuse whoever sends no key at all, before anything else of the request is looked at.

    Raises ``Problem`` 401.
    """
    if not presented(ctx.authorization, ctx.header("x-api-key")):
        raise _unauthorized("This wants a key: send Authorization: Bearer hs_… or X-Api-Key.")


async def caller_of(ctx: Ctx) -> Caller:
    """Who calls. Raises ``Problem`` 401 for nobody, or for a key that is not good (any more).

    Wrong keys are counted once they were found wrong: 429 for one too many of a client. A right one
    is never refused for others that came from its address.
    """
    require_key(ctx)
    try:
        return await _found(ctx)
    except Problem as problem:
        if problem.status == 401:
            await count_guess(ctx)
        raise


async def _found(ctx: Ctx) -> Caller:
    token = presented(ctx.authorization, ctx.header("x-api-key"))
    session = SESSION.fullmatch(token)
    if session is None and KEY.fullmatch(token) is None:
        raise _unauthorized("This is not one of our keys; send the whole key.")
    digest, now = digest_of(token, pepper_of(ctx)), ctx.started_ms
    known = DOOR.callers.get(digest)
    if known is not None and known.is_fresh(now):
        return known
    found = await (_of_session(session[1], ctx) if session else _of_key(token, digest, ctx))
    if len(DOOR.callers) >= MOST_KNOWN:
        DOOR.callers.clear()
    DOOR.callers[digest] = found
    return found


async def _of_key(token: str, digest: str, ctx: Ctx) -> Caller:
    row = await ctx.db.one(KeyRow, BY_PREFIX, token[:PREFIX_LENGTH])
    if row is None or not is_digest(digest, row.digest):
        raise _unauthorized("This key is not known; ask for a new one.")
    scopes = tuple(json.loads(row.scopes))
    return _caller(row, scopes, row.ends_ms(), token[:PREFIX_LENGTH], ctx)


async def _of_session(token: str, ctx: Ctx) -> Caller:
    try:
        subject = session_keys(ctx).subject(token, ctx.started_ms / 1000)
    except Problem as problem:
        over = problem.status == 410
        detail = "This session is over; make a new one." if over else "This session is not known."
        raise _unauthorized(detail) from problem
    facts = json.loads(subject)
    # By the secret that made it, with which it ends.
    row = await ctx.db.one(KeyRow, BY_PREFIX, facts["secret"])
    if row is None:
        raise _unauthorized("The key of this session is not there any more.")
    ends = [end for end in (row.ends_ms(), facts["ends_ms"]) if end is not None]
    caller = _caller(row, tuple(facts["scopes"]), min(ends), facts["secret"], ctx)
    caller.is_session = True
    return caller


def session_keys(ctx: Ctx) -> LinkKeys:
    """What signs sessions."""
    return LinkKeys(pepper_of(ctx), PURPOSE)


def _caller(
    row: KeyRow, scopes: tuple[str, ...], ends_ms: int | None, prefix: str, ctx: Ctx
) -> Caller:
    now = ctx.started_ms
    if row.revoked_at is not None:
        raise _unauthorized("This key was revoked; ask for a new one.")
    if ends_ms is not None and now >= ends_ms:
        raise _unauthorized("This key is over; use the new one.")
    return Caller(row.id, row.name, scopes, row, ends_ms, now, period_at(now, row.tz), prefix)


async def admit(caller: Caller, worker: str, ctx: Ctx) -> None:
    """Let a call pass, and count it. Raises ``Problem`` 401, 403 or 429."""
    if not permits(caller.scopes, worker, ctx.method):
        raise Problem(403, f"This key may not {ctx.method} {worker}: its scopes do not say so.")
    now = ctx.started_ms
    period = caller.period_at(now)
    allowance = DOOR.allowances.setdefault(caller.id, Allowance())
    if not allowance.use(now, period.month):
        if now >= allowance.refused_until_ms:
            await _take(allowance, caller, period, ctx)
        if not allowance.use(now, period.month):
            raise _refusal(allowance, caller, now)
    DOOR.meter.count(caller.id, period.day, worker)
    if now - DOOR.meter.written_ms >= WRITE_EVERY_MS:
        DOOR.meter.written_ms = now
        ctx.wait_until(_write_later(ctx))


async def _take(allowance: Allowance, caller: Caller, period: Period, ctx: Ctx) -> None:
    row, now = caller.row, ctx.started_ms
    wanted = block(row.rate_per_minute, row.quota_per_month)
    back = allowance.give_back(period.month)
    statement = taking(caller.id, now, period.month, wanted, back)
    grant = await ctx.db.one(Grant, statement.sql, *statement.params)
    if grant is None:
        DOOR.forget(caller.id)
        raise _unauthorized("This key is over, or was revoked; ask for a new one.")
    allowance.receive(grant, now, period.month_ends_ms)


def _refusal(allowance: Allowance, caller: Caller, now: int) -> Problem:
    row, seconds = caller.row, seconds_until(allowance.refused_until_ms, now)
    headers = {"Retry-After": str(seconds)}
    if allowance.is_spent:
        calls = counted(row.quota_per_month or 0, "call")
        detail = f"This key may make {calls} a month, and has; go on next month."
        return Problem(429, detail, headers=headers, limit="month")
    detail = (
        f"This key may make {counted(row.rate_per_minute, 'call')} a minute; "
        f"go on in {counted(seconds, 'second')}."
    )
    return Problem(429, detail, headers=headers, limit="minute")


async def _write_later(ctx: Ctx) -> None:
    await ctx.bridge.sleep(WRITE_EVERY_MS / 1000)
    await write_usage(ctx)


async def write_usage(ctx: Ctx) -> None:
    """Write the usage that this isolate has counted; with D1 down it is kept for the next time."""
    taken = DOOR.meter.take()
    if not taken:
        return
    try:
        await ctx.db.batch(*(counting(*place, calls) for place, calls in taken.items()))
    except PlatformError as error:
        DOOR.meter.put_back(taken)
        ctx.log.warning("usage_unwritten", error=str(error))


def _unauthorized(detail: str) -> Problem:
    return Problem(401, detail, headers=CHALLENGE)
