"""The workers that calendar calls."""

from calendar_vars import CalendarVars
from contracts.email import EmailService
from contracts.leads import LeadsService
from contracts.slack_intel import SlackIntelService
from contracts.sms import SmsService
from edgekit import Context


class Services:
    """Without any of them appointments are booked; what is not bound is not told."""

    email: EmailService
    sms: SmsService
    slack_intel: SlackIntelService
    leads: LeadsService


Ctx = Context[Services, CalendarVars]
