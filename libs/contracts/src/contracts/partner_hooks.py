"""What partner-hooks takes and answers: subscriptions of partners, and what they were sent.

Times are RFC 3339 UTC; money is whole US dollars. What a partner gets is in the models of the
events: no name, no e-mail address, no telephone number and no street, by decision. A partner who
may know more asks for the lead by its id.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from contracts.base import Contract
from contracts.days import DaysQuery
from contracts.dead_letters import listing, replaying
from contracts.leads import ONE_LINE, Condition, Status, Timeline
from edgekit.services import Operation, Service

EventType = Literal[
    "lead.created", "lead.updated", "lead.status_changed", "property.valuated", "offer.created"
]
DeliveryStatus = Literal["pending", "delivered", "dead", "held", "cancelled"]


class LeadFacts(Contract):
    """A lead as partners see it: what and where about, not who."""

    lead_id: Annotated[str, Field(min_length=1, max_length=64)]
    status: Status | None = None
    score: Annotated[int, Field(ge=0, le=100)] | None = None
    zip: Annotated[str, Field(pattern=r"^[0-9]{5}$")] | None = None
    timeline: Timeline | None = None
    condition: Condition | None = None
    asking_price: int | None = None
    source: Annotated[str, Field(max_length=100)] | None = None


class LeadCreated(LeadFacts):
    """``lead.created``: somebody may sell a home."""

    created_at: datetime


class LeadUpdated(LeadFacts):
    """``lead.updated``: something else than the status has changed; `changed` names the fields."""

    updated_at: datetime
    changed: tuple[str, ...] = ()


class LeadStatusChanged(Contract):
    """``lead.status_changed``: how far a lead has come."""

    lead_id: Annotated[str, Field(min_length=1, max_length=64)]
    before: Status | None = None
    status: Status
    at: datetime


class PropertyValuated(Contract):
    """``property.valuated``: what a home is worth; `low` to `high` is the 80 % interval."""

    lead_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    zip: Annotated[str, Field(pattern=r"^[0-9]{5}$")] | None = None
    estimate: int
    low: int
    high: int
    confidence: float | None = None
    method: str | None = None
    at: datetime


class OfferCreated(Contract):
    """``offer.created``: somebody has accepted a quote."""

    quote_id: Annotated[str, Field(min_length=1, max_length=64)]
    lead_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    low: int
    high: int
    zip: Annotated[str, Field(pattern=r"^[0-9]{5}$")] | None = None
    at: datetime


EVENT_TYPES: dict[type[Contract], EventType] = {
    LeadCreated: "lead.created",
    LeadUpdated: "lead.updated",
    LeadStatusChanged: "lead.status_changed",
    PropertyValuated: "property.valuated",
    OfferCreated: "offer.created",
}


def _once(events: tuple[EventType, ...]) -> tuple[EventType, ...]:
    return tuple(dict.fromkeys(events))


Events = Annotated[tuple[EventType, ...], Field(min_length=1, max_length=50), AfterValidator(_once)]
Description = Annotated[str, Field(max_length=500), ONE_LINE]
PublicationId = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9_:-]{1,200}$",
        description="The `webhook-id`. The same id again is the same event.",
    ),
]


class NewSubscription(Contract):
    """Asks for events to be sent to a URL of the public Internet."""

    url: Annotated[str, Field(max_length=2000)]
    events: Events
    description: Description | None = None


class NewSecret(Contract):
    """A subscription and the secret that it is signed with: shown here, and never again."""

    id: str = Field(examples=["sub_4mzp6q3k7wd2xv5ytbnh8rgcja"])
    secret: str = Field(examples=["whsec_AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="])


class RotatedSecret(NewSecret):
    """A new secret; until `previous_until` the one before signs too."""

    previous_until: datetime


class SubscriptionChange(Contract):
    """A change of a subscription; what is not named stays."""

    url: Annotated[str, Field(max_length=2000)] | None = None
    events: Events | None = None
    description: Description | None = None
    enabled: bool | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> "SubscriptionChange":
        if not self.model_fields_set & set(type(self).model_fields):
            raise ValueError("give url, events, description or enabled")
        return self


class Subscription(Contract):
    """Who is sent what."""

    id: str
    url: str = Field(description="As it is called.")
    events: list[EventType]
    description: str | None
    enabled: bool
    disabled_reason: Literal["asked", "gone", "failing"] | None = Field(
        description="`asked`: by a change of it. `gone`: it answered 410. `failing`: nothing but "
        "failures for long."
    )
    disabled_at: datetime | None
    failures: int = Field(description="Attempts in a row that have failed.")
    failing_since: datetime | None
    last_success_at: datetime | None
    created_at: datetime
    updated_at: datetime


class SubscriptionRef(Contract):
    """Names one subscription."""

    subscription_id: str


class SubscriptionQuery(Contract):
    """Asks for a page of subscriptions, newest first."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: str | None = None


