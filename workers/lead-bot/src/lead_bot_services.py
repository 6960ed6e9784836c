"""The workers that lead-bot calls."""

from contracts.calendar import CalendarService
from contracts.leads import LeadsService
from contracts.slack_intel import SlackIntelService
from contracts.valuation import ValuationService
from edgekit import Context
from lead_bot_vars import LeadBotVars


class Services:
    """Without valuation no range is quoted, without calendar no visit offered; leads can wait."""

    valuation: ValuationService
    leads: LeadsService
    calendar: CalendarService
    slack_intel: SlackIntelService


Ctx = Context[Services, LeadBotVars]
