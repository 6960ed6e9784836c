"""founder-chat: answers questions about the founder out of a profile. Public."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from chat.passages import Passage
from chat.thesaurus import shipped
from chat_desk import conversations
from chat_desk.desk import Bot, Desk
from chat_desk.records import Corrected
from chat_desk.routes import serve
from contracts.chat import (
    ForgetChats,
    ForgottenChats,
    Source,
)
from contracts.founder_chat import ContactTaken, NewContact, NewProfile, Profile
from edgekit import App, Delivery, Header
from founder_contacts import (
    CONTACT,
    CORRECTION,
    INVOCATIONS,
    VISITOR,
    ContactId,
    Wanted,
    correcting,
    take,
    tell_contact,
    tell_visitor,
    telling,
)
from founder_erasure import FORGET, KEPT, LIFETIMES, PERSONAL, Told, forget, forget_in_slack
from founder_profile import put, read
from founder_services import Ctx, FounderVars, Services
from founder_words import WORDING

Key = Annotated[str | None, Field(min_length=1, max_length=255), Header("Idempotency-Key")]

app = App(
    "founder-chat",
    version="1.0.0",
    summary="Answers questions about the founder out of a profile.",
    services=Services,
    vars=FounderVars,
    cors="*",
)
app.lifetimes(*LIFETIMES, kept=KEPT)
app.personal_data(*PERSONAL, nobody=conversations.NOBODY)


def link(passage: Passage, ctx: Ctx) -> Source:
    """The part of the profile on the founder's page."""
    anchor = f"#{passage.anchor}" if passage.anchor else ""
    title = passage.heading or passage.title
    return Source(title=title, url=f"{ctx.vars.profile_url}{anchor}")


desk = Desk(Bot(WORDING, shipped("founder"), link, telling, correcting))


serve(app, desk)


@app.post("/api/contact", status=202, limit="RATE_LIMITER", errors=(409,))
async def contact(body: NewContact, ctx: Ctx, key: Key = None) -> ContactTaken:
    """Take a request to be contacted, and tell the team; the same `Idempotency-Key` is the same."""
    return await take(body, key, ctx)


@app.put("/api/profile", admin=True)
async def put_profile(body: NewProfile, ctx: Ctx) -> Profile:
    """Store the profile that answers are made of, in place of the last one."""
    return await put(body, ctx)


@app.get("/api/profile", admin=True, errors=(404,))
async def read_profile(ctx: Ctx) -> Profile:
    """Read the profile as it was written."""
    return await read(ctx)


@app.post("/api/forget", admin=True)
async def forget_person(body: ForgetChats, ctx: Ctx) -> ForgottenChats:
    """Erase a person's contact requests, and the conversations with their address or number."""
    return await forget(body, ctx)


@app.deliver(CONTACT, invocations=INVOCATIONS)
async def deliver_contact(message: ContactId, delivery: Delivery, ctx: Ctx) -> None:
    """Have Slack told of a contact request."""
    await tell_contact(message, delivery, ctx)


@app.deliver(VISITOR, invocations=INVOCATIONS)
async def deliver_visitor(message: Wanted, delivery: Delivery, ctx: Ctx) -> None:
    """Have Slack told of a visitor who wants a person."""
    await tell_visitor(message, delivery, ctx)


@app.deliver(CORRECTION, invocations=INVOCATIONS)
async def deliver_correction(message: Corrected, delivery: Delivery, ctx: Ctx) -> None:
    """Have Slack told of a visitor again, whose contact details were put right."""
    await tell_visitor(Wanted(session_id=message.session_id), delivery, ctx)


@app.deliver(FORGET, invocations=INVOCATIONS)
async def deliver_forget(message: Told, delivery: Delivery, ctx: Ctx) -> None:
    """Have slack-intel forget what Slack was told of an erased person."""
    await forget_in_slack(message, ctx)


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Deliver what is due."""
    await ctx.outbox.drain()


on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
