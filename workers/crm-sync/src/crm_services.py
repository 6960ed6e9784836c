"""The workers that crm-sync calls."""

from contracts.slack_intel import SlackIntelService
from crm_vars import CrmVars
from edgekit import Context


class Services:
    """While it is down what it is to be told waits in the outbox."""

    slack_intel: SlackIntelService


Ctx = Context[Services, CrmVars]
