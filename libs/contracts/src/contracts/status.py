"""What status tells of the fleet: how each worker is and was, incidents, and maintenance."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from contracts.base import Absent, Contract
from contracts.moments import Moment
from contracts.slack_intel import WorkerName
from edgekit.services import Operation, Service

WorkerStatus = Literal["up", "degraded", "down", "maintenance", "unknown"]
FleetStatus = Literal["up", "degraded", "partial_outage", "major_outage", "maintenance", "unknown"]
IncidentStatus = Literal["investigating", "identified", "monitoring", "resolved"]
Impact = Literal["none", "minor", "major", "critical"]
Repeat = Literal["never", "daily", "weekly"]
DAY_MINUTES, WEEK_MINUTES, LONGEST_MINUTES = 1440, 10_080, 43_200
_LONGEST = {"never": LONGEST_MINUTES, "daily": DAY_MINUTES, "weekly": WEEK_MINUTES}


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


Workers = Annotated[tuple[WorkerName, ...], Field(max_length=40), AfterValidator(_each_once)]
Title = Annotated[str, Field(min_length=1, max_length=200)]
Message = Annotated[str, Field(min_length=1, max_length=5000)]
ZoneName = Annotated[
    str, Field(max_length=64, description="IANA name.", examples=["America/Los_Angeles"])
]
WallTime = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:00)?$",
        description="What the clock shows in `tz`: `2026-12-01T19:40`.",
        examples=["2026-12-01T19:40"],
    ),
]


class WorkerReport(Contract):
    """How a worker is now, and the share of its probes in 90 days that found it up.

    An open incident that names it makes it ``degraded``, a critical one ``down``, whatever its
    probe found.
    ``uptime_90d`` is a percentage, rounded down to hundredths; null while nothing is known.
    """

    name: str
    status: WorkerStatus
    uptime_90d: Annotated[float, Field(ge=0, le=100)] | None
    response_ms: int | None
    checked_at: datetime | None


class IncidentUpdate(Contract):
    """What was said of an incident, and its status from then on."""

    status: IncidentStatus
    message: str
    at: datetime


class Incident(Contract):
    """Something that is or was wrong; ``updates`` are in order, the newest last."""

    id: str = Field(examples=["inc_4mzp6q3k7wd2xv5ytbnh8rgcja"])
    title: str
    status: IncidentStatus
    impact: Impact
    workers: tuple[str, ...]
    by: Literal["rule", "hand"]
    opened_at: datetime
    updated_at: datetime
    resolved_at: datetime | None
    updates: tuple[IncidentUpdate, ...]


class Maintenance(Contract):
    """A window of maintenance: the one that is now, else the next, else the last.

    ``workers`` is empty where it is about all of them.
    """

    id: str = Field(examples=["mnt_4mzp6q3k7wd2xv5ytbnh8rgcja"])
    title: str
    message: str
    workers: tuple[str, ...]
    tz: str
    repeat: Repeat
    status: Literal["scheduled", "in_progress", "over"]
    starts_at: datetime
    ends_at: datetime
    duration_minutes: int


class StatusReport(Contract):
    """The fleet now: ``incidents`` are those that are open, and those of the last 14 days.

    A worker whose last probe is over five minutes old is ``unknown``. ``status`` is never better
    than the worst open incident: ``degraded``, ``partial_outage`` and ``major_outage`` stand for
    minor, major and critical.
    """

    status: FleetStatus
    workers: tuple[WorkerReport, ...]
    incidents: tuple[Incident, ...]
    maintenance: tuple[Maintenance, ...]
    checked_at: datetime | None


class DayReport(Contract):
    """A UTC day of a worker, in minutes; those without a probe are unknown."""

    day: date
    uptime: Annotated[float, Field(ge=0, le=100)] | None
    up_minutes: int
    degraded_minutes: int
    down_minutes: int
    maintenance_minutes: int
    unknown_minutes: int
    response_ms: int | None


class History(Contract):
    """A worker's days, the oldest first; ``uptime`` is the percentage over all of them."""

    worker: str
    uptime: Annotated[float, Field(ge=0, le=100)] | None
    days: tuple[DayReport, ...]


