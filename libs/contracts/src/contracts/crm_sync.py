"""What crm-sync takes and answers: leads on their way to the CRM, and what has become of each."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, field_validator

from contracts.base import Contract
from contracts.contact import Email, Phone
from contracts.days import DaysQuery
from contracts.dead_letters import listing, replaying
from contracts.inbound import delivering
from contracts.leads import ONE_LINE, PROSE, Consent, Timeline
from contracts.leads import Condition as HomeCondition
from contracts.leads import Status as LeadStatus
from contracts.moments import Moment
from edgekit.services import Operation, Service

SyncStatus = Literal["pending", "synced", "conflict", "archived", "failed", "off", "erased"]
CrmName = Literal["hubspot", "followupboss", "generic", "none"]
LeadId = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\x21-\x7e]+$")]
Line = Annotated[str, Field(max_length=300), ONE_LINE]
Prose = Annotated[str, Field(max_length=5000), PROSE]
Dollars = Annotated[int, Field(ge=0, le=10_000_000_000)]


class HomeValue(Contract):
    """What a home is worth, whole US dollars."""

    estimate: Dollars


class CrmLead(Contract):
    """A lead as the CRM is to know it: all that is not one of these fields is left out.

    ``Lead`` of ``contracts.leads`` fits as it is. Which of two is the newer one is told by
    ``version``, and by ``updated_at`` where that is the same; without either it is the later one to
    arrive. A field that is null is none of the lead's any more.
    """

    id: LeadId = Field(examples=["lead_4mzp6q3k7wd2xv5ytbnh8rgcja"])
    version: Annotated[int, Field(ge=0, le=2**53)] = 0
    updated_at: Moment | None = None
    created_at: Moment | None = None
    name: Annotated[str, Field(max_length=200), ONE_LINE] | None = None
    email: Email | None = None
    phone: Phone | None = Field(default=None, description="Without an e-mail address it is needed.")
    address: Line | None = None
    status: LeadStatus | None = None
    score: Annotated[int, Field(ge=0, le=100)] | None = None
    agent: Line | None = None
    timeline: Timeline | None = None
    condition: HomeCondition | None = None
    asking_price: Dollars | None = None
    source: Line | None = None
    motivation: Prose | None = None
    message: Prose | None = None
    valuation: HomeValue | None = None
    consent: Consent | None = None

    @field_validator("email", "phone", mode="before")
    @classmethod
    def _blank_is_absent(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value


class Upsert(Contract):
    """A lead that is new, or has changed."""

    lead: CrmLead

    @field_validator("lead")
    @classmethod
    def _reachable(cls, lead: CrmLead) -> CrmLead:
        if lead.email is None and lead.phone is None:
            raise ValueError("a phone or an e-mail address is needed")
        return lead


class Upserted(Contract):
    """The contact is stored, and on its way."""

    id: str = Field(examples=["contact_4mzp6q3k7wd2xv5ytbnh8rgcja"])


class Conflict(Contract):
    """A property that somebody has changed in the CRM, and that was left as it is there."""

    property: str
    ours: str = Field(description="What the lead says.")
    theirs: str = Field(description="What stands in the CRM.")
    at: AwareDatetime


class CrmChange(Contract):
    """What somebody has changed in the CRM. It holds there; nothing sends it back."""

    property: str
    value: str
    at: AwareDatetime


class SyncedContact(Contract):
    """A lead's contact in the CRM, as far as it is known here."""

    id: str
    lead_id: str
    crm: CrmName
    external_id: str | None = Field(description="The CRM's own id, once it is known.")
    status: SyncStatus
    last_sync: datetime | None
    last_error: str | None
    conflicts: list[Conflict]
    changes: list[CrmChange]


class ContactRef(Contract):
    """Asks for the contact of a lead."""

    lead_id: LeadId


class ForgetContact(Contract):
    """Asks that a person be erased, here and in the CRM."""

    lead_id: LeadId


class ForgottenContact(Contract):
    """How many contacts were emptied here; the CRM's follows through the outbox."""

    contacts: int


class CrmStats(Contract):
    """How far leads and the CRM are in step. All but `synced` is so now, whenever it began."""

    crm: CrmName
    date_from: date = Field(alias="from")
    date_to: date = Field(alias="to")
    synced: int = Field(description="Contacts that were last brought up to date on these days.")
    pending: int = Field(description="On their way.")
    conflicts: int = Field(description="Somebody has changed in the CRM what the lead says too.")
    failed: int = Field(description="The CRM refuses them: see the dead letters.")


class CrmSyncService(Service, worker="crm-sync"):
    """Contacts in the CRM."""

    upsert = Operation("POST", "/api/upsert", Upsert, Upserted, deadline_ms=2000)
    contact = Operation("GET", "/api/contacts/{lead_id}", ContactRef, SyncedContact)
    forget = Operation("POST", "/api/forget", ForgetContact, ForgottenContact, deadline_ms=2000)
    stats = Operation("GET", "/api/summary", DaysQuery, CrmStats, deadline_ms=1500)
    inbound = delivering()
    dead = listing()
    replay = replaying()
