"""What gateway can be told by its vars, and the workers that it stands before."""

from typing import Annotated

from pydantic import Field

from contracts.analytics import AnalyticsService
from contracts.calendar import CalendarService
from contracts.chat import ChatbotService
from contracts.founder_chat import FounderChatService
from contracts.instant_offer import InstantOfferService
from contracts.lead_bot import LeadBotService
from contracts.leads import LeadsService
from contracts.market import MarketIntelligenceService
from contracts.media import MediaProxyService
from contracts.offer_grader import OfferGraderService
from contracts.playbook import PlaybookApiService
from contracts.sentiment import SentimentService
from contracts.status import StatusService
from contracts.valuation import ValuationService
from contracts.webhooks import WebhooksService
from edgekit import Context, Vars


class GatewayVars(Vars):
    rate_per_minute: Annotated[int, Field(ge=1, le=1_000_000)] = 600
    """Calls a minute of a key that was made without a limit of its own."""
    upstream_timeout_ms: Annotated[int, Field(ge=100, le=120_000)] = 30_000
    """Milliseconds that a worker has to begin its answer."""
    usage_days: Annotated[int, Field(ge=31, le=3650)] = 400
    """Days that usage, and a key that was revoked, are kept."""
    document_seconds: Annotated[int, Field(ge=0, le=86_400)] = 300
    """Seconds that the merged OpenAPI document is answered before it is made again."""


class Services:
    """Every worker with an API for the public.

    Pages (dashboard, site) are not behind the gateway, nor is any private worker.
    """

    analytics: AnalyticsService
    calendar: CalendarService
    chatbot: ChatbotService
    founder_chat: FounderChatService
    instant_offer: InstantOfferService
    lead_bot: LeadBotService
    leads: LeadsService
    market_intelligence: MarketIntelligenceService
    media_proxy: MediaProxyService
    offer_grader: OfferGraderService
    playbook_api: PlaybookApiService
    sentiment: SentimentService
    status: StatusService
    valuation: ValuationService
    webhooks: WebhooksService


Ctx = Context[Services, GatewayVars]
