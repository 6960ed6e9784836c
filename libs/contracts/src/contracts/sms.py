"""What sms takes and answers: texts, consent to them, and when they may be sent."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field

from contracts.base import Absent, Contract
from contracts.contact import e164
from contracts.dead_letters import listing, replaying
from contracts.inbound import delivering
from contracts.moments import Moment
from edgekit.services import Operation, Service

LONGEST_BODY = 1600
"""Characters that Twilio takes (its error 21617)."""

Purpose = Literal["transactional", "marketing", "conversation"]
Encoding = Literal["GSM-7", "UCS-2"]
Reason = Literal["opted_out", "no_consent", "invalid_number", "erased", "provider_refused"]
Status = Literal[
    "queued", "held", "refused", "accepted", "sending", "sent", "delivered", "undelivered", "failed"
]
Source = Literal["text", "carrier", "web", "form", "agent", "import", "erasure"]


_EXTENSION = re.compile(r"(?:extension|ext|x|#)[\s.:]*\d+$", re.IGNORECASE)
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def textable(text: str) -> str:
    """A number in E.164 that a text can be sent to: a text reaches no extension.

    Raises ``ValueError`` for any other.
    """
    if _EXTENSION.search(text.strip()):
        raise ValueError("has an extension, and a text can't reach one; give the number alone")
    return e164(text)


def _sendable(text: str) -> str:
    if _LONE_SURROGATE.search(text):
        raise ValueError("holds half of a character")
    if _UNPRINTABLE.search(text):
        raise ValueError("holds a control character")
    if not text.strip():
        raise ValueError("says nothing")
    return text


def _whole(text: str) -> str:
    if _LONE_SURROGATE.search(text):
        raise ValueError("holds half of a character")
    return text


Textable = Annotated[str, Field(max_length=40, examples=["+12065550142"]), AfterValidator(textable)]
Zip = Annotated[str, Field(pattern=r"^[0-9]{5}(-[0-9]{4})?$", examples=["98117"])]
LeadId = Annotated[str, Field(min_length=1, max_length=64)]
Key = Annotated[str, Field(min_length=1, max_length=255)]


class NewText(Contract):
    """A text to send. Its body is taken as it is, blanks at its ends too."""

    model_config = ConfigDict(str_strip_whitespace=False)

    to: Textable
    body: Annotated[str, Field(min_length=1, max_length=LONGEST_BODY), AfterValidator(_sendable)]
    purpose: Purpose
    zip: Zip | None = Field(default=None, description="Where the recipient lives, if it is known.")
    lead_id: LeadId | None = None
    idempotency_key: Key | None = Field(
        default=None, description="As the header `Idempotency-Key`, which comes first."
    )


class TextTaken(Contract):
    """What has become of a text: it leaves now, when the recipient's morning comes, or never."""

    id: str = Field(examples=["text_4mzp6q3k7wd2xv5ytbnh8rgcja"])
    status: Literal["queued", "held", "refused"]
    reason: Absent[Reason] = Field(default=None, description="Why it is refused.")
    send_at: Absent[AwareDatetime] = Field(default=None, description="When a held text leaves.")
    encoding: Encoding
    segments: int


class Body(Contract):
    """A text whose segments are to be counted."""

    model_config = ConfigDict(str_strip_whitespace=False)

    body: Annotated[str, Field(max_length=10_000), AfterValidator(_whole)]


class Segments(Contract):
    """How a text is cut: `units` are septets in GSM-7, and UTF-16 code units in UCS-2."""

    encoding: Encoding
    segments: int
    units: int
    remaining: int = Field(description="Units left in the last segment.")
    forced_by: Absent[list[str]] = Field(
        default=None, description="The characters that GSM-7 does not have, each once, in order."
    )


class Text(Contract):
    """A text, and how far it has come. An erased person's has neither number nor body."""

    id: str
    status: Status
    reason: Absent[Reason] = None
    to: str | None
    body: str | None = Field(description="As it is sent: see smart encoding.")
    purpose: Purpose
    lead_id: str | None
    encoding: Encoding
    segments: int
    created_at: AwareDatetime
    updated_at: AwareDatetime
    send_at: Absent[AwareDatetime] = None
    sent_at: AwareDatetime | None = Field(description="When Twilio took it.")
    sid: str | None = Field(description="Twilio's name of it.")
    error_code: int | None = Field(description="Twilio's: https://www.twilio.com/docs/api/errors")


class TextRef(Contract):
    """Asks for one text."""

    text_id: str


class ConsentQuery(Contract):
    """Asks what a person agreed to."""

    phone: Textable


class ConsentChange(Contract):
    """What a person said of texts, in which words, and where."""

    phone: Textable
    granted: bool
    text: Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_whole)] = Field(
        description="The very words that were agreed to, or with which it was taken back."
    )
    source: Literal["web", "form", "agent", "import"]
    at: Moment | None = Field(default=None, description="Default, and at the latest: now.")
    lead_id: LeadId | None = None


class ConsentRecord(Contract):
    """One thing that a person said."""

    at: AwareDatetime
    granted: bool
    source: Source
    text: str


class Consent(Contract):
    """What a person's words come to."""

    phone: str
    state: Literal["granted", "none", "opted_out"]
    marketing: bool = Field(description="Whether marketing may be sent.")
    needs_start: bool = Field(
        description="They have texted STOP, or were erased: only START, by text, lifts that."
    )
    records: list[ConsentRecord] = Field(description="Newest first, at most 100.")


class QuietQuery(Contract):
    """Asks whether a text may be sent at a time (default: now)."""

    to: Textable
    zip: Zip | None = None
    at: Moment | None = None


class Quiet(Contract):
    """Whether a text may be sent, by whose clock, and else from when."""

    allowed: bool
    zone: str = Field(description="The zone that decides.", examples=["America/Los_Angeles"])
    zones: list[str] = Field(description="Where the recipient may be: it must suit each of them.")
    by: Literal["zip", "area_code", "unknown"]
    opens_at: Absent[AwareDatetime] = None


class Forget(Contract):
    """Asks that a person be forgotten, and never texted again unless they text START."""

    phone: Textable | None = None
    lead_id: LeadId | None = None
    is_shared: bool = Field(
        default=False,
        description="Others are reached at the number: only what names the lead is forgotten.",
    )


class Forgotten(Contract):
    """How many texts, in both directions, were emptied."""

    texts: int


class SmsService(Service, worker="sms"):
    """Texts."""

    send = Operation("POST", "/api/send", NewText, TextTaken, deadline_ms=2000)
    segments = Operation("POST", "/api/segments", Body, Segments)
    text = Operation("GET", "/api/messages/{text_id}", TextRef, Text)
    consent = Operation("GET", "/api/consent", ConsentQuery, Consent)
    record = Operation("POST", "/api/consent", ConsentChange, Consent, deadline_ms=2000)
    quiet = Operation("POST", "/api/quiet", QuietQuery, Quiet)
    forget = Operation("POST", "/api/forget", Forget, Forgotten, deadline_ms=2000)
    inbound = delivering()
    dead = listing()
    replay = replaying()
