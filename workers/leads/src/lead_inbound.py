"""Forms that came in by webhooks: each makes one lead, however often it is delivered."""

from contracts.inbound import InboundEvent
from contracts.leads import NewLead
from edgekit import Statement, new_id
from lead_form import lead_of_form
from lead_identity import FIRST_LEAD, identities, parameters
from lead_intake import making
from lead_records import LeadRow
from lead_resubmission import resubmitted
from lead_services import Ctx


async def take_form(event: InboundEvent, ctx: Ctx) -> list[Statement]:
    """The statements that make a lead of a form, or note what is new for the lead that it is.

    Raises ``Problem`` 422 for a form that is no lead.
    """
    new = lead_of_form(event.payload)
    first = await _first(new, ctx)
    if first is not None:
        return resubmitted(first, new, ctx)
    # Of two forms of one person at once D1 refuses one, which finds the lead when it comes again.
    return making(new_id("lead"), new, None, ctx)


async def _first(new: NewLead, ctx: Ctx) -> LeadRow | None:
    asked = parameters(identities(new), ctx.started_ms)
    return await ctx.db.one(LeadRow, FIRST_LEAD, *asked)