class SubscriptionPage(Contract):
    """One page, newest first; ``cursor`` asks for the next one and is null on the last."""

    items: list[Subscription]
    cursor: str | None


class Publication(Contract):
    """Something that has happened, for whoever has subscribed to it."""

    type: EventType
    data: dict[str, Any]
    id: PublicationId | None = None


def publication(event: Contract, key: str) -> "Publication":
    """An event of one of the models above, to publish under ``key``."""
    data = event.model_dump(mode="json", exclude_none=True)
    return Publication(type=EVENT_TYPES[type(event)], data=data, id=key)


class Published(Contract):
    """An event that is stored, and to how many endpoints it goes."""

    id: str = Field(examples=["evt_4mzp6q3k7wd2xv5ytbnh8rgcja"])
    deliveries: int


class Attempt(Contract):
    """One try to deliver an event."""

    at: datetime
    url: str
    status: int | None = Field(description="The answer's; null without one.")
    duration_ms: int
    error: str | None = Field(description="Why it counts as failed.")
    excerpt: str | None = Field(description="The beginning of the answer's body.")


class Delivery(Contract):
    """An event on its way to one endpoint."""

    id: str = Field(examples=["dlv_4mzp6q3k7wd2xv5ytbnh8rgcja"])
    subscription: str
    webhook_id: str = Field(description="The event's id, as its receiver sees it.")
    type: str
    status: DeliveryStatus = Field(
        description="`pending`: it is still tried. `dead`: it was given up. `held`: its endpoint "
        "is switched off; it goes on when that is on again. `cancelled`: its endpoint was "
        "deleted, or its person erased."
    )
    attempts: int
    replays: int
    created_at: datetime
    next_attempt_at: datetime | None
    delivered_at: datetime | None
    last_status: int | None
    last_error: str | None


class DeliveryDetail(Delivery):
    """A delivery with what was sent, and each attempt."""

    data: dict[str, Any] | None = Field(description="Null once its person was erased.")
    log: list[Attempt] = Field(description="Newest first, at most 100.")


class DeliveryRef(Contract):
    """Names one delivery."""

    delivery_id: str


class DeliveryQuery(Contract):
    """Asks for a page of deliveries, newest first; each filter that is given must be met."""

    subscription: str | None = None
    status: DeliveryStatus | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: str | None = None


class DeliveryPage(Contract):
    """One page, newest first; ``cursor`` asks for the next one and is null on the last."""

    items: list[Delivery]
    cursor: str | None


class ForgetEvents(Contract):
    """Asks that what was told of a lead be forgotten."""

    lead_id: Annotated[str, Field(min_length=1, max_length=64)]


class ForgottenEvents(Contract):
    """How many events were emptied."""

    events: int


class PartnerStats(Contract):
    """What partners were sent on some days, and how their endpoints are now."""

    date_from: date = Field(alias="from")
    date_to: date = Field(alias="to")
    subscriptions: int
    switched_off: int = Field(description="Of the subscriptions; they are sent nothing.")
    events: int = Field(description="Of which somebody was to be told on these days.")
    deliveries: dict[DeliveryStatus, int] = Field(description="Of these days, as they stand now.")


class PartnerHooksService(Service, worker="partner-hooks"):
    """Webhooks to partners."""

    publish = Operation("POST", "/api/publish", Publication, Published, deadline_ms=2000)
    subscribe = Operation("POST", "/api/subscriptions", NewSubscription, NewSecret)
    subscriptions = Operation("GET", "/api/subscriptions", SubscriptionQuery, SubscriptionPage)
    deliveries = Operation("GET", "/api/deliveries", DeliveryQuery, DeliveryPage)
    stats = Operation("GET", "/api/summary", DaysQuery, PartnerStats, deadline_ms=1500)
    forget = Operation("POST", "/api/forget", ForgetEvents, ForgottenEvents, deadline_ms=2000)
    dead = listing()
    replay = replaying()
