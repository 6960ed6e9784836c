"""Which field of a lead goes into which property of the CRM, and how it is written there."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from contracts.crm_sync import CrmLead
from contracts.leads import Condition, Status, Timeline
from crm_protocol import Crm

Kind = Literal["text", "number", "yes_no", "time", "choice"]
Type = Literal["text", "number", "boolean", "date", "datetime"]
LeadField = Literal[
    "id", "name", "first_name", "last_name", "email", "phone", "address", "status", "score",
    "agent", "timeline", "condition", "asking_price", "source", "motivation", "message", "estimate",
    "created_at", "updated_at", "sms_consent", "email_consent",
]  # fmt: skip

_KINDS: dict[str, Kind] = {
    "score": "number",
    "asking_price": "number",
    "estimate": "number",
    "created_at": "time",
    "updated_at": "time",
    "sms_consent": "yes_no",
    "email_consent": "yes_no",
    "status": "choice",
    "timeline": "choice",
    "condition": "choice",
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "status": get_args(Status),
    "timeline": get_args(Timeline),
    "condition": get_args(Condition),
}
# What a field of a kind may be written as, the usual way first.
_TYPES: dict[Kind, tuple[Type, ...]] = {
    "text": ("text",),
    "choice": ("text",),
    "number": ("number", "text"),
    "yes_no": ("boolean", "text"),
    "time": ("datetime", "date", "text"),
}
PropertyName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,99}$")]


class Target(BaseModel):
    """What goes into one property: a field, its type there, and the CRM's words for choices."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: LeadField
    type: Type | None = None
    values: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _field_alone(cls, given: Any) -> Any:
        return {"field": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _fits(self) -> Self:
        types = _TYPES[self.kind]
        if self.type is not None and self.type not in types:
            raise ValueError(f"{self.field} can't be a {self.type}; it is {' or '.join(types)}")
        strange = set(self.values) - set(_CHOICES.get(self.field, ()))
        if strange:
            raise ValueError(f"{self.field} is never {sorted(strange)[0]}")
        return self

    @property
    def kind(self) -> Kind:
        """What the field holds."""
        return _KINDS.get(self.field, "text")

    @property
    def written_as(self) -> Type:
        """The property's type."""
        return self.type or _TYPES[self.kind][0]


Mapped = Mapping[str, Target]
_STAGES = {
    "new": "Lead", "contacted": "Attempted contact", "qualified": "Hot Prospect",
    "offer": "Hot Prospect", "contract": "Pending", "closed": "Closed", "lost": "Trash",
}  # fmt: skip
_LEAD_STATUSES = {
    "new": "NEW", "contacted": "ATTEMPTED_TO_CONTACT", "qualified": "OPEN", "offer": "OPEN_DEAL",
    "contract": "OPEN_DEAL", "closed": "CONNECTED", "lost": "UNQUALIFIED",
}  # fmt: skip
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "hubspot": {
        "firstname": "first_name",
        "lastname": "last_name",
        "email": "email",
        "phone": "phone",
        "address": "address",
        "hs_lead_status": {"field": "status", "values": _LEAD_STATUSES},
    },
    "followupboss": {
        "firstName": "first_name",
        "lastName": "last_name",
        "emails": "email",
        "phones": "phone",
        "addresses": "address",
        "stage": {"field": "status", "values": _STAGES},
    },
    "generic": {name: name for name in get_args(LeadField) if name not in ("id", "updated_at")},
    "none": {},
}
"""By CRM: properties that every account has."""

_READ: dict[str, Callable[[CrmLead], Any]] = {
    "first_name": lambda lead: (lead.name or "").partition(" ")[0],
    "last_name": lambda lead: (lead.name or "").partition(" ")[2],
    "estimate": lambda lead: lead.valuation.estimate if lead.valuation else None,
    "sms_consent": lambda lead: lead.consent.sms if lead.consent else None,
    "email_consent": lambda lead: lead.consent.email if lead.consent else None,
}


def mapped(crm: str, given: Mapping[str, Target] | None) -> Mapped:
    """The mapping that counts: the given one, else the CRM's usual one."""
    return _usual(crm) if given is None else given


@cache
def _usual(crm: str) -> Mapped:
    return {name: Target.model_validate(target) for name, target in DEFAULTS[crm].items()}


def values_of(lead: CrmLead, mapping: Mapped, crm: Crm, zone: ZoneInfo) -> dict[str, str]:
    """What the properties are to hold by a lead; empty where it says nothing.

    A date is the day by the clock of ``zone``, at midnight UTC as CRMs want it.
    """
    return {name: _value(lead, target, crm, zone) for name, target in mapping.items()}


def _value(lead: CrmLead, target: Target, crm: Crm, zone: ZoneInfo) -> str:
    read = _READ.get(target.field)
    value = read(lead) if read else getattr(lead, target.field)
    if value is None:
        return ""
    if isinstance(value, datetime):
        if target.written_as == "date":
            return crm.date(value.astimezone(zone).date())
        return crm.moment(value) if target.written_as == "datetime" else value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return target.values.get(text, text)
