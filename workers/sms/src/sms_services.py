"""The workers that sms calls."""

from contracts.lead_bot import LeadBotService
from contracts.slack_intel import SlackIntelService
from edgekit import Context
from sms_vars import SmsVars


class Services:
    """Without slack-intel a text is taken all the same, and told later."""

    lead_bot: LeadBotService
    slack_intel: SlackIntelService


Ctx = Context[Services, SmsVars]


def lead_bot(ctx: Ctx) -> LeadBotService | None:
    """The bot that answers texts; none where people answer all of them, and none is bound."""
    if ctx.worker.bindings[LeadBotService.binding] is None:
        return None
    return ctx.services.lead_bot
