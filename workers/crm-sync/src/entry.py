"""crm-sync: keeps leads and their contacts in the CRM in step, both ways. Private."""

import hashlib
import json
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel

from contracts.crm_sync import (
    CrmStats,
    ForgetContact,
    ForgottenContact,
    SyncedContact,
    SyncStatus,
    Upsert,
    Upserted,
)
from contracts.slack_intel import Notification
from crm_changes import followupboss_people, hubspot_changes, hubspot_merges
from crm_delivery import (
    CHANGE_TOPIC,
    ERASE_TOPIC,
    SYNC_TOPIC,
    Changed,
    deliver,
    deliver_change,
    deliver_erasure,
)
from crm_mapping import mapped
from crm_services import Ctx, Services
from crm_statistics import statements, stats
from crm_store import (
    CONTACT,
    HEARD,
    ID,
    KEPT,
    LEADS_OF,
    MERGED,
    OFF,
    PERSONAL,
    REVIVED,
    ContactRow,
    LeadKey,
    forget,
    upsert,
)
from crm_telling import TOPIC as TELL_TOPIC
from crm_telling import Told
from crm_vars import CrmVars
from edgekit import (
    App,
    Delivery,
    InboundEvent,
    Problem,
    Query,
    Statement,
    dead_letters,
    effects,
    new_id,
    outbox,
)
from edgekit.dates import IsoDate


class LeadId(BaseModel):
    """The outbox message: which lead, and nothing personal."""

    lead_id: str


class LeadToSync(LeadId):
    """``look``: something is known to have changed in the CRM."""

    look: bool = False


app = App(
    "crm-sync",
    version="1.0.0",
    summary="Keeps leads and their contacts in the CRM in step, both ways.",
    services=Services,
    vars=CrmVars,
)
app.lifetimes(*outbox.LIFETIMES, dead_letters.LIFETIME, effects.LIFETIME, kept=KEPT)
app.personal_data(*PERSONAL)


@app.post("/api/upsert", status=202)
async def upsert_lead(body: Upsert, ctx: Ctx) -> Upserted:
    """Take a lead, new or changed; its contact follows behind the answer.

    Versions may come in any order and again and again: the newest counts, and one contact is what
    comes of it. Who was erased is not taken again.
    """
    lead = body.lead
    status: SyncStatus = "off" if ctx.vars.crm == "none" else "pending"
    stored = upsert(lead, new_id("contact"), status, ctx.started_ms)
    # The same again is the same message. Without a time it may be a value's return.
    told = "" if lead.updated_at else ctx.request_id
    why = hashlib.sha256(f"{stored.params[2]}{told}".encode()).hexdigest()[:32]
    _, rows, _ = await ctx.db.batch(stored, Statement(ID, (lead.id,)), _sync(lead.id, why, ctx))
    ctx.outbox.drain_later()
    return Upserted(id=rows[0]["id"])


@app.get("/api/contacts/{lead_id}", errors=(404,))
async def read_contact(lead_id: str, ctx: Ctx) -> SyncedContact:
    """Read what is known of a lead's contact in the CRM."""
    row = await ctx.db.one(ContactRow, CONTACT, lead_id)
    if row is None:
        raise Problem(404, f"No contact belongs to the lead {lead_id}.")
    return row.shown(ctx.vars.crm)


@app.get("/api/summary")
async def read_stats(
    ctx: Ctx,
    date_from: Annotated[IsoDate, Query("from")],
    date_to: Annotated[IsoDate, Query("to")],
) -> CrmStats:
    """Count the contacts that were synced on some days (UTC, both included), and those open now."""
    rows = await ctx.db.batch(*statements(date_from, date_to))
    return stats(date_from, date_to, ctx.vars.crm, *rows)


@app.post("/api/forget")
async def forget_lead(body: ForgetContact, ctx: Ctx) -> ForgottenContact:
    """Forget a person: here at once, and in the CRM through the outbox. Nothing revives them."""
    key = f"erase:{body.lead_id}"
    message = ctx.outbox.message(ERASE_TOPIC, LeadId(lead_id=body.lead_id), key=key)
    *_, forgotten, _ = await ctx.db.batch(
        *forget(body.lead_id, new_id("contact"), ctx.started_ms), message
    )
    ctx.outbox.drain_later()
    return ForgottenContact(contacts=len(forgotten))


@app.deliver(SYNC_TOPIC, invocations=0)
async def deliver_lead(message: LeadToSync, delivery: Delivery, ctx: Ctx) -> None:
    """Bring a lead's contact up to date."""
    await deliver(message.lead_id, delivery, ctx, look=message.look)


@app.deliver(ERASE_TOPIC, invocations=0)
async def erase_lead(message: LeadId, delivery: Delivery, ctx: Ctx) -> None:
    """Erase a person's contact in the CRM."""
    await deliver_erasure(message.lead_id, delivery, ctx)


@app.deliver(CHANGE_TOPIC, invocations=0)
async def note_change(message: Changed, delivery: Delivery, ctx: Ctx) -> list[Statement]:
    """Note what was changed in the CRM; the message says no more what that was."""
    await deliver_change(message, ctx)
    return [Statement(HEARD, (delivery.key,))]


@app.deliver(TELL_TOPIC, invocations=1)
async def tell_people(message: Told, delivery: Delivery, ctx: Ctx) -> None:
    """Tell people in Slack."""
    note = Notification(channel=ctx.vars.crm_channel, text=message.text)
    await ctx.services.slack_intel.notify(note, idempotency_key=delivery.key)


@app.inbound("hubspot")
async def hear_hubspot(event: InboundEvent, ctx: Ctx) -> list[Statement]:
    """Take what was changed in HubSpot; it stops here, and nothing is sent back."""
    names = frozenset(mapped(ctx.vars.crm, ctx.vars.crm_mapping))
    told_at = int(event.occurred_at.timestamp() * 1000)
    changes = hubspot_changes(event.payload, names, told_at)
    statements = [
        ctx.outbox.message(CHANGE_TOPIC, each, key=f"change:{event.id}:{number}")
        for number, each in enumerate(changes)
    ]
    for left, gone in hubspot_merges(event.payload):
        statements.append(Statement(MERGED, (ctx.vars.crm, left, json.dumps(gone))))
    return statements


@app.inbound("followupboss")
async def hear_followupboss(event: InboundEvent, ctx: Ctx) -> list[Statement]:
    """Have the people read whom Follow Up Boss says have changed."""
    ids = json.dumps(followupboss_people(event.payload))
    found = await ctx.db.all(LeadKey, LEADS_OF, ctx.vars.crm, ids)
    return [_sync(each.lead_id, f"event:{event.id}", ctx, look=True) for each in found]


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Sync what is due, and what came in while no CRM was chosen."""
    if ctx.vars.crm != "none":
        waiting = await ctx.db.all(LeadKey, OFF)
        for each in waiting:
            revived = Statement(REVIVED, (each.lead_id,))
            await ctx.db.batch(revived, _sync(each.lead_id, f"chosen:{new_id('turn')}", ctx))
    await ctx.outbox.drain()


def _sync(lead_id: str, why: str, ctx: Ctx, *, look: bool = False) -> Statement:
    message = LeadToSync(lead_id=lead_id, look=look)
    return ctx.outbox.message(SYNC_TOPIC, message, key=f"sync:{lead_id}:{why}")


on_fetch = app.on_fetch
on_queue = app.on_queue
on_scheduled = app.on_scheduled
