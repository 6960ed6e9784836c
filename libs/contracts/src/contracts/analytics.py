"""What analytics takes and answers: events of visitors, reports and funnels.

Days and hours are those of the site's time zone, analytics' var ``TZ``.
"""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from contracts.base import Contract
from contracts.dead_letters import listing, replaying
from edgekit.dates import IsoTime
from edgekit.services import Operation, Service

MAX_EVENTS = 100
Metric = Literal["events", "pageviews", "visitors"]
Group = Literal["day", "hour", "name", "path", "site", "referrer", "source", "device", "country"]
Property = str | int | float | bool | None


class Event(Contract):
    """Something that a visitor did; a page view unless it has another name."""

    id: str | None = Field(
        default=None,
        pattern=r"^[\w.:-]{1,64}$",
        description="Made by the sender, unique among all: an event that comes again counts once.",
    )
    name: Annotated[
        str,
        Field(pattern=r"^[\w .:/-]{1,64}$", validation_alias=AliasChoices("name", "event", "type")),
    ] = "pageview"
    url: Annotated[
        str, Field(max_length=2048, validation_alias=AliasChoices("url", "path", "page"))
    ] = Field(default="", description="Its query is not kept, but for utm_source.")
    referrer: Annotated[str, Field(max_length=2048)] | None = None
    at: IsoTime | None = Field(
        default=None, description="Default, and for what is over a day old or ahead: now."
    )
    props: Annotated[dict[Annotated[str, Field(max_length=40)], Property], Field(max_length=20)] = (
        Field(default={}, description="Whatever else is known; texts of up to 200 characters.")
    )

    @model_validator(mode="after")
    def _short_properties(self) -> "Event":
        if any(isinstance(value, str) and len(value) > 200 for value in self.props.values()):
            raise ValueError("the text of a property has more than 200 characters")
        return self


class Events(Contract):
    """Up to 100 events; one event, or a plain list of them, is taken as well."""

    events: Annotated[list[Event], Field(min_length=1, max_length=MAX_EVENTS)]

    @model_validator(mode="before")
    @classmethod
    def _one_or_a_list(cls, given: Any) -> Any:
        if isinstance(given, dict) and "events" not in given:
            return {"events": [given]}
        return {"events": given} if isinstance(given, list) else given

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        batch = handler.resolve_ref_schema(handler(schema))
        events = batch["properties"]["events"]
        return {"title": "Events", "anyOf": [events["items"], events, dict(batch)]}


class Collected(Contract):
    """How many events were taken, and how many left out because a bot sent them."""

    accepted: int
    ignored: int = 0


class ReportQuery(Contract):
    """Asks for a metric, grouped, over days that are both included."""

    metric: Metric = "pageviews"
    group: Group = "day"
    date_from: date | None = Field(default=None, alias="from")
    date_to: date | None = Field(default=None, alias="to")
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class ReportRow(Contract):
    """One group: a day, an hour, a path …"""

    key: str
    value: int


class Report(Contract):
    """A metric by group. A visitor counts once a day: nobody is known from one day to the next."""

    metric: Metric
    group: Group
    date_from: date = Field(alias="from")
    date_to: date = Field(alias="to")
    total: int = Field(description="Of the whole range, also of rows beyond the limit.")
    rows: list[ReportRow] = Field(description="Days and hours in order; else the largest first.")


class ReportsQuery(Contract):
    """Asks for several reports at once, as a page of them does."""

    reports: Annotated[list[ReportQuery], Field(min_length=1, max_length=10)]


class Reports(Contract):
    """A report for each query, in order."""

    reports: list[Report]


class FunnelQuery(Contract):
    """Asks how many visitors took steps one after the other: names of events, or paths."""

    steps: Annotated[str, Field(examples=["/,/offer,lead_created"])]
    date_from: date | None = Field(default=None, alias="from")
    date_to: date | None = Field(default=None, alias="to")


class FunnelStep(Contract):
    """Visitors who came this far, and their share of the step before and of the first."""

    step: str
    visitors: int
    of_previous: float | None
    of_first: float | None


class Funnel(Contract):
    """A funnel; a visitor's steps count when they were taken on one day and in this order."""

    date_from: date = Field(alias="from")
    date_to: date = Field(alias="to")
    steps: list[FunnelStep]


class AnalyticsService(Service, worker="analytics"):
    """First-party analytics."""

    collect = Operation("POST", "/api/events", Events, Collected, deadline_ms=2000)
    report = Operation("GET", "/api/report", ReportQuery, Report, deadline_ms=1500, admin=True)
    reports = Operation("POST", "/api/reports", ReportsQuery, Reports, deadline_ms=1500, admin=True)
    funnel = Operation("GET", "/api/funnel", FunnelQuery, Funnel, deadline_ms=1500, admin=True)
    dead_letters = listing()
    replay = replaying()