class HistoryQuery(Contract):
    """Asks for a worker's history."""

    worker: WorkerName
    days: Annotated[int, Field(ge=1, le=365)] = 90


class NewIncident(Contract):
    """An incident that somebody opens."""

    title: Title
    message: Message
    status: IncidentStatus = "investigating"
    impact: Impact = "minor"
    workers: Workers = ()


class NewUpdate(Contract):
    """What there is to say of an incident; without ``status`` that stays."""

    message: Message
    status: IncidentStatus | None = None


class NewMaintenance(Contract):
    """A window of maintenance, of all workers unless some are named.

    It begins at a time with its offset, or at what a clock in ``tz`` shows, and lasts for
    ``duration_minutes``, or until ``ends_at``. A repeated one begins at that clock's time each day
    or week, whatever the clock was put forward or back.
    """

    title: Title
    message: Annotated[str, Field(max_length=5000)] = ""
    workers: Workers = ()
    starts_at: Moment | WallTime
    ends_at: Moment | WallTime | None = None
    duration_minutes: Annotated[int, Field(ge=1, le=LONGEST_MINUTES)] | None = None
    tz: ZoneName = "UTC"
    repeat: Repeat = "never"

    @model_validator(mode="after")
    def _has_one_end(self) -> "NewMaintenance":
        if (self.ends_at is None) == (self.duration_minutes is None):
            raise ValueError("give one of ends_at and duration_minutes")
        return self

    @property
    def longest_minutes(self) -> int:
        """What it may last so that it does not run into its next time."""
        return _LONGEST[self.repeat]


class StatusQuery(Contract):
    """Asks for the fleet's status."""


class PageInfo(Contract):
    """Whose summary it is."""

    id: str
    name: str
    url: str
    time_zone: str
    updated_at: datetime


class Indicator(Contract):
    """The fleet in a word, and in a sentence."""

    indicator: Impact | Literal["maintenance"]
    description: str


ComponentStatus = Literal[
    "operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"
]


class Component(Contract):
    """A worker, as Statuspage calls it."""

    id: str
    name: str
    status: ComponentStatus
    description: str | None
    position: int
    page_id: str
    group: bool = False
    group_id: str | None = None
    showcase: bool = True
    only_show_if_degraded: bool = False
    created_at: datetime
    updated_at: datetime


class SummaryUpdate(Contract):
    """An update, as Statuspage has it."""

    id: str
    incident_id: str
    status: str
    body: str
    created_at: datetime
    updated_at: datetime
    display_at: datetime


class SummaryIncident(Contract):
    """An incident or a maintenance that is not over, as Statuspage has it; newest update first."""

    id: str
    name: str
    status: str
    impact: str
    page_id: str
    shortlink: str
    created_at: datetime
    started_at: datetime
    updated_at: datetime
    monitoring_at: datetime | None
    resolved_at: datetime | None
    incident_updates: tuple[SummaryUpdate, ...]
    components: tuple[Component, ...]
    scheduled_for: Absent[datetime] = None
    scheduled_until: Absent[datetime] = None


class Summary(Contract):
    """The shape of Statuspage's ``summary.json``, for what reads that.

    Statuspage has no word for a worker of which nothing is known: it is ``degraded_performance``
    there, and ``description`` says why.
    """

    page: PageInfo
    status: Indicator
    components: tuple[Component, ...]
    incidents: tuple[SummaryIncident, ...]
    scheduled_maintenances: tuple[SummaryIncident, ...]


class StatusService(Service, worker="status"):
    """How the fleet is and was."""

    report = Operation("GET", "/api/status", StatusQuery, StatusReport, deadline_ms=2000)
    history = Operation("GET", "/api/history/{worker}", HistoryQuery, History, deadline_ms=2000)
