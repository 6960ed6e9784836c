"""Who wants to talk to a person becomes a lead: once a conversation, through the outbox."""

from pydantic import BaseModel

from chat_desk.records import SESSION, SessionRow
from chatbot_services import Ctx
from contracts.leads import NewLead
from edgekit import Delivery, ServiceError, Statement, Undeliverable

TOPIC = "lead"
# leads takes a lead and values it (8), and follows it up (9).
INVOCATIONS = 17
NO_NAME = "Visitor of the chat"
NO_ADDRESS = "Not given in the chat"
LAST_MESSAGES = 12
HEADING = "Wants to talk to a person. Said in the chat:"
LONGEST_MESSAGE = 4500
SAID = """SELECT message FROM (
  SELECT n, message FROM turns WHERE session_id = ?1 ORDER BY n DESC LIMIT ?2) ORDER BY n"""
KNOW_LEAD = "UPDATE sessions SET lead_id = ?2 WHERE id = ?1"
REFUSED_FOR_GOOD = (400, 409, 413, 422)


class Wanted(BaseModel):
    """The outbox message: whose visitor wants a person."""

    session_id: str


class Message(BaseModel):
    """What a visitor has said."""

    message: str


def telling(session_id: str, ctx: Ctx) -> Statement:
    """The statement that has a lead made of a session's visitor; a second one stores nothing."""
    return ctx.outbox.message(TOPIC, Wanted(session_id=session_id), key=f"lead:{session_id}")


async def make_lead(wanted: Wanted, delivery: Delivery, ctx: Ctx) -> list[Statement]:
    """Make the lead, unless the visitor was erased. Raises ``ServiceError`` to be tried again."""
    session = await ctx.db.one(SessionRow, SESSION, wanted.session_id)
    if session is None:
        return []
    said = await ctx.db.all(Message, SAID, session.id, LAST_MESSAGES)
    text = "\n".join(
        ["Wants to talk to a person. Said in the chat:", *(each.message for each in said)]
    )
    lead = NewLead(
        name=session.name or NO_NAME,
        email=session.email or None,
        phone=session.phone or None,
        address=session.address or NO_ADDRESS,
        source="chatbot",
        message=text[:LONGEST_MESSAGE],
    )
    try:
        made = await ctx.services.leads.create(lead, idempotency_key=delivery.key)
    except ServiceError as error:
        if error.upstream_status in REFUSED_FOR_GOOD:
            raise Undeliverable(error.detail) from error
        raise
    return [Statement(KNOW_LEAD, (session.id, made.id))]
