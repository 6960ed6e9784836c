"""chatbot: answers sellers' questions out of the playbook. Public."""

from collections.abc import Sequence
from datetime import datetime

import chatbot_widget
from chat.passages import Passage
from chat.thesaurus import shipped
from chat_desk import conversations
from chat_desk.desk import Bot, Desk
from chat_desk.knowing import load, state
from chat_desk.records import Corrected
from chat_desk.routes import serve
from chat_desk.vars import ChatVars
from chatbot_leads import (
    CORRECTION,
    INVOCATIONS,
    TOPIC,
    Wanted,
    correcting,
    make_lead,
    note_correction,
    telling,
)
from chatbot_playbook import refresh
from chatbot_services import Ctx, Services
from chatbot_words import WORDING
from contracts.chat import (
    ForgetChats,
    ForgottenChats,
    KnowledgeState,
    NewKnowledge,
    Source,
)
from edgekit import App, Delivery, Response, Statement, not_modified

app = App(
    "chatbot",
    version="1.0.0",
    summary="Answers sellers' questions out of the playbook.",
    services=Services,
    vars=ChatVars,
    cors="*",
)
app.lifetimes(*conversations.LIFETIMES, kept=conversations.KEPT)
app.personal_data(*conversations.PERSONAL, nobody=conversations.NOBODY)


def link(passage: Passage, ctx: Ctx) -> Source:
    """The passage's place in the playbook on the site."""
    title = f"{passage.title}: {passage.heading}" if passage.heading else passage.title
    anchor = f"#{passage.anchor}" if passage.anchor else ""
    return Source(title=title, url=f"{ctx.vars.site_url}/playbook/{passage.article}{anchor}")


desk = Desk(Bot(WORDING, shipped("homes"), link, telling, correcting))


serve(app, desk)


@app.get("/widget.js", also=(304,), media_type="text/javascript")
def widget(ctx: Ctx) -> Response:
    """The chat box for any page: `<script src="…/widget.js" defer></script>`."""
    headers = chatbot_widget.HEADERS
    if not_modified(ctx.header("if-none-match"), chatbot_widget.ETAG):
        return Response(status=304, headers=headers)
    return Response(chatbot_widget.SCRIPT, media_type=chatbot_widget.MEDIA_TYPE, headers=headers)


@app.post("/api/knowledge", admin=True, max_body=4 << 20)
async def load_knowledge(body: NewKnowledge, ctx: Ctx) -> KnowledgeState:
    """Load articles in Markdown in place of those of the same names, or of all."""
    return await load(body, ctx)


@app.get("/api/knowledge", admin=True)
async def read_knowledge(ctx: Ctx) -> KnowledgeState:
    """Say what the bot answers from."""
    return await state(ctx)


@app.post("/api/forget", admin=True)
async def forget_person(body: ForgetChats, ctx: Ctx) -> ForgottenChats:
    """Erase the conversations of a person: their lead's, and those with their address or number."""
    return await conversations.forget(body, ctx)


@app.deliver(TOPIC, invocations=INVOCATIONS)
async def deliver_lead(message: Wanted, delivery: Delivery, ctx: Ctx) -> Sequence[Statement]:
    """Have a lead made of a visitor who wants a person."""
    return await make_lead(message, delivery, ctx)


@app.deliver(CORRECTION)
async def deliver_correction(message: Corrected, delivery: Delivery, ctx: Ctx) -> None:
    """Have a lead told of contact details that were put right."""
    await note_correction(message, delivery, ctx)


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Deliver what is due; at night take over what has changed in the playbook."""
    await ctx.outbox.drain()
    await refresh(at, ctx)


on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
