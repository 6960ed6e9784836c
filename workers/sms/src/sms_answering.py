"""Who answers a text: lead-bot where it is bound and able to, else people, who are told in Slack.

Never both: from the moment in which a text is given to people no bot is asked again, and what the
bot has answered is told to nobody, unless STOP came before its answer left: then nobody was
answered. So its failure costs two attempts, each with a deadline, and no text.
"""

from collections.abc import Sequence

from pydantic import BaseModel

from contracts.lead_bot import BotMessage, BotReply
from contracts.slack_intel import Notification
from contracts.sms import LONGEST_BODY, NewText
from edgekit import ServiceError, Statement, new_id
from sms_keywords import Keyword
from sms_sending import Fate, find_person, storing
from sms_services import Ctx, lead_bot
from sms_texts import ANSWER_KEY

TOPIC = "answer"
# At most: lead-bot, which may value a home (8) and make a lead of it, which is valued and told (9).
INVOCATIONS = 20
BOT_ATTEMPTS = 2
REPLY = f"""SELECT id, phone, body, keyword, lead_id, asked, given_at,
  EXISTS (SELECT 1 FROM texts WHERE key = '{ANSWER_KEY}' || replies.id
    AND reason IS NOT 'opted_out') AS is_answered
FROM replies WHERE id = ?1"""  # noqa: S608
ASK = "UPDATE replies SET asked = asked + 1 WHERE id = ?1"
GIVE = "UPDATE replies SET given_at = ?2 WHERE id = ?1"


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
    asked: int
    given_at: int | None
    is_answered: bool


async def answer(answering: Answering, ctx: Ctx) -> None:
    """Have lead-bot answer a text, or tell people of it in Slack.

    Raises ``ServiceError`` if it must be tried again.
    """
    reply = await ctx.db.one(ReplyRow, REPLY, answering.reply_id)
    if reply is None or reply.phone is None or reply.is_answered:
        return
    said = await _bots_answer(reply, reply.phone, ctx)
    if said is not None and not (await find_person(reply.phone, ctx)).is_opted_out:
        lead_id = said.lead_id or reply.lead_id
        await ctx.db.batch(*await reply_with(said.reply, reply.phone, reply.id, ctx, lead_id))
        ctx.outbox.drain_later()
        return
    if reply.given_at is None:
        await ctx.db.run(GIVE, reply.id, ctx.started_ms)
    await ctx.services.slack_intel.notify(_notice(reply, ctx), idempotency_key=reply.id)


async def reply_with(
    body: str,
    phone: str,
    reply_id: str,
    ctx: Ctx,
    lead_id: str | None = None,
    fate: Fate | None = None,
) -> Sequence[Statement]:
    """The statements that send the answer to a text, once; its fate is decided unless given."""
    new = NewText.model_construct(
        to=phone,
        body=body[:LONGEST_BODY],
        purpose="conversation",
        zip=None,
        lead_id=lead_id,
        idempotency_key=None,
    )
    return await storing(new_id("text"), new, f"{ANSWER_KEY}{reply_id}", ctx, fate)


def answer_later(reply_id: str, ctx: Ctx) -> Statement:
    """The statement that stores the message by which a text is answered."""
    return ctx.outbox.message(TOPIC, Answering(reply_id=reply_id), key=f"{TOPIC}:{reply_id}")


def give_to_people(reply_id: str, ctx: Ctx) -> list[Statement]:
    """The statements by which people are told of a text whose answer was not to leave."""
    message = Answering(reply_id=reply_id)
    again = ctx.outbox.message(TOPIC, message, key=f"{TOPIC}:{reply_id}:people")
    return [Statement(GIVE, (reply_id, ctx.started_ms)), again]


async def _bots_answer(reply: ReplyRow, phone: str, ctx: Ctx) -> BotReply | None:
    """What the bot says; ``None`` where people have to. Raises ``ServiceError`` the first time.

    Attempts are counted here, before they are made: an outbox does not count those by its queue.
    """
    bot, words = lead_bot(ctx), (reply.body or "").strip()
    if bot is None or reply.given_at is not None or reply.keyword or not words:
        return None
    if reply.asked >= BOT_ATTEMPTS:
        return None
    if (await find_person(phone, ctx)).is_opted_out:
        return None  # no answer would reach them
    await ctx.db.run(ASK, reply.id)
    question = BotMessage(channel="sms", sender=phone, message=words)
    try:
        said = await bot.message(question, idempotency_key=reply.id)
    except ServiceError as error:
        refused = error.upstream_status is not None and error.upstream_status < 500
        if reply.asked + 1 < BOT_ATTEMPTS and not refused:
            raise
        ctx.log.warning("bot_silent", reply=reply.id, error=error.detail)
        return None
    return said if said.reply.strip() else None


def _notice(reply: ReplyRow, ctx: Ctx) -> Notification:
    """What Slack is told; what is about a lead goes when the lead is erased."""
    opted_out = reply.keyword == "stop"
    title = f"{reply.phone} has opted out" if opted_out else f"Text from {reply.phone}"
    data = {"title": title, "text": reply.body or "(no words)", "lead_id": reply.lead_id}
    return Notification(channel=ctx.vars.texts_channel, template="news", data=data)
