"""Taking a text: what becomes of it is decided and stored before anybody is answered."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import NamedTuple

from pydantic import BaseModel

from contracts.sms import NewText, Purpose, Reason, Status
from edgekit import Problem, Response, Statement, new_id
from sms_people import PERSON, Person, digest
from sms_quiet import QuietHours, Verdict, verdict
from sms_segments import segments
from sms_services import Ctx
from sms_smart_encoding import smart
from sms_texts import (
    BY_KEY,
    HEARD_LATELY,
    INSERT_UNLESS_BLOCKED,
    STORED,
    TextRow,
    body_digest,
    insert,
)
from sms_times import ms
from sms_zones import whereabouts

MINUTE_MS = 60_000
TIMELY: tuple[Purpose, ...] = ("transactional",)


TOPIC = "text"


class Leaving(BaseModel):
    """The outbox message that lets a text leave."""

    text_id: str


class Fate(NamedTuple):
    """What becomes of a text."""

    status: Status
    reason: Reason | None = None
    send_at: int | None = None


async def take(new: NewText, key: str | None, ctx: Ctx) -> Response:
    """Store a text, and send it behind the answer unless it is held or refused.

    The same key again is answered with what has become of the first. Raises ``Problem`` 409 for a
    used key with another body.
    """
    text_id = new_id("text")
    row = await _take_at_once(text_id, new, key, ctx) if new.purpose in TIMELY else None
    if row is None:
        statements = await storing(text_id, new, key, ctx)
        *_, found = await ctx.db.batch(*statements, Statement(BY_KEY, (key or text_id,)))
        row = TextRow.model_validate(found[0])
    if row.id != text_id and row.digest not in ("", body_digest(new)):
        raise Problem(409, "This Idempotency-Key was used with another body; use a new one.")
    ctx.outbox.drain_later()
    headers = {"Idempotent-Replayed": "true"} if row.id != text_id else {}
    return Response.json(row.taken(), status=202, headers=headers)


async def _take_at_once(text_id: str, new: NewText, key: str | None, ctx: Ctx) -> TextRow | None:
    """Store a text that may leave at any hour, or find the first under its key, in one trip.

    ``None``: its recipient has opted out, and nothing is stored.
    """
    whole = _insertion(text_id, new, key, Fate("queued"), ctx)
    guarded = (*whole.params, digested(new.to, ctx))
    message = _leaving(text_id, None, ctx, when=Statement(STORED, (text_id,)))
    by_key = Statement(BY_KEY, (key or text_id,))
    *_, found = await ctx.db.batch(Statement(INSERT_UNLESS_BLOCKED, guarded), message, by_key)
    return TextRow.model_validate(found[0]) if found else None


async def storing(
    text_id: str, new: NewText, key: str | None, ctx: Ctx, fate: Fate | None = None
) -> Sequence[Statement]:
    """The statements that store a text under a key, its own id if it has none, and let it leave.

    Its fate is decided here unless it is given; consent is looked up again when it leaves.
    """
    fate = fate or await _fate(new, ctx)
    stored = _insertion(text_id, new, key, fate, ctx)
    if fate.status == "refused":
        return [stored]
    return [stored, _leaving(text_id, fate.send_at, ctx)]


def _insertion(text_id: str, new: NewText, key: str | None, fate: Fate, ctx: Ctx) -> Statement:
    body = smart(new.body)
    cut = segments(body)
    return insert(text_id, new, body, cut, *fate, key=key or text_id, now=ctx.started_ms)


def _leaving(
    text_id: str, send_at: int | None, ctx: Ctx, *, when: Statement | None = None
) -> Statement:
    key, message = f"{TOPIC}:{text_id}", Leaving(text_id=text_id)
    return ctx.outbox.message(TOPIC, message, key=key, not_before_ms=send_at, when=when)


async def _fate(new: NewText, ctx: Ctx) -> Fate:
    person = await find_person(new.to, ctx)
    if person.is_opted_out:
        return Fate("refused", "erased" if person.is_erased else "opted_out")
    if new.purpose == "marketing" and not person.takes_marketing:
        return Fate("refused", "no_consent")
    opens_at = await held_until(new.to, new.zip, new.purpose, ctx)
    return Fate("queued") if opens_at is None else Fate("held", send_at=ms(opens_at))


async def find_person(phone: str, ctx: Ctx) -> Person:
    """What the owner of a number has said of texts."""
    found = await ctx.db.one(Person, PERSON, phone, digested(phone, ctx))
    return found or Person()


async def held_until(
    phone: str, zip_code: str | None, purpose: Purpose, ctx: Ctx
) -> datetime | None:
    """When a text may leave that may not leave now; ``None`` for one that may.

    A transactional text and a reply leave at any hour: they are expected. What begins a
    conversation, and marketing, wait until quiet hours are over.
    """
    if purpose in TIMELY:
        return None
    found = quiet_verdict(phone, zip_code, ctx.now(), ctx)
    if found.allowed or (purpose == "conversation" and await _is_reply(phone, ctx)):
        return None
    return found.opens_at


def quiet_verdict(phone: str, zip_code: str | None, at: datetime, ctx: Ctx) -> Verdict:
    """Whether a time suits the owner of a number."""
    hours = QuietHours(*map(time.fromisoformat, (ctx.vars.quiet_from, ctx.vars.quiet_until)))
    return verdict(at, whereabouts(phone, zip_code).zones, hours)


def digested(phone: str, ctx: Ctx) -> str:
    """The digest of a number under this fleet's key."""
    return digest(phone, ctx.secret("DIGEST_KEY") or "")


async def _is_reply(phone: str, ctx: Ctx) -> bool:
    since = ctx.started_ms - ctx.vars.reply_within_minutes * MINUTE_MS
    return await ctx.db.value(HEARD_LATELY, phone, since) is not None
