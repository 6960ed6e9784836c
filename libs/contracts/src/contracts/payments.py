"""What payments takes and answers."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from contracts.base import Contract
from edgekit.services import Operation, Service


class Visitor(Contract):
    """Who is to be greeted."""

    name: Annotated[str, Field(min_length=1, max_length=100)]


class Greeting(Contract):
    """What a visitor is told."""

    id: str
    name: str
    text: str
    greeted_at: datetime


class PaymentsService(Service, worker="payments"):
    """Takes payments through Stripe, and keeps their books."""

    greet = Operation("POST", "/api/greetings", Visitor, Greeting, deadline_ms=800)
