"""What gateway takes and answers: keys of partners, their sessions, and what they have used.

Times are RFC 3339 UTC; days and months are those of the key's time zone.
"""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from contracts.base import Absent, Contract
from contracts.moments import Moment
from edgekit.services import Service

WORKER = r"[a-z][a-z0-9-]*"
Scope = Annotated[str, Field(pattern=rf"^{WORKER}(:(read|write))?$", max_length=60)]
"""What a key may do: ``leads`` everything that leads offers, ``leads:read`` only GET and HEAD,
``leads:write`` only the other methods."""
Scopes = Annotated[list[Scope], Field(min_length=1, max_length=50)]
Rate = Annotated[int, Field(ge=1, le=1_000_000)]
Quota = Annotated[int, Field(ge=1, le=1_000_000_000_000)]


class NewKey(Contract):
    """A key to be made; ``tz`` is the IANA time zone whose calendar months the quota counts."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$")]
    scopes: Scopes
    expires_at: Moment | None = None
    rate_per_minute: Rate | None = None
    quota_per_month: Quota | None = None
    tz: Annotated[str, Field(min_length=1, max_length=64)] = "UTC"


class MadeKey(Contract):
    """A new key; the key itself is shown here and never again."""

    id: str
    key: str
    prefix: str


class Rotation(Contract):
    """How a key is rotated: for ``overlap_seconds`` the old one works beside the new one."""

    overlap_seconds: Annotated[int, Field(ge=0, le=30 * 86_400)] = 86_400


class RotatedKey(MadeKey):
    """The new key, and when the old one ends."""

    old_ends_at: datetime


class Key(Contract):
    """A key as the people who run the gateway see it: its beginnings, never the key."""

    id: str
    name: str
    prefix: str
    prefixes: list[str]
    scopes: list[str]
    tz: str
    rate_per_minute: int
    quota_per_month: int | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class KeyPage(Contract):
    """One page of keys, newest first."""

    items: list[Key]
    cursor: str | None = None


class UsageItem(Contract):
    """What one key called of one worker on one day of its own time zone."""

    key_id: str
    name: str | None
    day: date
    worker: str
    calls: int


class UsagePage(Contract):
    """Usage, the newest day first; ``calls`` is the sum of all pages."""

    date_from: Annotated[date, Field(alias="from")]
    date_to: Annotated[date, Field(alias="to")]
    calls: int
    items: list[UsageItem]
    cursor: str | None = None


class UsedDay(Contract):
    """A day's calls by worker."""

    day: date
    calls: int
    workers: dict[str, int]


class OwnUsage(Contract):
    """What a key has used, and what it has left of this month."""

    key_id: str
    name: str
    tz: str
    scopes: list[str]
    rate_per_minute: int
    month: str
    quota_per_month: int | None
    used_this_month: int
    remaining: int | None
    resets_at: datetime
    expires_at: Absent[datetime] = None
    date_from: Annotated[date, Field(alias="from")]
    date_to: Annotated[date, Field(alias="to")]
    calls: int
    days: list[UsedDay]


class NewSession(Contract):
    """A session to be made of a key: some of its scopes (all, unless said), for so long."""

    scopes: Scopes | None = None
    ttl_seconds: Annotated[int, Field(ge=60, le=3600)] = 900


class Session(Contract):
    """A token for a browser or a phone, to be used as a key is; it can't be shown again."""

    token: str
    scopes: list[str]
    expires_at: datetime


class GatewayService(Service, worker="gateway"):
    """Asked for its health only: what it offers is for partners."""
