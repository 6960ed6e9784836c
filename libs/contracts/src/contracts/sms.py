"""What sms takes and answers."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.base import Contract
from contracts.contact import Phone
from edgekit.services import Operation, Service


class NewText(Contract):
    """A text message to one phone."""

    to: Phone
    body: Annotated[str, Field(min_length=1, max_length=1600)]
    purpose: Literal["transactional", "marketing", "conversation"]


class QueuedText(Contract):
    """A text that is stored."""

    id: str
    status: Literal["queued", "held", "refused"]


class SmsService(Service, worker="sms"):
    """Text messages."""

    send = Operation("POST", "/api/send", NewText, QueuedText, deadline_ms=2000)
