"""What email takes and answers: mails made of templates, and who must get none.

Times are RFC 3339 UTC.
"""

import hashlib
import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    model_validator,
)

from contracts.base import Contract
from contracts.contact import normal_email
from contracts.dead_letters import listing, replaying
from contracts.inbound import delivering
from edgekit.dates import IsoTime
from edgekit.services import Operation, Service

TemplateName = Literal[
    "lead_acknowledgement",
    "booking_confirmation",
    "booking_moved",
    "booking_cancelled",
    "booking_reminder",
    "offer",
    "message",
    "news",
]
Category = Literal["transactional", "marketing"]
Scope = Literal["marketing", "all"]
Cause = Literal["unsubscribed", "complained", "bounced", "refused", "erased"]
SendStatus = Literal["queued", "scheduled", "suppressed", "sent"]
MailStatus = Literal[
    "queued", "scheduled", "suppressed", "failed", "sent", "delivered", "bounced", "complained"
]
MailEventKind = Literal["delivered", "delayed", "bounced", "complained", "unsubscribed", "replied"]

# Whatever could end a header's line, can't be printed, or turns text around.
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_UNPRINTABLE_PROSE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_MAILBOX = re.compile(
    r"\s*+(?:\"(?P<quoted>(?:[^\"\\]|\\.)*)\"\s*|(?P<plain>[^<>\"]*+))<(?P<address>[^<>]*)>\s*"
)


def one_line(value: object) -> object:
    """A text of one line; raises ``ValueError`` for line breaks, also at its ends."""
    if isinstance(value, str) and _UNPRINTABLE.search(value):
        raise ValueError("holds a line break or another control character")
    return value


def _prose(text: str) -> str:
    if _UNPRINTABLE_PROSE.search(text):
        raise ValueError("holds a control character")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def mail_address(text: str) -> str:
    """An address that any provider can deliver to, in lower case, its domain in ASCII.

    Raises ``ValueError`` for anything else, also for a local part outside of ASCII, which needs
    SMTPUTF8 (RFC 6531) all along the way.
    """
    local_part, _, domain = normal_email(text).rpartition("@")
    if not local_part.isascii():
        raise ValueError("has characters before the @ that mail servers do not take")
    try:
        return f"{local_part}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise ValueError("has no valid domain") from error


def address_digest(address: str) -> str:
    """What an address is known by when nothing readable of it may be kept."""
    return hashlib.sha256(mail_address(address).encode()).hexdigest()


OneLine = Annotated[str, BeforeValidator(one_line), Field(min_length=1, max_length=300)]
Prose = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(_prose)]
Url = Annotated[
    str,
    BeforeValidator(one_line),
    StringConstraints(pattern=r"^https?://[^\s<>\"']+$", max_length=2000),
]
MailAddress = Annotated[
    str, BeforeValidator(one_line), Field(max_length=320), AfterValidator(mail_address)
]
"""An e-mail address in lower case and ASCII."""


