"""What leads takes and answers: a homeowner who may sell, from first word to closing.

Money is whole US dollars, times are RFC 3339 UTC.
"""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, Protocol

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from contracts.base import Absent, Contract
from contracts.contact import Dialled, Email, Phone, normal_email, telephone
from contracts.days import DaysQuery
from contracts.dead_letters import listing, replaying
from contracts.inbound import delivering
from contracts.valuation import Estimate, Property, QuickRequest
from edgekit.services import Operation, Service

Timeline = Literal["asap", "30_days", "90_days", "exploring"]
Condition = Literal["excellent", "good", "fair", "poor"]
Status = Literal["new", "contacted", "qualified", "offer", "contract", "closed", "lost"]
Channel = Literal["#hot-leads", "#leads-incoming"]
Author = Literal["person", "program"]

LONGEST_PHONE = 100
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def _printable(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("holds a control character")
    return text


def _one_line(text: str) -> str:
    return " ".join(_printable(text).split())


ONE_LINE = AfterValidator(_one_line)
PROSE = AfterValidator(_printable)
Search = Annotated[
    str,
    Field(
        max_length=200,
        description="Words of a name, an address, an e-mail address or a phone number; each must "
        "begin one of the lead's.",
    ),
]
Name = Annotated[str, Field(min_length=1, max_length=200), ONE_LINE]
Label = Annotated[str, Field(max_length=200), ONE_LINE]


class Consent(Contract):
    """What the person agreed to, and the very words they agreed to."""

    sms: bool = False
    email: bool = False
    text: Annotated[str, Field(max_length=2000), PROSE] | None = None


class NewLead(Dialled):
    """A person and the home that they may sell. An e-mail address or a phone is needed."""

    name: Name
    email: Email | None = None
    phone: Phone | None = Field(
        default=None,
        validate_default=True,
        description="Beside a good e-mail address one that can't be dialled is kept as "
        "`phone_written`. An extension goes to `phone_ext`.",
    )
    phone_written: Annotated[str, Field(max_length=100), ONE_LINE] | None = Field(
        default=None, description="A phone number as it was written, where it can't be dialled."
    )
    address: Annotated[str, Field(min_length=5, max_length=300), ONE_LINE]
    asking_price: Annotated[int, Field(ge=1000, le=100_000_000)] | None = None
    timeline: Timeline | None = None
    condition: Condition | None = None
    motivation: Annotated[str, Field(max_length=2000), PROSE] | None = None
    property: Property | None = None
    source: Annotated[str, Field(max_length=100), ONE_LINE] | None = None
    utm: Annotated[dict[Label, Label], Field(max_length=20)] | None = None
    consent: Consent | None = None
    message: Annotated[str, Field(max_length=5000), PROSE] | None = None
    message_by: Author = Field(
        default="person",
        description="`program`: the message is made of facts that are known; nobody wrote it, and "
        "it tells nothing of why somebody sells.",
    )

    @model_validator(mode="before")
    @classmethod
    def _extension_apart(cls, fields: Any) -> Any:
        """In place of ``Dialled``'s: a number that can't be dialled is a field of its own, too."""
        if not isinstance(fields, dict) or not isinstance(written := fields.get("phone"), str):
            return fields
        try:
            number, extension = telephone(written)
        except ValueError:
            if not _is_email(fields.get("email")) or not written.strip():
                return fields
            return fields | {"phone": None, "phone_written": written[:LONGEST_PHONE]}
        known = fields.get("phone_ext") or extension
        return fields | {"phone": number, "phone_ext": known}

    @field_validator("email", "phone", mode="before")
    @classmethod
    def _blank_is_absent(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("phone")
    @classmethod
    def _reachable(cls, phone: str | None, info: ValidationInfo) -> str | None:
        if phone is None and info.data.get("email", "") is None:
            raise ValueError("a phone or an e-mail address is needed")
        return phone


def _is_email(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(normal_email(value))
    except ValueError:
        return False


class LeadAnswer(Contract):
    """What a lead has become: stored, valued if valuation answered in time, scored and routed."""

    success: Literal[True] = True
    id: str = Field(examples=["lead_4mzp6q3k7wd2xv5ytbnh8rgcja"])
    score: int = Field(ge=0, le=100)
    channel: Channel
    valuation: Estimate | None = Field(
        description="Null when valuation was late (it follows) or knows nothing of the area."
    )
    no_value: Absent[str] = Field(
        default=None, description="Why there is no value, where there will be none."
    )
    duplicate: bool = Field(
        default=False, description="The same person and address came within the last 30 days."
    )


class ScorePart(Contract):
    """One reason for the score: `points` of at most `most`. The parts' points sum to the score."""

    name: str = Field(examples=["timeline"])
    points: int
    most: int
    reason: str


class Note(Contract):
    """What somebody wrote about a lead."""

    id: str
    created_at: datetime
    author: str
    text: str


class StatusChange(Contract):
    """When a lead came to a status."""

    status: Status
    at: datetime


class LeadHome(Protocol):
    """What a lead says of its home."""

    @property
    def address(self) -> str: ...
    @property
    def condition(self) -> Condition | None: ...
    @property
    def property(self) -> Property | None: ...


class LeadSummary(Contract):
    """A lead as a list shows it."""

    id: str
    version: int = Field(description="Its `ETag`, without the quotes.")
    created_at: datetime
    updated_at: datetime
    status: Status
    score: int
    channel: Channel
    agent: str | None
    name: str
    email: str | None
    phone: str | None
    phone_ext: str | None = Field(default=None, description="The extension of `phone`.")
    address: str
    timeline: Timeline | None
    condition: Condition | None
    asking_price: int | None
    source: str | None
    valuation: Estimate | None


class Lead(LeadSummary):
    """Everything about a lead; its `ETag` changes with every change of it."""

    phone_written: str | None = Field(
        default=None, description="A phone number as it was written, where it can't be dialled."
    )
    motivation: str | None
    message: str | None
    property: Property | None
    utm: dict[str, str] | None
    consent: Consent | None
    score_parts: list[ScorePart]
    valued_at: datetime | None = Field(description="Null while the valuation is still to come.")
    no_value: str | None = Field(
        default=None, description="Why there is no value, where there will be none."
    )
    doubts: list[str] = Field(
        default=[], description="What to look at before anybody calls, in sentences."
    )
    announced_at: datetime | None = Field(description="Null while Slack is still to be told.")
    next_statuses: list[Status] = Field(description="What it may become from its status.")
    history: list[StatusChange] = Field(description="Oldest first.")
    notes: list[Note] = Field(description="Newest first, at most 100.")


# A home's condition in King County's terms, which have "average" between fair and good.
CONDITION_RATINGS: dict[Condition, int] = {"poor": 1, "fair": 2, "good": 4, "excellent": 5}


def home_to_value(lead: LeadHome) -> QuickRequest:
    """The lead's home as valuation takes it: what the lead says of its condition is a fact, too."""
    home = lead.property
    if lead.condition and (home is None or home.condition is None):
        rated = {"condition": CONDITION_RATINGS[lead.condition]}
        home = (home or Property()).model_copy(update=rated)
    return QuickRequest(address=lead.address, property=home)


class LeadRef(Contract):
    """Asks for one lead."""

    lead_id: str


class LeadQuery(Contract):
    """Asks for a page of leads, newest first; each filter that is given must be met."""

    status: Status | None = None
    min_score: Annotated[int, Field(ge=0, le=100)] = 0
    q: Search | None = None
    agent: str | None = None
    assigned: bool | None = None
    source: str | None = None
    date_from: date | None = Field(default=None, alias="from")
    date_to: date | None = Field(default=None, alias="to")
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: str | None = None


class LeadPage(Contract):
    """One page; ``cursor`` asks for the next one and is null on the last."""

    items: list[LeadSummary]
    cursor: str | None


class NoQuestion(Contract):
    """Asks for all that there is."""


class LeadChoices(Contract):
    """What a list of leads can be filtered by."""

    agents: list[str] = Field(description="Who takes turns, and whoever has a lead.")
    sources: list[str]


class LeadChange(Contract):
    """A change of a lead: its status, whose it is, or both."""

    status: Status | None = None
    agent: Name | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> "LeadChange":
        if self.status is None and self.agent is None:
            raise ValueError("give a status, an agent, or both")
        return self


class NewNote(Contract):
    """A note to add to a lead."""

    text: Annotated[str, Field(min_length=1, max_length=10_000), PROSE]
    author: Name = "admin"


class DayOfLeads(Contract):
    """The leads of one day, UTC."""

    date: date
    count: int
    hot: int = Field(description="With a score above 80.")
    mean_score: float


class ScoreBand(Contract):
    """The leads with a score from `low` to `high`."""

    low: int
    high: int
    count: int


class ResponseTimes(Contract):
    """How soon a lead was answered: from its coming in to its first change from `new`."""

    answered: int
    waiting: int = Field(description="Still `new`.")
    median_minutes: float | None
    p90_minutes: float | None


class LeadStats(Contract):
    """Figures about the leads that came in on some days, erased ones too."""

    date_from: date = Field(alias="from")
    date_to: date = Field(alias="to")
    total: int
    hot: int
    by_day: list[DayOfLeads] = Field(description="Days with leads, oldest first.")
    by_score: list[ScoreBand]
    by_status: dict[Status, int]
    response: ResponseTimes


class LeadsService(Service, worker="leads"):
    """Leads, as other workers make and read them."""

    create = Operation("POST", "/api/leads", NewLead, LeadAnswer, deadline_ms=2000)
    resubmit = Operation(
        "POST", "/api/leads/{lead_id}/resubmissions", NewLead, LeadAnswer, admin=True
    )
    page = Operation("GET", "/api/leads", LeadQuery, LeadPage, admin=True)
    choices = Operation("GET", "/api/leads/choices", NoQuestion, LeadChoices, admin=True)
    detail = Operation("GET", "/api/leads/{lead_id}", LeadRef, Lead, deadline_ms=1500, admin=True)
    change = Operation("PATCH", "/api/leads/{lead_id}", LeadChange, Lead, admin=True)
    note = Operation("POST", "/api/leads/{lead_id}/notes", NewNote, Note, admin=True)
    stats = Operation("GET", "/api/leads/stats", DaysQuery, LeadStats, deadline_ms=1500, admin=True)
    dead_letters = listing()
    replay = replaying()
    inbound = delivering()
