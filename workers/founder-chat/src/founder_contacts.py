"""Who wants to be contacted is told to the founder's team in Slack: once, through the outbox."""

import hashlib

from pydantic import BaseModel

from chat_desk.records import SESSION, Corrected, SessionRow
from contracts.founder_chat import ContactTaken, NewContact
from contracts.slack_intel import Notification
from edgekit import Delivery, Problem, ServiceError, Statement, Undeliverable, new_id
from founder_services import Ctx

CONTACT, VISITOR, CORRECTION = "contact", "visitor", "correction"
INVOCATIONS = 2  # slack-intel, and Slack
LONGEST_MESSAGE = 2500
LAST_MESSAGES = 8
NO_NAME = "A visitor of the chat"
STORE = """INSERT INTO contacts (id, key, fingerprint, at, name, email, phone, message)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (key) DO NOTHING RETURNING id"""
STORED = "SELECT 1 FROM contacts WHERE id = ?1"
OF_KEY = "SELECT id, fingerprint FROM contacts WHERE key = ?1"
READ = "SELECT name, email, phone, message FROM contacts WHERE id = ?1"
SAID = """SELECT message FROM (
  SELECT n, message FROM turns WHERE session_id = ?1 ORDER BY n DESC LIMIT ?2) ORDER BY n"""
REFUSED_FOR_GOOD = (400, 409, 413, 422)


class ContactId(BaseModel):
    """The outbox message: which request is to be told."""

    id: str


class Wanted(BaseModel):
    """The outbox message: whose visitor wants a person."""

    session_id: str


class Earlier(BaseModel):
    """The request that came under a key before."""

    id: str
    fingerprint: str


class ContactRow(BaseModel):
    """A request, as it is told."""

    name: str
    email: str | None
    phone: str | None
    message: str


class Message(BaseModel):
    """What a visitor has said."""

    message: str


async def take(new: NewContact, key: str | None, ctx: Ctx) -> ContactTaken:
    """Store a request and pass it on; raises ``Problem`` 409 for a key with another request."""
    contact_id = new_id("contact")
    fingerprint = hashlib.sha256(new.model_dump_json().encode()).hexdigest()
    scoped = None
    if key is not None:
        scoped = hashlib.sha256(f"{ctx.client_ip}\n{key}".encode()).hexdigest()
    facts = (ctx.started_ms, new.name, new.email, new.phone, new.message)
    stored, _ = await ctx.db.batch(
        Statement(STORE, (contact_id, scoped, fingerprint, *facts)),
        ctx.outbox.message(
            CONTACT,
            ContactId(id=contact_id),
            key=f"{CONTACT}:{contact_id}",
            when=Statement(STORED, (contact_id,)),
        ),
    )
    ctx.outbox.drain_later()
    if stored:
        return ContactTaken(id=contact_id)
    earlier = await ctx.db.one(Earlier, OF_KEY, scoped)
    if earlier is None or earlier.fingerprint != fingerprint:
        raise Problem(409, "This Idempotency-Key came with another request; use a new one.")
    return ContactTaken(id=earlier.id)


def telling(session_id: str, ctx: Ctx) -> Statement:
    """The statement that has a session's visitor passed on; a second one stores nothing."""
    return ctx.outbox.message(VISITOR, Wanted(session_id=session_id), key=f"visitor:{session_id}")


def correcting(corrected: Corrected, ctx: Ctx) -> Statement:
    """The statement that has the team told of details that were put right in a turn."""
    return ctx.outbox.message(CORRECTION, corrected, key=f"correction:{corrected.turn_id}")


async def tell_contact(wanted: ContactId, delivery: Delivery, ctx: Ctx) -> None:
    """Tell Slack of a request, unless it was erased. Raises ``ServiceError`` to be tried again."""
    row = await ctx.db.one(ContactRow, READ, wanted.id)
    if row is not None:
        reach = _reach(row.email, row.phone)
        data = {"name": row.name, "contact": reach, "message": row.message, "lead_id": wanted.id}
        await _notify(data, delivery.key, ctx)


async def tell_visitor(wanted: Wanted, delivery: Delivery, ctx: Ctx) -> None:
    """Tell Slack of a visitor who wants a person, unless they were erased."""
    session = await ctx.db.one(SessionRow, SESSION, wanted.session_id)
    if session is None:
        return
    said = await ctx.db.all(Message, SAID, session.id, LAST_MESSAGES)
    text = "\n".join(each.message for each in said)
    reach = _reach(session.email, session.phone)
    name = session.name or NO_NAME
    data = {"name": name, "contact": reach, "message": text, "lead_id": session.id}
    await _notify(data, delivery.key, ctx)


async def _notify(data: dict[str, str], key: str, ctx: Ctx) -> None:
    """Tell Slack; slack-intel finds the message again by `lead_id`, when it is to be forgotten."""
    cut = {name: value[:LONGEST_MESSAGE] for name, value in data.items()}
    told = Notification(channel=ctx.vars.contact_channel, template="contact", data={**cut})
    try:
        await ctx.services.slack_intel.notify(told, idempotency_key=key)
    except ServiceError as error:
        if error.upstream_status in REFUSED_FOR_GOOD:
            raise Undeliverable(error.detail) from error
        raise


def _reach(email: str | None, phone: str | None) -> str:
    return ", ".join(filter(None, (email, phone)))
