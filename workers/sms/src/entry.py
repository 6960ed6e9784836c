"""sms: sends texts through Twilio, keeps consent and quiet hours, and takes replies. Private."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from contracts.sms import (
    Body,
    Consent,
    ConsentChange,
    Forget,
    Forgotten,
    NewText,
    Quiet,
    QuietQuery,
    Segments,
    Text,
    Textable,
    TextTaken,
)
from edgekit import App, Delivery, Header, InboundEvent, Problem, Response, Statement
from edgekit.dead_letters import LIFETIME as DEAD_LETTERS
from edgekit.effects import LIFETIME as EFFECTS
from sms_answering import INVOCATIONS, Answering, answer
from sms_answering import TOPIC as ANSWER_TOPIC
from sms_delivery import TOPIC as TEXT_TOPIC
from sms_delivery import Leaving, let_leave
from sms_erasure import forget
from sms_inbound import heard
from sms_people import RECORDS, RecordRow, consent, said
from sms_segments import segments
from sms_sending import digested, find_person, quiet_verdict, take
from sms_services import Ctx, Services
from sms_texts import KEPT, LIFETIMES, PERSONAL, TEXT, TextRow
from sms_times import ms
from sms_vars import SmsVars
from sms_zones import whereabouts

IdempotencyKey = Annotated[
    str | None, Field(min_length=1, max_length=255), Header("Idempotency-Key")
]

app = App(
    "sms",
    version="1.0.0",
    summary="Sends texts through Twilio, keeps consent and quiet hours, and takes replies.",
    services=Services,
    vars=SmsVars,
)
app.lifetimes(*LIFETIMES, DEAD_LETTERS, EFFECTS, kept=KEPT)
app.personal_data(*PERSONAL)


@app.post("/api/send", status=202, errors=(409,))
async def send(body: NewText, ctx: Ctx, key: IdempotencyKey = None) -> TextTaken | Response:
    """Send a text: at once, when the recipient's morning comes, or not at all.

    It is `refused` for whoever has opted out, and marketing for whoever has not agreed to it.
    Marketing, and what begins a conversation, is `held` in quiet hours until `send_at`. Consent is
    looked up again when a text leaves. The same `Idempotency-Key` again is the same text.
    """
    return await take(body, key or body.idempotency_key, ctx)


@app.post("/api/segments")
def count_segments(body: Body) -> Segments:
    """Count the segments of a text, as it is: without smart encoding."""
    return segments(body.body)


@app.get("/api/messages/{text_id}", errors=(404,))
async def read(text_id: str, ctx: Ctx) -> Text:
    """Read a text, and how far it has come."""
    found = await ctx.db.one(TextRow, TEXT, text_id)
    if found is None:
        raise Problem(404, f"No text has the id {text_id}.")
    return found.text()


@app.get("/api/consent")
async def read_consent(phone: Textable, ctx: Ctx) -> Consent:
    """Say what somebody has agreed to, and in which words."""
    return await _consent(phone, ctx)


@app.post("/api/consent")
async def record_consent(body: ConsentChange, ctx: Ctx, key: IdempotencyKey = None) -> Consent:
    """Record what somebody has said of texts anywhere but in a text.

    After STOP that is not enough: `needs_start` says so. The same `Idempotency-Key` again records
    nothing.
    """
    at = min(ms(body.at), ctx.started_ms) if body.at else ctx.started_ms
    words = said(
        body.phone,
        granted=body.granted,
        source=body.source,
        text=body.text,
        at=at,
        digested=digested(body.phone, ctx),
    )
    if key is None:
        await ctx.db.batch(*words)
    else:
        await ctx.effects.once(f"consent:{key}", *words)
    return await _consent(body.phone, ctx)


@app.post("/api/quiet")
def read_quiet(body: QuietQuery, ctx: Ctx) -> Quiet:
    """Say whether a time suits somebody, by their ZIP code or else by their area code."""
    found = quiet_verdict(body.to, body.zip, body.at or ctx.now(), ctx)
    place = whereabouts(body.to, body.zip)
    return Quiet(
        allowed=found.allowed,
        zone=found.zone,
        zones=list(place.zones),
        by=place.by,
        opens_at=found.opens_at,
    )


@app.post("/api/forget")
async def forget_person(body: Forget, ctx: Ctx) -> Forgotten:
    """Forget somebody: their number and words go, and they are never texted again.

    Only a text of theirs that says START lifts that.
    """
    return Forgotten(texts=await forget(body, ctx))


@app.inbound("twilio")
async def hear(event: InboundEvent, ctx: Ctx) -> Sequence[Statement]:
    """Take a text that somebody has sent, or a receipt for one of ours."""
    return await heard(event, ctx)


@app.deliver(TEXT_TOPIC)
async def deliver_text(message: Leaving, delivery: Delivery, ctx: Ctx) -> list[Statement]:
    """Let a text leave."""
    return await let_leave(message.text_id, ctx)


@app.deliver(ANSWER_TOPIC, invocations=INVOCATIONS)
async def deliver_answer(message: Answering, delivery: Delivery, ctx: Ctx) -> None:
    """Have a text answered, by lead-bot or by people."""
    await answer(message, ctx)


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Let the texts leave whose time has come."""
    await ctx.outbox.drain()


async def _consent(phone: str, ctx: Ctx) -> Consent:
    records = await ctx.db.all(RecordRow, RECORDS, phone)
    return consent(phone, await find_person(phone, ctx), records)


on_fetch = app.on_fetch
on_queue = app.on_queue
on_scheduled = app.on_scheduled
