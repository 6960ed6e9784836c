"""What Twilio tells: texts that people have sent, and how far ours are.

https://www.twilio.com/docs/messaging/guides/webhook-request
"""

import re
from collections.abc import Sequence
from typing import Any, get_args

from pydantic import BaseModel

from contracts.contact import e164
from contracts.lead_bot import BotMessage
from contracts.slack_intel import Notification
from contracts.sms import LONGEST_BODY, NewText, Source, Status
from edgekit import InboundEvent, Statement, new_id
from sms_keywords import Keyword, keyword
from sms_people import said
from sms_sending import Fate, digested, find_person, storing
from sms_services import Ctx, lead_bot
from sms_texts import CALL_BACK, RANKS, receipt
from sms_times import ms
from sms_twilio import OPTED_OUT

TOPIC = "answer"
# At most: lead-bot, which may value a home (8) and make a lead of it, which is valued and told (9).
INVOCATIONS = 20
TAKE = """INSERT INTO replies (id, at, phone, body, keyword, lead_id)
VALUES (?1, ?2, ?3, ?4, ?5, (SELECT lead_id FROM texts WHERE phone = ?3 AND lead_id IS NOT NULL
  ORDER BY created_at DESC LIMIT 1))"""
REPLY = "SELECT id, phone, body, keyword, lead_id FROM replies WHERE id = ?1"
RECIPIENT = "SELECT phone FROM texts WHERE sid = ?1 AND phone IS NOT NULL"
_ANY_NUMBER = re.compile(r"\+[1-9]\d{6,14}")


class Answering(BaseModel):
    """The outbox message: which text is to be answered."""

    reply_id: str


class ReplyRow(BaseModel):
    """A text that came in; an erased person's has neither number nor body."""

    id: str
    phone: str | None
    body: str | None
    keyword: Keyword | None
    lead_id: str | None


async def heard(event: InboundEvent, ctx: Ctx) -> Sequence[Statement]:
    """The statements of what an event of Twilio's does."""
    field = _fields(event.payload)
    if status := field.get("MessageStatus"):
        return await _receipt(field, status.lower(), event, ctx)
    phone = _phone(field.get("From", ""))
    if phone is None or "Body" not in field:
        ctx.log.warning("no_text", id=event.id)
        return []
    return await _text(phone, field, event, ctx)


async def answer(answering: Answering, ctx: Ctx) -> None:
    """Have lead-bot answer a text, or tell people of it in Slack while there is no bot.

    Raises ``ServiceError`` if it must be tried again.
    """
    reply = await ctx.db.one(ReplyRow, REPLY, answering.reply_id)
    if reply is None or reply.phone is None:
        return
    bot = None if reply.keyword else lead_bot(ctx)
    if bot is None:
        await ctx.services.slack_intel.notify(_notice(reply, ctx), idempotency_key=reply.id)
        return
    asked = BotMessage(channel="sms", sender=reply.phone, message=reply.body or "")
    said_back = await bot.message(asked, idempotency_key=reply.id)
    if said_back.reply.strip():
        await ctx.db.batch(*await _reply_with(said_back.reply, reply.phone, reply.id, ctx))
        ctx.outbox.drain_later()


async def _receipt(
    field: dict[str, str], status: str, event: InboundEvent, ctx: Ctx
) -> Sequence[Statement]:
    """How far a text is; a carrier's word that its recipient has opted out is kept, too."""
    sid = field.get("MessageSid") or field.get("SmsSid")
    if not sid or status not in get_args(Status) or status not in RANKS:
        ctx.log.warning("receipt_unknown", id=event.id, status=status)
        return []
    written = field.get("ErrorCode", "")
    code = int(written) if re.fullmatch(r"[0-9]{1,6}", written) else None
    at = _at(event, ctx)
    noted = receipt(sid, status, code, at)
    if code != OPTED_OUT:
        return [noted]
    phone = await ctx.db.value(RECIPIENT, sid) or _phone(field.get("To", ""))
    if phone is None:
        return [noted]
    return [noted, *(_stop(phone, f"Twilio's error {code}", at, ctx, by_carrier=True))]


