"""Who wants to talk to a person becomes a lead: once a conversation, through the outbox.

Details that are put right afterwards become a note of that lead.
"""

from pydantic import BaseModel

from chat_desk.records import SESSION, Corrected, SessionRow
from chatbot_services import Ctx
from contracts.leads import NewLead, NewNote
from edgekit import Delivery, Postponed, ServiceError, Statement, Undeliverable

TOPIC, CORRECTION = "lead", "correction"
WITHOUT_LEAD_SECONDS = 15  # until a correction looks again whether its lead is made
AUTHOR = "chatbot"
SAID_IN_TURN = "SELECT message FROM turns WHERE id = ?1"
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
NO_LEAD = 404


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
    text = "\n".join([HEADING, *(each.message for each in said)])
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


def correcting(corrected: Corrected, ctx: Ctx) -> Statement:
    """The statement that has a lead told of details that were put right in a turn."""
    return ctx.outbox.message(CORRECTION, corrected, key=f"correction:{corrected.turn_id}")


async def note_correction(corrected: Corrected, delivery: Delivery, ctx: Ctx) -> None:
    """Write the details as they are now on the lead, unless it or the visitor was erased.

    Raises ``Postponed`` while there is no lead yet, and ``ServiceError`` to be tried again.
    """
    session = await ctx.db.one(SessionRow, SESSION, corrected.session_id)
    if session is None:
        return
    if session.lead_id is None:
        raise Postponed(WITHOUT_LEAD_SECONDS, "The lead of this conversation is not made yet.")
    said = await ctx.db.one(Message, SAID_IN_TURN, corrected.turn_id)
    known = filter(None, (session.name, session.phone, session.email, session.address))
    lines = [f"Contact details were corrected in the chat. Now: {', '.join(known)}."]
    if said is not None:
        lines.append(f"Said: {said.message}")
    note = NewNote(text="\n".join(lines), author=AUTHOR)
    try:
        await ctx.services.leads.note(
            note, place={"lead_id": session.lead_id}, idempotency_key=delivery.key
        )
    except ServiceError as error:
        if error.upstream_status == NO_LEAD:
            return
        if error.upstream_status in REFUSED_FOR_GOOD:
            raise Undeliverable(error.detail) from error
        raise
