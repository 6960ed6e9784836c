"""What webhooks answers: events from providers, and what became of each.

Times are RFC 3339 UTC.
"""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field, model_validator

from contracts.base import Contract
from contracts.contact import Email, Phone
from contracts.dead_letters import listing, replaying
from edgekit.services import Operation, Service

EventStatus = Literal["pending", "delivered", "waiting", "stored", "dead"]


class Receipt(Contract):
    """An event that is stored, now or since it first came in."""

    id: str
    duplicate: bool = Field(description="It had come in before, and is not taken again.")


class StoredEvent(Contract):
    """An event as a list shows it."""

    id: str = Field(description="The provider's own; its worker takes it once under this id.")
    provider: str
    type: str
    status: EventStatus = Field(
        description="`pending`: its worker is still to take it. `delivered`: it has. `waiting`: "
        "its worker is not bound. `stored`: no route leads anywhere. `dead`: it was given up."
    )
    worker: str | None = Field(description="Who takes it, by ROUTES.")
    outcome: str | None = Field(description="What that worker made of it.")
    occurred_at: datetime
    received_at: datetime
    delivered_at: datetime | None
    replays: int
    last_error: str | None


class EventDetail(StoredEvent):
    """An event with all that is stored of it."""

    payload: dict[str, Any] | None = Field(
        description="Null once it is gone: PAYLOAD_DAYS after a delivered event came in, and of a "
        "CRM's event once it is delivered."
    )
    headers: dict[str, str] = Field(description="Those of an allow-list; signatures are not kept.")


class EventPage(Contract):
    """One page, newest first; ``cursor`` asks for the next one and is null on the last."""

    items: list[StoredEvent]
    cursor: str | None


class Refusals(Contract):
    """How many requests of a day, UTC, were refused for their signature."""

    provider: str
    day: date
    count: int


class RefusalList(Contract):
    """The last days' refusals, newest first."""

    items: list[Refusals]


class ForgetPerson(Contract):
    """Asks that what events say of a person be erased: by address, number, or both."""

    email: Email | None = None
    phone: Phone | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> "ForgetPerson":
        if self.email is None and self.phone is None:
            raise ValueError("give an e-mail address, a phone, or both")
        return self


class ForgottenPerson(Contract):
    """How many events were emptied."""

    events: int


class WebhooksService(Service, worker="webhooks"):
    """Events from providers."""

    forget = Operation(
        "POST", "/api/forget", ForgetPerson, ForgottenPerson, deadline_ms=10_000, admin=True
    )
    dead_letters = listing()
    replay = replaying()