async def _text(
    phone: str, field: dict[str, str], event: InboundEvent, ctx: Ctx
) -> Sequence[Statement]:
    body = field.get("Body", "")[: 4 * LONGEST_BODY]
    asks, at, reply_id = (
        keyword(body[:LONGEST_BODY], field.get("OptOutType")),
        _at(event, ctx),
        new_id("in"),
    )
    statements = [Statement(TAKE, (reply_id, at, phone, body, asks))]
    if asks == "stop":
        statements += _stop(phone, body, at, ctx)
    if asks == "start":
        statements += _start(phone, body, at, ctx)
    if asks in ("start", "help"):
        is_answered = bool(field.get("OptOutType"))
        own = ctx.vars.start_text if asks == "start" else ctx.vars.help_text
        if own and not is_answered:
            statements += await _own_answer(own, asks, phone, reply_id, ctx)
        return statements
    return [*statements, _answer_later(reply_id, ctx)]


def _at(event: InboundEvent, ctx: Ctx) -> int:
    """When it happened, by our clock at the latest: no STOP may outlast a START to come."""
    return max(0, min(ms(event.occurred_at), ctx.started_ms))


def _stop(
    phone: str, words: str, at: int, ctx: Ctx, *, by_carrier: bool = False
) -> list[Statement]:
    source: Source = "carrier" if by_carrier else "text"
    key = digested(phone, ctx)
    return [
        *said(phone, granted=False, source=source, text=words, at=at, digested=key),
        Statement(CALL_BACK, (phone, ctx.started_ms)),
    ]


def _start(phone: str, words: str, at: int, ctx: Ctx) -> list[Statement]:
    key = digested(phone, ctx)
    return said(phone, granted=True, source="text", text=words, at=at, digested=key)


async def _own_answer(
    text: str, asks: Keyword, phone: str, reply_id: str, ctx: Ctx
) -> Sequence[Statement]:
    """The answer to START or HELP; whoever has said STOP gets none to HELP either.

    START itself is not stored yet when its answer is: it leaves if START is what counts by then.
    """
    if asks == "help" and (await find_person(phone, ctx)).is_opted_out:
        return []
    return await _reply_with(text, phone, reply_id, ctx, Fate("queued"))


async def _reply_with(
    body: str, phone: str, reply_id: str, ctx: Ctx, fate: Fate | None = None
) -> Sequence[Statement]:
    new = NewText.model_construct(
        to=phone,
        body=body[:LONGEST_BODY],
        purpose="conversation",
        zip=None,
        lead_id=None,
        idempotency_key=None,
    )
    return await storing(new_id("text"), new, f"reply:{reply_id}", ctx, fate)


def _answer_later(reply_id: str, ctx: Ctx) -> Statement:
    return ctx.outbox.message(TOPIC, Answering(reply_id=reply_id), key=f"{TOPIC}:{reply_id}")


def _notice(reply: ReplyRow, ctx: Ctx) -> Notification:
    """What Slack is told; what is about a lead goes when the lead is erased."""
    opted_out = reply.keyword == "stop"
    title = f"{reply.phone} has opted out" if opted_out else f"Text from {reply.phone}"
    data = {"title": title, "text": reply.body or "(no words)", "lead_id": reply.lead_id}
    return Notification(channel=ctx.vars.texts_channel, template="news", data=data)


def _fields(payload: dict[str, Any]) -> dict[str, str]:
    """A form's fields; of one that was sent several times, the first."""
    firsts = {name: each[0] if isinstance(each, list) and each else each
              for name, each in payload.items()}  # fmt: skip
    return {name: str(each) for name, each in firsts.items() if isinstance(each, str | int)}


def _phone(text: str) -> str | None:
    try:
        return e164(text)
    except ValueError:
        return text if _ANY_NUMBER.fullmatch(text) else None
