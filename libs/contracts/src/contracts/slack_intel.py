"""What slack-intel takes: messages for Slack, and the errors, slow answers and oddities of all."""

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from contracts.base import Contract
from contracts.dead_letters import listing, replaying
from contracts.leads import ScorePart
from contracts.moments import of_a_clock
from edgekit.dates import IsoTime
from edgekit.services import Operation, Service

Level = Literal["debug", "info", "warning", "error"]
_OTHER_LEVELS = {"warn": "warning", "critical": "error", "fatal": "error"}
Template = Literal["alert", "contact", "incident", "booking", "news"]
_CHANNEL_ID = re.compile(r"[CDGU][A-Z0-9]{7,20}")


def _channel(name: str) -> str:
    return name if name.startswith("#") or _CHANNEL_ID.fullmatch(name) else f"#{name}"


ChannelName = Annotated[
    str,
    Field(
        pattern=r"^#?[^\s#@<>&|,]{1,80}$",
        description="`#name`, or the id of a channel or person.",
        examples=["#hot-leads"],
    ),
    AfterValidator(_channel),
]
WorkerName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")]


class ValueRange(Contract):
    """What a home is worth, whole US dollars."""

    estimate: int
    low: int | None = None
    high: int | None = None
    method: str | None = None
    notes: tuple[str, ...] = ()


class LeadCard(Contract):
    """A lead as Slack shows it: its name, and whatever else is known."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    address: Annotated[str, Field(max_length=300)] | None = None
    score: Annotated[int, Field(ge=0, le=100)] | None = None
    email: str | None = None
    phone: str | None = None
    timeline: str | None = None
    condition: str | None = None
    asking_price: int | None = None
    motivation: str | None = None
    message: str | None = None
    source: str | None = None
    agent: str | None = None
    valuation: ValueRange | None = None
    no_value: str | None = None
    doubts: tuple[str, ...] = ()
    score_parts: tuple[ScorePart, ...] = ()


class Notification(Contract):
    """A message for a channel: a text, a lead's card, or a template with its data."""

    channel: ChannelName
    text: Annotated[str, Field(min_length=1, max_length=10_000)] | None = None
    lead: LeadCard | None = None
    template: Template | None = None
    data: dict[str, str | int | float | bool | None] | None = None

    @property
    def subject(self) -> str | None:
        """Under what ``forget`` finds a message that is no card: ``lead_id`` in its data."""
        named = (self.data or {}).get("lead_id")
        return str(named) if named else None

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Notification":
        if sum(part is not None for part in (self.text, self.lead, self.template)) != 1:
            raise ValueError("give one of text, lead and template")
        return self


class Accepted(Contract):
    """A message that is stored and will be sent."""

    id: str = Field(examples=["msg_4mzp6q3k7wd2xv5ytbnh8rgcja"])


def _level(name: object) -> object:
    """What other loggers call a level."""
    return _OTHER_LEVELS.get(name, name) if isinstance(name, str) else name


class LogEntry(Contract):
    """Something that happened in a worker. Fields that are not named here are kept too.

    Of long or deeply nested ones only the beginning is kept.
    """

    model_config = ConfigDict(extra="allow")

    level: Annotated[Level, BeforeValidator(_level)]
    worker: WorkerName
    event: Annotated[str, Field(min_length=1, max_length=100)]
    at: Annotated[IsoTime, AfterValidator(of_a_clock)] | None = Field(
        default=None,
        description="Default: now. A time that is over a week ahead, or longer ago than the log "
        "goes back, is of a clock that is wrong: it is kept as `reported_at`.",
    )
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
    dead_letters = listing()
    replay = replaying()
