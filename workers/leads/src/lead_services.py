"""The workers that leads calls."""

from contracts.calendar import CalendarService
from contracts.chat import ChatbotService
from contracts.content_writer import ContentWriterService
from contracts.crm_sync import CrmSyncService
from contracts.email import EmailService
from contracts.founder_chat import FounderChatService
from contracts.instant_offer import InstantOfferService
from contracts.lead_bot import LeadBotService
from contracts.partner_hooks import PartnerHooksService
from contracts.payments import PaymentsService
from contracts.slack_intel import SlackIntelService
from contracts.sms import SmsService
from contracts.valuation import ValuationService
from contracts.webhooks import WebhooksService
from edgekit import Context
from lead_vars import LeadVars


class Services:
    """Without any of them a lead is still taken; what is missing is done later."""

    valuation: ValuationService
    slack_intel: SlackIntelService
    calendar: CalendarService
    lead_bot: LeadBotService
    email: EmailService
    sms: SmsService
    crm_sync: CrmSyncService
    partner_hooks: PartnerHooksService
    payments: PaymentsService
    webhooks: WebhooksService
    content_writer: ContentWriterService
    chatbot: ChatbotService
    founder_chat: FounderChatService
    instant_offer: InstantOfferService


Ctx = Context[Services, LeadVars]
