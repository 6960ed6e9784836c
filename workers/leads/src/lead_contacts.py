"""A lead's contact in the CRM, through crm-sync: it hears of a lead that is new, valued or changed.

The messages hold an id alone. The lead is read when a message leaves, and its version goes with it,
so that crm-sync keeps the newest whatever the order in which they arrive.
"""

from pydantic import BaseModel

from contracts.crm_sync import CrmLead, Upsert
from edgekit import Statement
from lead_reading import lead_now
from lead_records import LeadRow
from lead_services import Ctx

TOPIC = "contact"
NEW, VALUED = TOPIC, f"{TOPIC}:valued"


class ContactOf(BaseModel):
    """The outbox message: whose contact it is, and nothing personal."""

    lead_id: str


def sync(lead_id: str, name: str, ctx: Ctx, *, when: Statement | None = None) -> Statement:
    """The statement that has the CRM told; ``name`` says of what, once a lead."""
    message = ContactOf(lead_id=lead_id)
    return ctx.outbox.message(TOPIC, message, key=f"{lead_id}:{name}", when=when)


async def upsert(lead_id: str, ctx: Ctx) -> None:
    """Hand a lead to crm-sync, unless it was erased. Raises ``ServiceError`` to be tried again."""
    lead = await lead_now(lead_id, ctx)
    if lead is None:
        return
    await ctx.services.crm_sync.upsert(Upsert(lead=contact_of(lead)))


def contact_of(lead: LeadRow) -> CrmLead:
    """The lead as the CRM may know it."""
    return CrmLead.model_validate(lead.detail([], []).model_dump())
