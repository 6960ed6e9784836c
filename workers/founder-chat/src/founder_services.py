"""The worker that founder-chat calls, and what it can be told by its vars."""

from chat_desk.vars import ChatVars
from contracts.slack_intel import SlackIntelService
from edgekit import Context
from edgekit.vars import Url


class Services:
    """Without it contact requests are kept, and passed on later."""

    slack_intel: SlackIntelService


class FounderVars(ChatVars):
    profile_url: Url = "https://hearthstack.example/founder"
    """The page that answers name as their source."""
    contact_channel: str = "#founder"
    """The Slack channel that is told of contact requests."""
    contact_days: int = 365
    """Days that a contact request is kept."""


Ctx = Context[Services, FounderVars]
