"""What a lead needs after it is stored: its value, and a card in Slack. Each is done once.

The message lies in the outbox from the moment that the lead is stored, so that no crash, fault or
slow worker loses a step; whatever fails is tried again through the queue, and by cron.
"""

from pydantic import BaseModel

from contracts.leads import home_to_value
from contracts.slack_intel import LeadCard, Notification
from edgekit import ServiceError, Statement
from lead_contacts import VALUED, sync
from lead_doubts import doubts, said_phone
from lead_publications import VALUATED, valuated
from lead_reading import lead_now
from lead_records import LeadRow
from lead_scoring import score
from lead_services import Ctx
from lead_storage import LEAD, store_valuation
from lead_valuation import appraise

TOPIC = "follow-up"
# At most: valuation refuses wrong facts (1), then asks property-data, geocode, comps for sales, for
# reach and for level, and market-intelligence (7 with itself), and slack-intel is told (1).
INVOCATIONS = 9
PATIENT_DEADLINE_MS = 2000


class FollowUp(BaseModel):
    """The outbox message: whom it is about, and nothing personal."""

    lead_id: str


def follow_up_message(lead_id: str, ctx: Ctx, name: str = TOPIC) -> Statement:
    """The statement that stores the message; ``name`` says of what, once a lead."""
    return ctx.outbox.message(TOPIC, FollowUp(lead_id=lead_id), key=f"{lead_id}:{name}")


async def follow_up(lead_id: str, ctx: Ctx) -> list[Statement]:
    """Do what a lead still lacks, and answer the statements that note it.

    The card waits for the value, which decides its channel, but not longer than
    ``ANNOUNCE_WITHIN_S`` seconds: somebody must call. Raises ``ServiceError`` if anything must be
    tried again.
    """
    lead = await lead_now(lead_id, ctx)
    if lead is None:
        return []
    failure: ServiceError | None = None
    if lead.valued_at is None:
        try:
            lead = await valued(lead, ctx)
        except ServiceError as error:
            failure = error
    announced = []
    if lead and lead.announced_at is None and (failure is None or _overdue(lead, ctx)):
        announced.append(await _announce(lead, ctx))
    if failure:
        if announced:
            await ctx.db.batch(*announced)
        raise failure
    return announced


async def valued(lead: LeadRow, ctx: Ctx) -> LeadRow | None:
    """Value and score a lead that has no value of what is known now; ``None`` if it was erased.

    Raises ``ServiceError`` if valuation is down or late.
    """
    found = await appraise(home_to_value(lead), ctx, PATIENT_DEADLINE_MS)
    now = ctx.started_ms + ctx.elapsed_ms()
    value = store_valuation(lead.id, found, score(lead, found.estimate), now)
    first = lead.valuation is None and lead.no_value is None
    again = "" if first else f":v{lead.version}"
    told = valuated(lead.id, found.estimate, ctx, f"{VALUATED}{again}")
    await ctx.db.batch(*told, value, sync(lead.id, f"{VALUED}{again}", ctx))
    return await ctx.db.one(LeadRow, LEAD, lead.id)


def _overdue(lead: LeadRow, ctx: Ctx) -> bool:
    patience_ms = 1000 * ctx.vars.announce_within_s
    return ctx.started_ms - lead.created_at >= patience_ms


async def _announce(lead: LeadRow, ctx: Ctx) -> Statement:
    """Tell Slack, and answer the statement that notes it.

    The lead's id is the key under which slack-intel takes the card once.
    """
    notification = Notification(channel=lead.channel, lead=card(lead))
    try:
        await ctx.services.slack_intel.notify(notification, idempotency_key=lead.id)
    except ServiceError as error:
        # 409: an attempt whose answer was lost got through, and the lead has changed since.
        if error.upstream_status != 409:
            raise
    now = ctx.started_ms + ctx.elapsed_ms()
    return Statement("UPDATE leads SET announced_at = ?2 WHERE id = ?1", (lead.id, now))


def card(lead: LeadRow) -> LeadCard:
    """The lead as Slack shows it."""
    facts = dict(lead) | {
        "valuation": lead.valuation and dict(lead.valuation),
        "phone": said_phone(lead),
        "doubts": doubts(lead),
    }
    return LeadCard.model_validate(facts)
