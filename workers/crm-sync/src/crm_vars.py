"""What crm-sync can be told by its vars."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from contracts.crm_sync import CrmName
from crm_mapping import PropertyName, Target
from edgekit.vars import Json, Secret, Url, Vars


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, OSError, ValueError) as error:
        raise ValueError("it should be a time zone such as America/Los_Angeles") from error
    return name


Zone = Annotated[str, AfterValidator(_zone)]


class CrmVars(Vars):
    crm: CrmName = "none"
    """Where contacts are kept: `hubspot`, `followupboss`, `generic`, or `none`."""
    crm_api_url: Url | None = None
    """Where the CRM's API is, if not at its own address; `generic` needs it."""
    crm_mapping: Json[dict[PropertyName, Target] | None] = None
    """By property of the CRM: a field of the lead, or `{"field","type"?,"values"?}`. A `type` is
    `text`, `number`, `boolean`, `date` or `datetime`; `values` are the CRM's words for a status,
    timeline or condition. Not set: the properties that every account has."""
    crm_id_property: PropertyName | None = None
    """HubSpot: a property with unique values that holds the lead's id. With it contacts are made by
    a batch upsert, so that also one without an e-mail address can't be made twice."""
    crm_timezone: Zone = "America/Los_Angeles"
    """The account's time zone: days begin in it, for dates and for the CRM's daily limit."""
    crm_erase: Literal["forever", "archive"] = "forever"
    """How an erased person's contact goes: `forever` (HubSpot's GDPR deletion), or `archive`."""
    crm_source: Annotated[str, Field(min_length=1, max_length=100)] = "Hearthstack"
    """Follow Up Boss: the source and system under which leads come in."""
    fub_system_key: Secret = None
    """Follow Up Boss: the key of the system that is registered there as `CRM_SOURCE`. With it twice
    as many calls are allowed."""
    crm_channel: Annotated[str, Field(pattern=r"^#[^\s#@<>&|,]{1,80}$")] = "#crm"
    """The Slack channel that is told of conflicts and of changes made in the CRM."""
    crm_timeout_ms: Annotated[int, Field(ge=100, le=20_000)] = 8_000
    """Milliseconds that the CRM has to answer."""
