"""The workers that sms calls."""

from contracts.lead_bot import LeadBotService
from contracts.slack_intel import SlackIntelService
from edgekit import Context
from sms_vars import SmsVars


class Services:
    """Without it a text is taken all the same, and told later."""

    slack_intel: SlackIntelService


Ctx = Context[Services, SmsVars]


def lead_bot(ctx: Ctx) -> LeadBotService | None:
    """The bot that answers texts, where there is one.

    It is bound once it exists; until then no declaration in ``Services`` could be kept.
    """
    if ctx.worker.bindings[LeadBotService.binding] is None:
        return None
    return LeadBotService(ctx)
