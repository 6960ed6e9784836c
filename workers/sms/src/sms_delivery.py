"""Letting a text leave: once, and never to somebody who has said STOP by then.

Twilio knows no idempotency key. So an attempt is noted in D1 before it is made, with the time until
which it is in doubt, and an attempt whose answer was lost is looked for among Twilio's messages
before there is another. To be told to wait is no failure: the text gets another turn at that time.
"""

from contracts.sms import Reason
from edgekit import Problem, ServiceError, Statement
from edgekit.dead_letters import DeadLetter, store_letter
from sms_delivery_message import Leaving, text_message
from sms_people import said
from sms_sending import digested, held_until
from sms_services import Ctx
from sms_texts import (
    ANSWERED,
    CALL_BACK,
    CERTAIN,
    END,
    LEAVE,
    REVIVE,
    TEXT,
    WAIT,
    TextRow,
)
from sms_times import ms
from sms_twilio import Account, Outcome, listed, outcome

SOURCE = "twilio"
NAME = "text"
SHORTEST_WAIT_S = 5.0
KNOWN_SIDS = "SELECT sid FROM texts WHERE phone = ?1 AND sid IS NOT NULL"


async def let_leave(leaving: Leaving, attempt: int, ctx: Ctx) -> None:
    """Send a text, unless it has left, is not to leave, or has to wait.

    Raises ``Problem`` if it must be tried again: Twilio did not answer, or is unwell.
    """
    text = await ctx.db.one(TextRow, TEXT, leaving.text_id)
    if text is None or not text.is_waiting or text.turn != leaving.turn:
        return
    assert text.phone is not None
    if text.doubtful_until is not None and await _left_before(text, ctx):
        return
    opens_at = await held_until(text.phone, text.zip, text.purpose, ctx)
    if opens_at is not None:
        await _wait(text, "held", ms(opens_at), ctx)
        return
    if not await _may_leave(text, ctx):
        await _end(text, "opted_out", None, ctx)
        return
    await _send(text, attempt, ctx)


async def revive(letter: DeadLetter, ctx: Ctx) -> None:
    """Let a text that Twilio refused be tried again.

    Raises ``Problem`` 409 for one that was sent since, or whose recipient was erased.
    """
    revived = await ctx.db.batch(Statement(REVIVE, (letter.key, ctx.started_ms)))
    if not revived[0]:
        raise Problem(409, "The text was sent since, or its recipient was erased.")
    await ctx.db.batch(text_message(letter.key, revived[0][0]["turn"], ctx))
    ctx.outbox.drain_later()


async def _left_before(text: TextRow, ctx: Ctx) -> bool:
    """Whether an attempt in doubt came through, or may yet: then there is nothing to do now."""
    assert text.phone is not None
    account = account_of(ctx)
    answer = await ctx.fetch(
        account.listing_url(text.phone),
        headers=account.headers,
        timeout_ms=ctx.vars.provider_timeout_ms,
        retries=0,
    )
    if answer.status == 429:
        await _wait(text, "queued", _later(answer.retry_after(_now(ctx) / 1000), ctx), ctx)
        return True
    sids = listed(answer, text.body or "", text.tried_at or text.created_at)
    if sids is None:
        raise Problem(502, f"Twilio answered {answer.status} when it was asked for its messages.")
    known = {row["sid"] for row in (await ctx.db.batch(Statement(KNOWN_SIDS, (text.phone,))))[0]}
    new = [sid for sid in sids if sid not in known]
    if new:
        await ctx.db.run(ANSWERED, text.id, new[-1], _now(ctx))
        return True
    if text.doubtful_until is not None and _now(ctx) < text.doubtful_until:
        await _wait(text, "queued", text.doubtful_until, ctx)
        return True
    return False


