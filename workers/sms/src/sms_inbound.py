"""What Twilio tells: texts that people have sent, and how far ours are.

https://www.twilio.com/docs/messaging/guides/webhook-request
"""

import re
from collections.abc import Sequence
from typing import Any, get_args

from contracts.contact import e164
from contracts.sms import LONGEST_BODY, Source, Status
from edgekit import InboundEvent, Statement, new_id
from sms_answering import answer_later, reply_with
from sms_keywords import Keyword, keyword
from sms_people import said
from sms_sending import Fate, digested, find_person
from sms_services import Ctx
from sms_texts import CALL_BACK, RANKS, receipt
from sms_times import ms
from sms_twilio import OPTED_OUT

TAKE = """INSERT INTO replies (id, at, phone, body, keyword, lead_id)
VALUES (?1, ?2, ?3, ?4, ?5, (SELECT lead_id FROM texts WHERE phone = ?3 AND lead_id IS NOT NULL
  ORDER BY created_at DESC LIMIT 1))"""
KNOWN = "SELECT 1 FROM replies WHERE id = ?1"
RECIPIENT = "SELECT phone FROM texts WHERE sid = ?1 AND phone IS NOT NULL"
_SID = re.compile(r"[A-Za-z0-9]{8,64}")
_ANY_NUMBER = re.compile(r"\+[1-9]\d{6,14}")


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
    """A text counts once by Twilio's id of it, under whatever id its event comes."""
    sid = field.get("MessageSid") or field.get("SmsSid") or ""
    reply_id = f"in_{sid}" if _SID.fullmatch(sid) else new_id("in")
    if await ctx.db.value(KNOWN, reply_id) is not None:
        return []
    body = field.get("Body", "")[: 4 * LONGEST_BODY]
    asks, at = keyword(body[:LONGEST_BODY], field.get("OptOutType")), _at(event, ctx)
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
    return [*statements, answer_later(reply_id, ctx)]


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
    return await reply_with(text, phone, reply_id, ctx, fate=Fate("queued"))


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
