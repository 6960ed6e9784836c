"""The workers that webhooks hands events to."""

from contracts.inbound import InboundAnswer, InboundEvent
from contracts.leads import LeadsService
from edgekit import Context
from edgekit.services import Call
from hook_vars import HookVars


class Services:
    """Whoever is not here, or not bound, finds its events waiting."""

    leads: LeadsService


Ctx = Context[Services, HookVars]


def receivers(ctx: Ctx) -> dict[str, Call[InboundEvent, InboundAnswer]]:
    """The operation that delivers an event to each worker that is bound."""
    known = [ctx.services.leads]
    return {each.worker: each.inbound for each in known if ctx.worker.bindings[each.binding]}
