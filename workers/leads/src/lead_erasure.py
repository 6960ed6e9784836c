"""Erasing a person: every lead of theirs becomes a tombstone that names nobody."""

import json

from pydantic import BaseModel

from contracts.email import address_digest
from edgekit import Problem, Statement
from lead_acknowledgement import TOPIC as ACKNOWLEDGE
from lead_acknowledgement import mailable
from lead_contacts import NEW, VALUED
from lead_followup import TOPIC as FOLLOW_UP
from lead_forgetting import forgetting
from lead_hooks import forgetting as forgetting_hooks
from lead_publications import CREATED, VALUATED
from lead_services import Ctx
from lead_texts import ACKNOWLEDGE as ACKNOWLEDGE_BY_TEXT
from lead_texts import forgetting as forgetting_texts

MAIL_TOPIC = "forget-mail"

# A person is known by their e-mail address, or by phone and first name: a number may be a
# household's, and whoever else is reached there must not go. An erasure must not stop half way,
# so that it goes on from each lead that is theirs.
FIRST_NAME = "lower(substr(leads.name, 1, instr(leads.name || ' ', ' ') - 1))"
PERSON = f"""WITH RECURSIVE person (id, email, phone, first_name) AS (
  SELECT id, email, phone, {FIRST_NAME} FROM leads WHERE id = ?1 AND erased_at IS NULL
  UNION SELECT leads.id, leads.email, leads.phone, {FIRST_NAME} FROM person
    JOIN leads ON leads.email = person.email
  UNION SELECT leads.id, leads.email, leads.phone, {FIRST_NAME} FROM person
    JOIN leads ON leads.phone = person.phone AND {FIRST_NAME} = person.first_name
) SELECT id, min(email) AS email, min(phone) AS phone FROM person GROUP BY id"""  # noqa: S608
OTHERS = """SELECT DISTINCT phone FROM leads
WHERE phone IN (SELECT value FROM json_each(?2)) AND id NOT IN (SELECT value FROM json_each(?1))"""

TOMBSTONE = """UPDATE leads SET erased_at = ?2, updated_at = ?2, version = version + 1,
  name = NULL, email = NULL, phone = NULL, phone_ext = NULL, phone_written = NULL,
  no_value = NULL, address = NULL, zip = NULL, asking_price = NULL,
  motivation = NULL, message = NULL, property = NULL, source = NULL, utm = NULL, consent = NULL,
  score_parts = NULL, valuation = NULL
WHERE id IN (SELECT value FROM json_each(?1))"""
# What of a lead's own may still wait in the outbox, as its keys name it.
NAMES = json.dumps([FOLLOW_UP, ACKNOWLEDGE, ACKNOWLEDGE_BY_TEXT, CREATED, VALUATED, NEW, VALUED])
NOTHING_TO_FOLLOW = f"""DELETE FROM outbox WHERE key IN (
  SELECT lead.value || ':' || topic.value FROM json_each(?1) AS lead,
    json_each('{NAMES}') AS topic)"""  # noqa: S608
NOTHING_TO_REPLAY = NOTHING_TO_FOLLOW.replace("outbox", "dead_letters")


class Erased(BaseModel):
    """One lead of the person, and where mails and texts went to."""

    id: str
    email: str | None
    phone: str | None


class Number(BaseModel):
    """A phone number."""

    phone: str


class ForgottenAddress(BaseModel):
    """The outbox message that asks email to forget: a lead's id, and a digest of its address."""

    lead_id: str
    digest: str | None


async def erase(lead_id: str, ctx: Ctx) -> None:
    """Erase the person of a lead from every table, and from the workers that had it soon after.

    A lead that is erased already stays so. Raises ``Problem`` 404 for one that never was.
    """
    person = await ctx.db.all(Erased, PERSON, lead_id)
    if not person:
        if await ctx.db.value("SELECT 1 FROM leads WHERE id = ?1", lead_id) is None:
            raise Problem(404, f"No lead has the id {lead_id}.")
        return
    ids = json.dumps([lead.id for lead in person])
    phones = json.dumps([lead.phone for lead in person])
    shared = {row.phone for row in await ctx.db.all(Number, OTHERS, ids, phones)}
    await ctx.db.batch(
        Statement(TOMBSTONE, (ids, ctx.started_ms)),
        Statement(NOTHING_TO_FOLLOW, (ids,)),
        Statement(NOTHING_TO_REPLAY, (ids,)),
        *(_delete(table, ids) for table in ("notes", "recent_leads", "submissions", "lead_words")),
        *(statement for lead in person for statement in _forget(lead, lead.phone in shared, ctx)),
    )
    ctx.outbox.drain_later()


def _forget(lead: Erased, is_shared: bool, ctx: Ctx) -> list[Statement]:
    """The messages by which the other workers forget a lead; of a shared number they are not told.

    Only sms is told of it, which has texted the lead there.
    """
    phone = None if is_shared else lead.phone
    address = mailable(lead.email)
    mails = ForgottenAddress(lead_id=lead.id, digest=address and address_digest(address))
    return [
        *forgetting(lead.id, lead.email, phone, ctx),
        ctx.outbox.message(MAIL_TOPIC, mails, key=f"{lead.id}:{MAIL_TOPIC}"),
        forgetting_texts(lead.id, phone, ctx, is_shared=is_shared),
        forgetting_hooks(lead.id, lead.email, phone, ctx),
    ]


def _delete(table: str, ids: str) -> Statement:
    sql = f"DELETE FROM {table} WHERE lead_id IN (SELECT value FROM json_each(?1))"  # noqa: S608
    return Statement(sql, (ids,))
