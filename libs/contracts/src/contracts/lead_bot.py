"""What lead-bot takes and answers, as far as sms needs it."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.base import Contract
from edgekit.services import Operation, Service


class BotMessage(Contract):
    """What somebody wrote, on the web or in a text."""

    session_id: str | None = None
    channel: Literal["web", "sms"]
    sender: str | None = Field(default=None, alias="from", description="E.164, of a text.")
    message: Annotated[str, Field(min_length=1)]


class BotReply(Contract):
    """What the bot says to it."""

    session_id: str
    reply: str
    lead_id: str | None = Field(default=None, description="Once the person is a lead.")


class LeadBotService(Service, worker="lead-bot"):
    """Automated qualification of leads."""

    message = Operation("POST", "/api/message", BotMessage, BotReply, deadline_ms=8000)
