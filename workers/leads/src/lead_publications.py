"""What partners hear of a lead, through partner-hooks: each fact once, and never who it is about.

A fact becomes an outbox message in the transaction that makes it true. The message holds the fact
alone; what else a partner may know of the lead is read when it leaves, so that nothing is told of
somebody who was erased meanwhile.
"""

from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel

from contracts.base import Contract
from contracts.leads import LeadChange, Status
from contracts.partner_hooks import (
    LeadCreated,
    LeadFacts,
    LeadStatusChanged,
    LeadUpdated,
    PropertyValuated,
    publication,
)
from contracts.postal.address import zip_in
from contracts.valuation import Estimate
from edgekit import ServiceError, Statement
from lead_reading import lead_now
from lead_records import LeadRow
from lead_services import Ctx

TOPIC = "publish"
CREATED, VALUATED = "created", "valuated"
NOT_VALUED = "SELECT 1 FROM leads WHERE id = ?1 AND valued_at IS NULL AND erased_at IS NULL"


class Fact(BaseModel):
    """The outbox message: what has happened to which lead, and when (epoch milliseconds)."""

    lead_id: str
    what: Literal["created", "valuated", "status", "updated"]
    at: int
    before: Status | None = None
    status: Status | None = None
    changed: tuple[str, ...] = ()


def created(lead_id: str, ctx: Ctx) -> Statement:
    """The statement that has partners told of a new lead."""
    return _told(Fact(lead_id=lead_id, what="created", at=ctx.started_ms), CREATED, ctx)


def valuated(
    lead_id: str, valuation: Estimate | None, ctx: Ctx, name: str = VALUATED
) -> list[Statement]:
    """The statement that has partners told of a value; it stands before the one that stores it.

    ``name`` tells a value anew from the first one.
    """
    if valuation is None:
        return []
    fact = Fact(lead_id=lead_id, what="valuated", at=ctx.started_ms)
    return [_told(fact, name, ctx, when=Statement(NOT_VALUED, (lead_id,)))]


def changed(lead: LeadRow, wanted: LeadChange, seen: Statement, ctx: Ctx) -> list[Statement]:
    """The statements that have partners told of a change; they stand before the one that makes it.

    They store nothing unless ``seen`` still finds the lead in the version that was read.
    """
    at, facts = ctx.started_ms, []
    if wanted.status and wanted.status != lead.status:
        moved = {"before": lead.status, "status": wanted.status}
        facts.append(Fact.model_validate({"lead_id": lead.id, "what": "status", "at": at, **moved}))
    if wanted.agent and wanted.agent != lead.agent:
        facts.append(Fact(lead_id=lead.id, what="updated", at=at, changed=("agent",)))
    name = f"v{lead.version + 1}"
    return [_told(fact, f"{fact.what}:{name}", ctx, when=seen) for fact in facts]


async def publish(fact: Fact, key: str, ctx: Ctx) -> None:
    """Hand a fact to partner-hooks. Raises ``ServiceError`` to be tried again."""
    lead = await lead_now(fact.lead_id, ctx)
    if lead is None:
        return
    event = event_of(fact, lead)
    if event is None:
        return
    try:
        await ctx.services.partner_hooks.publish(publication(event, key))
    except ServiceError as error:
        # 409: an attempt whose answer was lost got through, and the lead has changed since.
        if error.upstream_status != 409:
            raise


def event_of(fact: Fact, lead: LeadRow) -> Contract | None:
    """The event as partners get it; None for a value that the lead does not have any more."""
    at = datetime.fromtimestamp(fact.at / 1000, UTC)
    if fact.what == "created":
        return LeadCreated(**dict(facts_of(lead)), created_at=at)
    if fact.what == "updated":
        return LeadUpdated(**dict(facts_of(lead)), updated_at=at, changed=fact.changed)
    if fact.what == "status" and fact.status:
        return LeadStatusChanged(lead_id=lead.id, before=fact.before, status=fact.status, at=at)
    if lead.valuation is None:
        return None
    told = {name: getattr(lead.valuation, name) for name in ("estimate", "low", "high", "method")}
    confidence = lead.valuation.confidence
    return PropertyValuated(lead_id=lead.id, zip=zip_of(lead), at=at, confidence=confidence, **told)


def facts_of(lead: LeadRow) -> LeadFacts:
    """A lead without whom it is about."""
    names = ("status", "score", "timeline", "condition", "asking_price", "source")
    return LeadFacts(lead_id=lead.id, zip=zip_of(lead), **{n: getattr(lead, n) for n in names})


def zip_of(lead: LeadRow) -> str | None:
    """The home's ZIP code, of its facts or its address."""
    return (lead.property and lead.property.zip) or zip_in(lead.address)


def _told(fact: Fact, name: str, ctx: Ctx, *, when: Statement | None = None) -> Statement:
    return ctx.outbox.message(TOPIC, fact, key=f"{fact.lead_id}:{name}", when=when)
