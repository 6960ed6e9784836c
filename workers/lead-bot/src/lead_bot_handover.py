"""From a conversation to a lead: once, as it was at that moment; what is told later is a note."""

import hashlib

from pydantic import BaseModel, ValidationError

from contracts.lead_bot import Channel, Slots
from contracts.leads import NewLead, NewNote
from edgekit import Delivery, Postponed, ServiceError, Statement, Undeliverable
from lead_bot_services import Ctx
from lead_bot_state import State
from lead_bot_storage import KNOW_LEAD, SESSION, SessionRow
from lead_bot_wording import changed_to

LEAD, NOTE = "lead", "note"
INVOCATIONS = 18  # leads takes a lead and values it (9), and follows it up (9)
DEADLINE_MS = 2_500
NO_NAME, NO_ADDRESS = "Name not given", "Address not given"
OF_KIND = {
    "land": "It is land.",
    "mobile": "It is a mobile or manufactured home.",
    "commercial": "It is commercial property.",
}
NOTED = ("address", "timeline", "condition", "asking_price", "name", "phone", "email")
REFUSED_FOR_GOOD = (400, 404, 409, 413, 422)


class OfSession(BaseModel):
    """The outbox message that has a lead made: of which conversation."""

    session_id: str


class Told(BaseModel):
    """The outbox message of what was told after that."""

    session_id: str
    text: str


def lead_of(state: State, channel: Channel) -> NewLead:
    """The lead that a conversation makes."""
    slots = state.slots
    return NewLead(
        name=slots.name or NO_NAME,
        email=slots.email,
        phone=slots.phone,
        phone_ext=slots.phone_ext,
        address=slots.address if slots.address and len(slots.address) >= 5 else NO_ADDRESS,
        asking_price=slots.asking_price,
        timeline=slots.timeline,
        condition=slots.condition,
        motivation=slots.motivation,
        source=f"lead-bot ({channel})",
        message=_remarks(state) or None,
    )


def lead_text(state: State, channel: Channel, ctx: Ctx) -> str | None:
    """The lead as JSON; none, with a word in the log, if leads could never take it."""
    try:
        return lead_of(state, channel).model_dump_json()
    except ValidationError as error:
        kinds = [str(each["loc"]) for each in error.errors(include_url=False, include_input=False)]
        ctx.log.warning("no_lead", fields=kinds)
        return None


def handing_over(session_id: str, ctx: Ctx, when: Statement | None) -> Statement:
    """The statement by which a lead is made, once in the life of a conversation."""
    key = f"{LEAD}:{session_id}"
    return ctx.outbox.message(LEAD, OfSession(session_id=session_id), key=key, when=when)


def noting(session_id: str, n: int, text: str, ctx: Ctx, when: Statement | None) -> Statement:
    """The statement by which what was told later becomes a note of the lead."""
    told = Told(session_id=session_id, text=text)
    return ctx.outbox.message(NOTE, told, key=f"{NOTE}:{session_id}:{n}", when=when)


def news(before: State, after: State, changed: frozenset[str]) -> str | None:
    """What a turn has told beyond what leads was given; ``None`` if nothing."""
    told = [changed_to(slot, after.slots) for slot in NOTED if slot in changed]
    if "motivation" in changed:
        told.append(f"the reason is: {after.slots.motivation}")
    if after.wants_person and not before.wants_person:
        told.append("a person is wanted")
    if after.has_ended and not before.has_ended:
        told.append("they want to hear no more")
    asked = after.questions[len(before.questions) :]
    told += [f"they ask: {each}" for each in asked]
    kept = list(dict.fromkeys(each for each in told if each))
    said = "; ".join(kept).replace("your ", "their ").replace("you want", "they want")
    return f"Told lead-bot: {said.replace('you are', 'they are')}." if kept else None


async def make_lead(session_id: str, ctx: Ctx, deadline_ms: int | None = None) -> str | None:
    """Have leads take a conversation's lead; its id, or none if the conversation is gone.

    Raises ``ServiceError`` if leads did not take it.
    """
    row = await ctx.db.one(SessionRow, SESSION, session_id)
    if row is None or row.lead is None:
        return None
    if row.lead_id:
        return row.lead_id
    new = NewLead.model_validate_json(row.lead)
    key = f"lead-bot:{hashlib.sha256(session_id.encode()).hexdigest()[:40]}"
    made = await ctx.services.leads.create(new, idempotency_key=key, deadline_ms=deadline_ms)
    await ctx.db.run(KNOW_LEAD, session_id, made.id)
    return made.id


async def deliver_lead(message: OfSession, ctx: Ctx) -> None:
    """Make a lead that could not be made at once. Raises to be tried again."""
    try:
        await make_lead(message.session_id, ctx)
    except ServiceError as error:
        if error.upstream_status in REFUSED_FOR_GOOD:
            raise Undeliverable(error.detail) from error
        raise


async def deliver_note(message: Told, delivery: Delivery, ctx: Ctx) -> None:
    """Add to a lead what was told later. Raises to be tried again."""
    row = await ctx.db.one(SessionRow, SESSION, message.session_id)
    if row is None:
        return
    if row.lead_id is None:
        raise Postponed(30, "The lead is still to be made.")
    note = NewNote(text=message.text, author="lead-bot")
    digest = hashlib.sha256(delivery.key.encode()).hexdigest()[:40]
    try:
        await ctx.services.leads.note(note, place={"lead_id": row.lead_id}, idempotency_key=digest)
    except ServiceError as error:
        if error.upstream_status not in REFUSED_FOR_GOOD:
            raise
        ctx.log.warning("note_refused", reason=error.detail)


def _remarks(state: State) -> str:
    slots: Slots = state.slots
    remarks = []
    if state.wants_person:
        remarks.append("A person is wanted: please call.")
    if state.kind:
        remarks.append(OF_KIND[state.kind])
    if slots.sell_by:
        remarks.append(f"Wants to sell by {slots.sell_by.isoformat()}.")
    if "asking_price" in state.skipped:
        remarks.append("Names no price.")
    remarks += [f"Asks: {each}" for each in state.questions]
    return "\n".join(remarks)
