"""The workers that status asks for their health: all but itself."""

from typing import get_type_hints

from contracts.analytics import AnalyticsService
from contracts.calendar import CalendarService
from contracts.chat import ChatbotService
from contracts.comps import CompsService
from contracts.content_writer import ContentWriterService
from contracts.crm_sync import CrmSyncService
from contracts.email import EmailService
from contracts.founder_chat import FounderChatService
from contracts.gateway import GatewayService
from contracts.geocode import GeocodeService
from contracts.instant_offer import InstantOfferService
from contracts.lead_bot import LeadBotService
from contracts.leads import LeadsService
from contracts.market import MarketIntelligenceService
from contracts.media import MediaProxyService
from contracts.offer_grader import OfferGraderService
from contracts.partner_hooks import PartnerHooksService
from contracts.payments import PaymentsService
from contracts.playbook import PlaybookApiService
from contracts.property_data import PropertyDataService
from contracts.sentiment import SentimentService
from contracts.slack_intel import SlackIntelService
from contracts.sms import SmsService
from contracts.valuation import ValuationService
from contracts.webhooks import WebhooksService
from edgekit import Context, Service
from status_vars import StatusVars


class Services:
    """Every other worker of the fleet, in the order of the page."""

    site: "SiteService"
    leads: LeadsService
    valuation: ValuationService
    lead_bot: LeadBotService
    chatbot: ChatbotService
    founder_chat: FounderChatService
    instant_offer: InstantOfferService
    offer_grader: OfferGraderService
    content_writer: ContentWriterService
    calendar: CalendarService
    playbook_api: PlaybookApiService
    market_intelligence: MarketIntelligenceService
    sentiment: SentimentService
    analytics: AnalyticsService
    dashboard: "DashboardService"
    comps: CompsService
    property_data: PropertyDataService
    geocode: GeocodeService
    email: EmailService
    sms: SmsService
    payments: PaymentsService
    webhooks: WebhooksService
    partner_hooks: PartnerHooksService
    crm_sync: CrmSyncService
    media_proxy: MediaProxyService
    gateway: GatewayService
    slack_intel: SlackIntelService


class DashboardService(Service, worker="dashboard"):
    """Asked for its health only."""


class SiteService(Service, worker="site"):
    """Asked for its health only."""


ITSELF = "status"
Ctx = Context[Services, StatusVars]
SERVICES: dict[str, type[Service]] = {
    service.worker: service for service in get_type_hints(Services).values()
}
WORKERS = (*SERVICES, ITSELF)
"""The names of all workers that the page tells of, in its order."""