async def _may_leave(text: TextRow, ctx: Ctx) -> bool:
    """Note the attempt, unless the recipient has said STOP."""
    assert text.phone is not None
    now = _now(ctx)
    doubtful_until = now + ctx.vars.provider_timeout_ms + 1000 * ctx.vars.settle_seconds
    facts = (text.id, now, doubtful_until, text.phone, digested(text.phone, ctx))
    return bool((await ctx.db.batch(Statement(LEAVE, facts)))[0])


async def _send(text: TextRow, attempt: int, ctx: Ctx) -> None:
    account = account_of(ctx)
    answer = await ctx.fetch(
        account.messages_url,
        method="POST",
        headers=account.headers,
        body=account.form(text.phone or "", text.body or ""),
        timeout_ms=ctx.vars.provider_timeout_ms,
        retries=0,
    )
    await _settle(text, outcome(answer, _now(ctx) / 1000), attempt, ctx)


async def _settle(text: TextRow, result: Outcome, attempt: int, ctx: Ctx) -> None:
    if result.kind == "sent":
        await ctx.db.run(ANSWERED, text.id, result.sid, _now(ctx))
    elif result.kind == "wait":
        await _wait(text, "queued", _later(result.seconds, ctx), ctx, in_doubt=False)
    elif result.kind == "opted_out":
        await _blocked(text, result, ctx)
    elif result.kind == "invalid":
        await _end(text, "invalid_number", result.code, ctx)
    elif result.kind == "dead":
        await _bury(text, result, attempt, ctx)
    else:
        # It was answered: what Twilio does not list now it will not list later.
        await ctx.db.run(CERTAIN, text.id, _now(ctx))
        raise ServiceError(502, result.detail)


async def _wait(text: TextRow, status: str, until: int, ctx: Ctx, *, in_doubt: bool = True) -> None:
    """Give a text another turn at a time."""
    doubt = text.doubtful_until if in_doubt else None
    turn, send_at = text.turn + 1, until if status == "held" else None
    await ctx.db.batch(
        Statement(WAIT, (text.id, status, send_at, doubt, _now(ctx))),
        text_message(text.id, turn, ctx, until),
    )


async def _blocked(text: TextRow, result: Outcome, ctx: Ctx) -> None:
    """Keep what the carrier knows: somebody has said STOP to it."""
    assert text.phone is not None
    now = _now(ctx)
    words = said(
        text.phone,
        granted=False,
        source="carrier",
        text=result.detail,
        at=now,
        digested=digested(text.phone, ctx),
    )
    ended = Statement(END, (text.id, "refused", "opted_out", result.code, now))
    await ctx.db.batch(*words, ended, Statement(CALL_BACK, (text.phone, now)))


async def _end(text: TextRow, reason: Reason, code: int | None, ctx: Ctx) -> None:
    await ctx.db.run(END, text.id, "refused", reason, code, _now(ctx))


async def _bury(text: TextRow, result: Outcome, attempt: int, ctx: Ctx) -> None:
    """Give a text up that Twilio won't take as things are, until somebody replays it."""
    now = _now(ctx)
    letter = store_letter(
        SOURCE, NAME, text.id, "{}", result.detail, attempts=attempt, now=now,
        request_id=ctx.request_id,
    )  # fmt: skip
    ended = Statement(END, (text.id, "failed", "provider_refused", result.code, now))
    await ctx.db.batch(ended, letter)


def account_of(ctx: Ctx) -> Account:
    """The account that texts are sent from; raises ``Problem`` 503 if its secrets are not set."""
    sid, token = ctx.secret("TWILIO_ACCOUNT_SID"), ctx.secret("TWILIO_AUTH_TOKEN")
    if not sid or not token:
        raise Problem(503, "Set the secrets TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN of sms.")
    return Account(sid, token, ctx.vars)


def _later(seconds: float | None, ctx: Ctx) -> int:
    return _now(ctx) + int(1000 * max(seconds or 0, SHORTEST_WAIT_S))


def _now(ctx: Ctx) -> int:
    return ctx.started_ms + ctx.elapsed_ms()
