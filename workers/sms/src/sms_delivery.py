"""Letting a text leave: once, and never to somebody who has said STOP by then.

Twilio knows no idempotency key. So an attempt is noted in D1 before it is made, with the time until
which it is in doubt, and an attempt whose answer was lost is looked for among Twilio's messages
before there is another. To be told to wait is no failure: the text is postponed for so long.
"""

from pydantic import BaseModel

from contracts.sms import Reason
from edgekit import Postponed, Problem, ServiceError, Statement, Undeliverable, Upstream
from sms_answering import give_to_people
from sms_people import said
from sms_sending import TOPIC, Leaving, digested, held_until
from sms_services import Ctx
from sms_texts import ANSWERED, CALL_BACK, CERTAIN, END, HOLD, KNOWN, LEAVE, TEXT, TextRow
from sms_times import ms
from sms_twilio import Account, Outcome, listed, outcome

__all__ = ["TOPIC", "Leaving", "let_leave"]

SHORTEST_WAIT_S = 5.0


class Known(BaseModel):
    """Twilio's name of a text that is known to have left."""

    sid: str


async def let_leave(text_id: str, ctx: Ctx) -> list[Statement]:
    """Send a text, unless it has left or is not to leave.

    Answers the statements that note what became of it. Raises ``Postponed`` for one that has to
    wait, ``Undeliverable`` for one that Twilio won't take as things are, and ``Problem`` if it must
    be tried again: Twilio is unwell, or did not answer.
    """
    text = await ctx.db.one(TextRow, TEXT, text_id)
    if text is None or text.phone is None:
        return []
    if not text.is_waiting:
        return _unanswered(text, ctx) if text.is_called_back else []
    if text.doubtful_until is not None and (sid := await _sid_of(text, text.phone, ctx)):
        return [_accepted(text, sid, ctx)]
    await _hold(text, text.phone, ctx)
    if not await _may_leave(text, text.phone, ctx):
        return [_refused(text, "opted_out", None, ctx), *_unanswered(text, ctx)]
    account = account_of(ctx)
    form = account.form(text.phone, text.body or "")
    answer = await _ask(account, account.messages_url, ctx, method="POST", body=form)
    return await _settle(text, text.phone, outcome(answer, ctx.clock_ms() / 1000), ctx)


async def _sid_of(text: TextRow, phone: str, ctx: Ctx) -> str | None:
    """Twilio's name of an attempt in doubt that came through, by the list of its messages.

    Raises ``Postponed`` while it may yet come through.
    """
    account = account_of(ctx)
    answer = await _ask(account, account.listing_url(phone), ctx)
    if answer.status == 429:
        raise _postponed(answer.retry_after(ctx.clock_ms() / 1000), "Twilio is asked too much.")
    sids = listed(answer, text.body or "", text.tried_at or text.created_at)
    if sids is None:
        raise Problem(502, f"Twilio answered {answer.status} when it was asked for its messages.")
    known = {row.sid for row in await ctx.db.all(Known, KNOWN, phone)}
    new = [sid for sid in sids if sid not in known]
    if new:
        return new[-1]
    left_ms = (text.doubtful_until or 0) - _now(ctx)
    if left_ms > 0:
        raise Postponed(left_ms / 1000, "Twilio may have it: its answer was lost.")
    return None


async def _hold(text: TextRow, phone: str, ctx: Ctx) -> None:
    """Raise ``Postponed`` in quiet hours."""
    opens_at = await held_until(phone, text.zip, text.purpose, ctx)
    if opens_at is None:
        return
    await ctx.db.run(HOLD, text.id, ms(opens_at), _now(ctx))
    raise Postponed((ms(opens_at) - _now(ctx)) / 1000, "Quiet hours.")


async def _may_leave(text: TextRow, phone: str, ctx: Ctx) -> bool:
    """Note the attempt, unless the recipient has said STOP."""
    now = _now(ctx)
    doubtful_until = now + ctx.vars.provider_timeout_ms + 1000 * ctx.vars.settle_seconds
    facts = (text.id, now, doubtful_until, phone, digested(phone, ctx))
    return bool((await ctx.db.batch(Statement(LEAVE, facts)))[0])


async def _settle(text: TextRow, phone: str, result: Outcome, ctx: Ctx) -> list[Statement]:
    """The statements that keep what Twilio has said of a text."""
    if result.kind == "sent":
        return [_accepted(text, result.sid, ctx)]
    if result.kind == "opted_out":
        return [*_blocked(text, phone, result, ctx), *_unanswered(text, ctx)]
    if result.kind == "invalid":
        return [_refused(text, "invalid_number", result.code, ctx)]
    if result.kind == "dead":
        await ctx.db.run(END, text.id, "failed", "provider_refused", result.code, _now(ctx))
        raise Undeliverable(result.detail)
    # It was answered: what Twilio does not list now it will not list later.
    await ctx.db.run(CERTAIN, text.id, None if result.kind == "wait" else _now(ctx))
    if result.kind == "wait":
        raise _postponed(result.seconds, result.detail)
    raise ServiceError(502, result.detail)


def _accepted(text: TextRow, sid: str | None, ctx: Ctx) -> Statement:
    return Statement(ANSWERED, (text.id, sid, _now(ctx)))


def _blocked(text: TextRow, phone: str, result: Outcome, ctx: Ctx) -> list[Statement]:
    """The statements that keep what the carrier knows: somebody has said STOP to it."""
    now, key = _now(ctx), digested(phone, ctx)
    words = said(phone, granted=False, source="carrier", text=result.detail, at=now, digested=key)
    ended = Statement(END, (text.id, "refused", "opted_out", result.code, now))
    return [*words, ended, Statement(CALL_BACK, (phone, now))]


def _refused(text: TextRow, reason: Reason, code: int | None, ctx: Ctx) -> Statement:
    return Statement(END, (text.id, "refused", reason, code, _now(ctx)))


def _unanswered(text: TextRow, ctx: Ctx) -> list[Statement]:
    """The statements for what STOP has left without an answer: people have to read it."""
    return give_to_people(text.answers, ctx) if text.answers else []


def account_of(ctx: Ctx) -> Account:
    """The account that texts are sent from; raises ``Problem`` 503 if its secrets are not set."""
    sid, token = ctx.secret("TWILIO_ACCOUNT_SID"), ctx.secret("TWILIO_AUTH_TOKEN")
    if not sid or not token:
        raise Problem(503, "Set the secrets TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN of sms.")
    # While it is replaced webhooks has two; the newest comes first.
    return Account(sid, token.replace(",", " ").split()[0], ctx.vars)


async def _ask(
    account: Account, url: str, ctx: Ctx, *, method: str = "GET", body: str | None = None
) -> Upstream:
    timeout_ms = ctx.vars.provider_timeout_ms
    return await ctx.fetch(
        url, method=method, headers=account.headers, body=body, timeout_ms=timeout_ms, retries=0
    )


def _postponed(seconds: float | None, reason: str) -> Postponed:
    return Postponed(max(seconds or 0, SHORTEST_WAIT_S), reason)


def _now(ctx: Ctx) -> int:
    return ctx.started_ms + ctx.elapsed_ms()
