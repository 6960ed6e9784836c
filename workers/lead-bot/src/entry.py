"""lead-bot: qualifies people who may sell their home, on the web and by text."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from contracts.lead_bot import (
    BotMessage,
    BotReply,
    ForgetConversations,
    ForgottenConversations,
    Transcript,
)
from edgekit import App, Delivery, Header, Response
from lead_bot_handover import INVOCATIONS, LEAD, NOTE, OfSession, Told, deliver_lead, deliver_note
from lead_bot_services import Ctx, Services
from lead_bot_storage import LIFETIMES, NOBODY, PERSONAL
from lead_bot_transcripts import erase_one, forget, transcript
from lead_bot_turns import take
from lead_bot_vars import LeadBotVars

IdempotencyKey = Annotated[
    str | None, Field(min_length=1, max_length=255), Header("Idempotency-Key")
]
PRIVATE = {"Cache-Control": "no-store"}

app = App(
    "lead-bot",
    version="1.0.0",
    summary="Qualifies people who may sell their home, on the web and by text.",
    services=Services,
    vars=LeadBotVars,
)
app.lifetimes(*LIFETIMES)
app.personal_data(*PERSONAL, nobody=NOBODY)


@app.post("/api/message", limit="RATE_LIMITER", errors=(401, 403, 404, 409, 413, 503))
async def message(body: BotMessage, ctx: Ctx, key: IdempotencyKey = None) -> BotReply | Response:
    """Answer a message, and remember what it tells.

    Without `session_id` a conversation begins. A text (`channel` is `sms`) belongs to the
    conversation of its number, `from`: that is for other workers and the operator. The same
    `Idempotency-Key` again is the same turn. Parallel turns are taken one behind the other.
    """
    return await take(body, key, ctx)


@app.get("/api/message/{session_id}", limit="RATE_LIMITER", errors=(404,))
async def read(session_id: str, ctx: Ctx) -> Transcript | Response:
    """Read a conversation; its id is the capability to."""
    return Response.json(await transcript(session_id, ctx), headers=PRIVATE)


@app.delete("/api/message/{session_id}", status=204, limit="RATE_LIMITER", errors=(404,))
async def remove(session_id: str, ctx: Ctx) -> None:
    """Erase a conversation. What has become a lead is erased by leads."""
    await erase_one(session_id, ctx)


@app.post("/api/forget", admin=True)
async def forget_person(body: ForgetConversations, ctx: Ctx) -> ForgottenConversations:
    """Erase a person's conversations."""
    return await forget(body, ctx)


@app.deliver(LEAD, invocations=INVOCATIONS)
async def hand_over(message: OfSession, delivery: Delivery, ctx: Ctx) -> None:
    """Make a lead of a conversation, where that could not be done at once."""
    await deliver_lead(message, ctx)


@app.deliver(NOTE)
async def tell(message: Told, delivery: Delivery, ctx: Ctx) -> None:
    """Add what was told later to the lead."""
    await deliver_note(message, delivery, ctx)


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Make the leads, and the notes, that could not be made before."""
    await ctx.outbox.drain()


on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
