"""The workers that webhooks hands events to."""

from contracts.calendar import CalendarService
from contracts.crm_sync import CrmSyncService
from contracts.email import EmailService
from contracts.inbound import InboundAnswer, InboundEvent
from contracts.leads import LeadsService
from contracts.payments import PaymentsService
from contracts.sms import SmsService
from edgekit import Context
from edgekit.services import Call
from hook_vars import HookVars


class Services:
    """Whoever is not here, or not bound, finds its events waiting."""

    leads: LeadsService
    sms: SmsService
    email: EmailService
    calendar: CalendarService
    payments: PaymentsService
    crm_sync: CrmSyncService


Ctx = Context[Services, HookVars]


def receivers(ctx: Ctx) -> dict[str, Call[InboundEvent, InboundAnswer]]:
    """The operation that delivers an event to each worker that is bound."""
    services = ctx.services
    calls = {
        "leads": services.leads.inbound,
        "sms": services.sms.inbound,
        "email": services.email.inbound,
        "calendar": services.calendar.inbound,
        "payments": services.payments.inbound,
        "crm-sync": services.crm_sync.inbound,
    }
    bindings = ctx.worker.bindings
    return {name: call for name, call in calls.items() if bindings[_binding(name)] is not None}


def _binding(worker: str) -> str:
    return worker.upper().replace("-", "_")
