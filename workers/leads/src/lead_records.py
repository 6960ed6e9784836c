"""Leads as they lie in D1, and as the API shows them."""

from datetime import UTC, datetime

from pydantic import BaseModel, Json

from contracts.leads import (
    Author,
    Channel,
    Condition,
    Consent,
    Lead,
    LeadAnswer,
    LeadSummary,
    Note,
    ScorePart,
    Status,
    StatusChange,
    Timeline,
)
from contracts.valuation import Estimate, Property
from lead_doubts import doubts
from lead_status import TRANSITIONS

SUMMARY_COLUMNS = (
    "id, created_at, updated_at, version, status, score, channel, agent, name, email, phone, "
    "phone_ext, address, timeline, condition, asking_price, source, valuation"
)


class SummaryRow(BaseModel):
    """The columns of a lead that lists show."""

    id: str
    created_at: int
    updated_at: int
    version: int
    status: Status
    score: int
    channel: Channel
    agent: str | None
    name: str
    email: str | None
    phone: str | None
    phone_ext: str | None
    address: str
    timeline: Timeline | None
    condition: Condition | None
    asking_price: int | None
    source: str | None
    valuation: Json[Estimate] | None

    @property
    def etag(self) -> str:
        """The entity tag of this version of the lead."""
        return f'"{self.version}"'

    def summary(self) -> LeadSummary:
        """The lead as lists show it."""
        return LeadSummary.model_validate(self._fields())

    def _fields(self) -> dict[str, object]:
        times = {"created_at": utc(self.created_at), "updated_at": utc(self.updated_at)}
        return dict(self) | times


class LeadRow(SummaryRow):
    """A whole lead; never an erased one."""

    phone_written: str | None
    motivation: str | None
    message: str | None
    message_by: Author
    property: Json[Property] | None
    utm: Json[dict[str, str]] | None
    consent: Json[Consent] | None
    score_parts: Json[list[ScorePart]]
    valued_at: int | None
    announced_at: int | None
    no_value: str | None

    def detail(self, history: list[StatusChange], notes: list[Note]) -> Lead:
        """The lead with what happened to it."""
        more = {
            "valued_at": self.valued_at and utc(self.valued_at),
            "announced_at": self.announced_at and utc(self.announced_at),
            "next_statuses": TRANSITIONS[self.status],
            "doubts": doubts(self),
            "history": history,
            "notes": notes,
        }
        return Lead.model_validate(self._fields() | more)

    def answer(self, *, duplicate: bool = False) -> LeadAnswer:
        """The answer to whoever sent the lead; it holds nothing personal."""
        return LeadAnswer(
            id=self.id,
            score=self.score,
            channel=self.channel,
            valuation=self.valuation,
            no_value=self.no_value,
            duplicate=duplicate,
        )


class NoteRow(BaseModel):
    """A note as it is stored."""

    id: str
    created_at: int
    author: str
    text: str

    def note(self) -> Note:
        """The note as the API shows it."""
        return Note.model_validate(dict(self) | {"created_at": utc(self.created_at)})


class StatusRow(BaseModel):
    """A change of status as it is stored."""

    status: Status
    at: int

    def change(self) -> StatusChange:
        """The change as the API shows it."""
        return StatusChange(status=self.status, at=utc(self.at))


def utc(epoch_ms: int) -> datetime:
    """A stored time."""
    return datetime.fromtimestamp(epoch_ms / 1000, UTC)
