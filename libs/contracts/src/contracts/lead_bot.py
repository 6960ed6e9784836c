"""What lead-bot takes and answers: a conversation that finds out whether somebody will sell.

Money is whole US dollars, times are RFC 3339 UTC.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, model_validator

from contracts.base import Contract
from contracts.calendar import ZoneName
from contracts.contact import Email, Phone
from contracts.leads import Condition, Timeline
from contracts.valuation import Estimate
from edgekit.dates import IsoDate
from edgekit.services import Operation, Service

LONGEST_MESSAGE = 4_000
Channel = Literal["web", "sms"]
SlotName = Literal[
    "address", "timeline", "condition", "asking_price", "motivation", "name", "phone", "email"
]
SessionId = Annotated[str, Field(min_length=1, max_length=100)]


class BotMessage(Contract):
    """What somebody wrote, on the web or in a text."""

    session_id: SessionId | None = Field(
        default=None, description="Of an earlier answer; without it a conversation begins."
    )
    channel: Channel = "web"
    sender: Annotated[str, Field(max_length=40)] | None = Field(
        default=None,
        alias="from",
        description="E.164, of a text: the number is the conversation. Only for other workers and "
        "the operator; on the web it is left out of account.",
    )
    message: Annotated[
        str,
        Field(min_length=1, description=f"More than {LONGEST_MESSAGE:,} characters are a 413."),
    ]
    tz: ZoneName | None = Field(default=None, description="The visitor's zone, for appointments.")


class Slots(Contract):
    """What is known of a lead, in the lead's own terms; null is not known."""

    address: str | None = Field(default=None, description="As it was written.")
    timeline: Timeline | None = None
    sell_by: IsoDate | None = Field(
        default=None, description="The last day on which the wish is met, where one was named."
    )
    condition: Condition | None = None
    asking_price: int | None = None
    motivation: str | None = None
    name: str | None = None
    phone: str | None = Field(default=None, description="E.164.")
    phone_ext: str | None = None
    email: str | None = None


class Appointment(Contract):
    """A visit that was booked in this conversation."""

    id: str
    start: datetime
    end: datetime
    manage_url: str = Field(description="Where it can be moved or cancelled.")


class BotReply(Contract):
    """What the bot says to it, and what it knows by now."""

    session_id: str = Field(description="A capability: whoever has it may read the conversation.")
    reply: str = Field(description="Plain text. In a text message at most 306 GSM-7 characters.")
    slots: Slots = Slots()
    missing: list[SlotName] = Field(
        default=[], description="What it will still ask for, in this order."
    )
    qualified: bool = False
    handoff: bool = Field(default=False, description="Whether a person was asked for.")
    ended: bool = Field(default=False, description="Whether the conversation is over: “stop”.")
    lead_id: str | None = Field(default=None, description="Once the person is a lead.")
    estimate: Estimate | None = Field(
        default=None, description="valuation's, once the address is known and it has one."
    )
    appointment: Appointment | None = None


class Turn(Contract):
    """A message and the answer to it."""

    n: int = Field(description="From 1, in the order in which they were taken.")
    at: datetime
    message: str
    reply: str | None = Field(description="Null while it is being answered.")


class Transcript(Contract):
    """A conversation, for whoever has its id."""

    session_id: str
    channel: Channel
    created_at: datetime
    ended: bool
    slots: Slots
    missing: list[SlotName]
    qualified: bool
    lead_id: str | None
    turns: list[Turn] = Field(description="Oldest first; the newest 200.")


class ForgetConversations(Contract):
    """Asks that a person's conversations be erased: those of their lead, number or address."""

    lead_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    email: Email | None = None
    phone: Phone | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> "ForgetConversations":
        if self.lead_id is None and self.email is None and self.phone is None:
            raise ValueError("give lead_id, email or phone")
        return self


class ForgottenConversations(Contract):
    """How many conversations were erased."""

    conversations: int


class LeadBotService(Service, worker="lead-bot"):
    """Automated qualification of leads."""

    message = Operation("POST", "/api/message", BotMessage, BotReply, deadline_ms=8000)
    forget = Operation(
        "POST", "/api/forget", ForgetConversations, ForgottenConversations, admin=True
    )
