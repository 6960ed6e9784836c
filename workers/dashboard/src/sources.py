"""The workers that the dashboard asks for figures; `status` tells how all the others are."""

from typing import get_type_hints

from contracts.analytics import AnalyticsService
from contracts.calendar import CalendarService
from contracts.crm_sync import CrmSyncService
from contracts.leads import LeadsService
from contracts.market import MarketIntelligenceService
from contracts.partner_hooks import PartnerHooksService
from contracts.payments import PaymentsService
from contracts.sentiment import SentimentService
from contracts.slack_intel import SlackIntelService
from contracts.status import StatusService
from contracts.valuation import ValuationService
from dashboard_vars import DashboardVars
from edgekit import Context, Service


class Services:
    """What a summary asks for figures, and valuation, of which the page of a lead asks."""

    leads: LeadsService
    analytics: AnalyticsService
    market_intelligence: MarketIntelligenceService
    sentiment: SentimentService
    slack_intel: SlackIntelService
    valuation: ValuationService
    calendar: CalendarService
    payments: PaymentsService
    partner_hooks: PartnerHooksService
    crm_sync: CrmSyncService
    status: StatusService


Ctx = Context[Services, DashboardVars]
SERVICES: dict[str, type[Service]] = get_type_hints(Services)


def services_of(ctx: Ctx) -> dict[str, Service]:
    """The services by their workers' names."""
    return {service.worker: service(ctx) for service in SERVICES.values()}