class Recipient(Contract):
    """Who gets a mail: an address, and the name to write beside it."""

    email: MailAddress
    name: Annotated[str, BeforeValidator(one_line), Field(max_length=200)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_text(cls, value: object) -> object:
        """Also `ann@example.org`, and `"Doe, Ann" <ann@example.org>` as in a header."""
        if not isinstance(value, str):
            return value
        one_line(value)
        found = _MAILBOX.fullmatch(value)
        if found is None:
            return {"email": value}
        quoted = found["quoted"]
        name = found["plain"] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
        return {"email": found["address"], "name": (name or "").strip() or None}


class LeadAcknowledgement(Contract):
    """Data of `lead_acknowledgement`: we have got your message. Whole US dollars."""

    name: OneLine
    address: OneLine
    low: Annotated[int, Field(ge=0)] | None = None
    high: Annotated[int, Field(ge=0)] | None = None


class BookingMail(Contract):
    """Data of the booking templates; `when` is written in the visitor's own time and zone."""

    name: OneLine
    when: Annotated[OneLine, Field(examples=["Tuesday, December 1, 10:00–10:30 AM PST"])]
    address: OneLine | None = None
    manage_url: Url | None = None
    ics_url: Url | None = None
    was: OneLine | None = Field(default=None, description="The time before it was moved.")
    note: Prose | None = None


class OfferMail(Contract):
    """Data of `offer`, whole US dollars."""

    name: OneLine
    address: OneLine
    low: Annotated[int, Field(ge=0)]
    high: Annotated[int, Field(ge=0)]
    url: Url
    expires: OneLine | None = Field(default=None, description="A day, in words.")


class FreeMail(Contract):
    """Data of `message` and `news`: a subject, paragraphs parted by blank lines, a button."""

    subject: Annotated[OneLine, Field(max_length=200)]
    text: Prose
    name: OneLine | None = None
    button: OneLine | None = None
    url: Url | None = None


def _or_text(schema: dict[str, Any]) -> None:
    """A recipient may be a text, too."""
    schema["anyOf"] = [{"type": "string"}, {"$ref": schema.pop("$ref")}]


class NewMail(Contract):
    """A mail to one person."""

    template: TemplateName
    to: Recipient = Field(
        description='An address, `"Doe, Ann" <ann@example.org>`, or `{"email","name"?}`.',
        json_schema_extra=_or_text,
    )
    data: dict[str, Any] = Field(default={}, description="What the template needs.")
    idempotency_key: Annotated[str, Field(min_length=1, max_length=255)] | None = Field(
        default=None, description="The header `Idempotency-Key` does as well."
    )
    category: Category | None = Field(default=None, description="Default: its template's.")
    send_at: IsoTime | None = Field(default=None, description="Default: now.")
    lead_id: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(
        default=None, description="With whom the mail is forgotten."
    )


class QueuedMail(Contract):
    """A mail that is stored. `suppressed`: its person wants none, so it will not leave."""

    id: str = Field(examples=["mail_4mzp6q3k7wd2xv5ytbnh8rgcja"])
    status: SendStatus


class MailRef(Contract):
    """Asks for one mail."""

    mail_id: str


class MailEvent(Contract):
    """What a provider said of a mail."""

    kind: MailEventKind
    at: datetime
    detail: str | None = None


class MailDetail(Contract):
    """A mail and what became of it. After an erasure it names nobody."""

    id: str
    template: TemplateName
    category: Category
    to: str | None
    subject: str | None = Field(description="Null until it has left.")
    status: MailStatus
    created_at: datetime
    send_at: datetime | None
    sent_at: datetime | None
    provider: str | None
    provider_id: str | None
    error: str | None
    events: list[MailEvent] = Field(description="Oldest first.")


class SuppressionQuery(Contract):
    """Asks whether an address is suppressed."""

    address: MailAddress


class SuppressionEntry(Contract):
    """One reason to send nothing."""

    scope: Scope
    cause: Cause
    at: datetime


class Suppression(Contract):
    """Whether an address gets mail. `scope`, `cause` and `at` are of the widest entry, or null."""

    address: str
    scope: Scope | None = None
    cause: Cause | None = None
    at: datetime | None = None
    entries: tuple[SuppressionEntry, ...] = ()


class ForgetMail(Contract):
    """Asks that a person be forgotten, and never be mailed again; one way to find them, or more."""

    lead_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    address: MailAddress | None = None
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        default=None, description="`address_digest` of the address, where it is gone already."
    )

    @model_validator(mode="after")
    def _names_somebody(self) -> "ForgetMail":
        if self.lead_id is None and self.address is None and self.digest is None:
            raise ValueError("give lead_id, address or digest")
        return self


class ForgottenMails(Contract):
    """How many mails were forgotten."""

    messages: int


class UnsubscribeLink(Contract):
    """What an unsubscribe link carries."""

    token: Annotated[str, Field(min_length=1, max_length=2000)]


class EmailService(Service, worker="email"):
    """Mails to people."""

    send = Operation("POST", "/api/send", NewMail, QueuedMail, deadline_ms=2000)
    message = Operation("GET", "/api/messages/{mail_id}", MailRef, MailDetail)
    suppression = Operation("GET", "/api/suppressions", SuppressionQuery, Suppression)
    forget = Operation("POST", "/api/forget", ForgetMail, ForgottenMails, deadline_ms=2000)
    unsubscribe: Operation[UnsubscribeLink, None] = Operation(
        "POST", "/api/unsubscribe/{token}", UnsubscribeLink, None
    )
    inbound = delivering()
    dead = listing()
    replay = replaying()
