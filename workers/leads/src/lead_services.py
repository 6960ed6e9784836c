"""The workers that leads calls."""

from contracts.slack_intel import SlackIntelService
from contracts.valuation import ValuationService
from edgekit import Context
from lead_vars import LeadVars


class Services:
    """Without either of them a lead is still taken; what is missing is done later."""

    valuation: ValuationService
    slack_intel: SlackIntelService


Ctx = Context[Services, LeadVars]
