"""The workers that the dashboard asks: for figures, or only for their health."""

from typing import get_type_hints

from contracts.analytics import AnalyticsService
from contracts.calendar import CalendarService
from contracts.comps import CompsService
from contracts.crm_sync import CrmSyncService
from contracts.email import EmailService
from contracts.geocode import GeocodeService
from contracts.leads import LeadsService
from contracts.market import MarketIntelligenceService
from contracts.partner_hooks import PartnerHooksService
from contracts.payments import PaymentsService
from contracts.playbook import PlaybookApiService
from contracts.property_data import PropertyDataService
from contracts.sentiment import SentimentService
from contracts.slack_intel import SlackIntelService
from contracts.sms import SmsService
from contracts.valuation import ValuationService
from contracts.webhooks import WebhooksService
from dashboard_vars import DashboardVars
from edgekit import Context, Service


class Services:
    """Every worker of the fleet, until ``status`` tells of them all at once."""

    leads: LeadsService
    analytics: AnalyticsService
    market_intelligence: MarketIntelligenceService
    sentiment: SentimentService
    slack_intel: SlackIntelService
    valuation: ValuationService
    comps: CompsService
    property_data: PropertyDataService
    geocode: GeocodeService
    playbook_api: PlaybookApiService
    webhooks: WebhooksService
    email: EmailService
    sms: SmsService
    calendar: CalendarService
    payments: PaymentsService
    partner_hooks: PartnerHooksService
    crm_sync: CrmSyncService


Ctx = Context[Services, DashboardVars]
SERVICES: dict[str, type[Service]] = get_type_hints(Services)


def services_of(ctx: Ctx) -> dict[str, Service]:
    """The services by their workers' names."""
    return {service.worker: service(ctx) for service in SERVICES.values()}
