"""What slack-intel takes: messages for Slack, and the errors, slow answers and oddities of all."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from contracts.base import Contract
from contracts.leads import Condition, ScorePart, Timeline
from contracts.valuation import Estimate
from edgekit.services import Operation, Service

Level = Literal["debug", "info", "warning", "error"]
Template = Literal["alert", "contact", "incident", "booking", "news"]
ChannelName = Annotated[
    str,
    Field(
        pattern=r"^(#[^\s#@<>&|,]{1,80}|[CDGU][A-Z0-9]{7,20})$",
        description="`#name`, or the id of a channel or person.",
        examples=["#hot-leads"],
    ),
]
WorkerName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")]


class LeadCard(Contract):
    """A lead as Slack shows it."""

    id: Annotated[str, Field(min_length=1, max_length=64)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    address: Annotated[str, Field(max_length=300)]
    score: Annotated[int, Field(ge=0, le=100)]
    email: str | None = None
    phone: str | None = None
    timeline: Timeline | None = None
    condition: Condition | None = None
    asking_price: int | None = None
    motivation: str | None = None
    source: str | None = None
    agent: str | None = None
    valuation: Estimate | None = None
    score_parts: tuple[ScorePart, ...] = ()


class Notification(Contract):
    """A message for a channel: a text, a lead's card, or a template with its data."""

    channel: ChannelName
    text: Annotated[str, Field(min_length=1, max_length=10_000)] | None = None
    lead: LeadCard | None = None
    template: Template | None = None
    data: dict[str, str | int | float | bool | None] | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Notification":
        if sum(part is not None for part in (self.text, self.lead, self.template)) != 1:
            raise ValueError("give one of text, lead and template")
        return self


class Accepted(Contract):
    """A message that is stored and will be sent."""

    id: str = Field(examples=["msg_4mzp6q3k7wd2xv5ytbnh8rgcja"])


class LogEntry(Contract):
    """Something that happened in a worker. Fields that are not named here are kept as they come."""

    model_config = ConfigDict(extra="allow")

    level: Level
    worker: WorkerName
    event: Annotated[str, Field(min_length=1, max_length=100)]
    at: AwareDatetime | None = Field(default=None, description="Default: now.")
    request_id: Annotated[str, Field(max_length=200)] | None = None


class LogRecord(Contract):
    """A stored entry; ``details`` holds whatever else came with it."""

    id: int
    at: datetime
    level: Level
    worker: str
    event: str
    request_id: str | None
    details: dict[str, Any]


class LogPage(Contract):
    """One page, newest first; ``cursor`` asks for the next one and is null on the last."""

    items: list[LogRecord]
    cursor: str | None


class LogQuery(Contract):
    """Asks for a page of the log."""

    worker: WorkerName | None = None
    level: Level | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: str | None = None


class Taken(Contract):
    """An entry that is stored, by its number in the log."""

    id: int


class Forget(Contract):
    """Asks that a lead's messages be forgotten here and taken back from Slack."""

    lead_id: Annotated[str, Field(min_length=1, max_length=64)]


class Forgotten(Contract):
    """How many messages were forgotten."""

    messages: int


class SlackIntelService(Service, worker="slack-intel"):
    """Messages to people, and the watch on the fleet."""

    notify = Operation("POST", "/api/notify", Notification, Accepted, deadline_ms=2000)
    log = Operation("POST", "/api/log", LogEntry, Taken, deadline_ms=2000)
    page = Operation("GET", "/api/log", LogQuery, LogPage, admin=True)
    forget = Operation("POST", "/api/forget", Forget, Forgotten, deadline_ms=2000)
