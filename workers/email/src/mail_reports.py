"""What providers tell of a mail in their webhooks, each in its own shape, read into one.

- Resend: https://resend.com/docs/webhooks/event-types (a Standard Webhook)
- SendGrid: https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
- Postmark: https://postmarkapp.com/developer/webhooks/webhooks-overview
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from contracts.email import MailEventKind, mail_address
from mail_bounces import Bounce, classify

LONGEST_DETAIL = 500


@dataclass(frozen=True)
class MailReport:
    """Something that became of a mail; ``mail_id`` is ours, where the provider gives it back.

    ``bounce`` is what a bounce means, and None of anything else. ``detail`` is the server's words.
    """

    provider_id: str
    mail_id: str | None
    address: str
    kind: MailEventKind
    at: datetime
    bounce: Bounce | None = None
    detail: str | None = None

    @property
    def key(self) -> str:
        """The same for the same thing told again, whatever id the provider gives the telling."""
        mail, at = self.mail_id or self.provider_id, int(self.at.timestamp())
        told = f"{mail}\n{self.address}\n{self.kind}\n{at}"
        return hashlib.sha256(told.encode()).hexdigest()


Fields = Mapping[str, Any]

RESEND_KINDS: dict[str, MailEventKind] = {
    "email.delivered": "delivered",
    "email.delivery_delayed": "delayed",
    "email.bounced": "bounced",
    "email.suppressed": "bounced",
    "email.complained": "complained",
}
SENDGRID_KINDS: dict[str, MailEventKind] = {
    "delivered": "delivered",
    "deferred": "delayed",
    "bounce": "bounced",
    "blocked": "bounced",
    "dropped": "bounced",
    "spamreport": "complained",
    "unsubscribe": "unsubscribed",
    "group_unsubscribe": "unsubscribed",
}
# Why it drops a mail that it does not even try to send, where that tells of the person's wish.
SENDGRID_DROPS: dict[str, MailEventKind] = {
    "Spam Reporting Address": "complained",
    "Unsubscribed Address": "unsubscribed",
}
POSTMARK_KINDS: dict[str, MailEventKind] = {
    "Delivery": "delivered",
    "Bounce": "bounced",
    "SpamComplaint": "complained",
    "SubscriptionChange": "unsubscribed",
}


def resend_reports(payload: Fields, told_at: datetime) -> Iterator[MailReport]:
    """Resend's event: one mail, whose recipients are listed."""
    kind = RESEND_KINDS.get(_text(payload.get("type")))
    data = _fields(payload.get("data"))
    if kind is None:
        return
    bounce = _fields(data.get("bounce") or data.get("suppressed"))
    codes = bounce.get("diagnosticCode") or bounce.get("diagnostic_code") or ()
    listed = [codes] if isinstance(codes, str) else codes if isinstance(codes, list) else []
    words = " ".join([*map(_text, listed), _text(bounce.get("message"))]).strip()
    tags = data.get("tags")
    recipients = data.get("to") if isinstance(data.get("to"), list) else [data.get("to")]
    for recipient in recipients or ():
        yield from _report(
            _text(data.get("email_id")),
            _tag(tags),
            _text(recipient),
            kind,
            _moment(payload.get("created_at"), told_at),
            words=words,
        )


def sendgrid_reports(payload: Fields, told_at: datetime) -> Iterator[MailReport]:
    """SendGrid's event, or the batch of them that one delivery holds, as ``events``."""
    batch = payload.get("events")
    for event in map(_fields, batch) if isinstance(batch, list) else (payload,):
        kind = SENDGRID_KINDS.get(_text(event.get("event")))
        if kind is None:
            continue
        words = _text(event.get("reason")) or _text(event.get("response"))
        kind = SENDGRID_DROPS.get(words, kind)
        yield from _report(
            _text(event.get("sg_message_id")).partition(".")[0],
            _text(event.get("mail_id")) or None,
            _text(event.get("email")),
            kind,
            _moment(event.get("timestamp"), told_at),
            status=_text(event.get("status")),
            words=words,
        )


def postmark_reports(payload: Fields, told_at: datetime) -> Iterator[MailReport]:
    """Postmark's event. Its list of bounces also has automatic replies and complaints."""
    kind = POSTMARK_KINDS.get(_text(payload.get("RecordType")))
    if kind is None or payload.get("SuppressSending") is False:
        return
    words = _text(payload.get("Details")) or _text(payload.get("Description"))
    label = _text(payload.get("Type")) or _text(payload.get("SuppressionReason"))
    if label == "SpamComplaint":
        kind = "complained"
    elif label == "AutoResponder":  # a label that can only spare: its text may be in any language
        kind = "replied"
    elif kind == "unsubscribed" and label == "HardBounce":
        return  # the bounce itself is told, with its words
    times = ("BouncedAt", "DeliveredAt", "ChangedAt")
    yield from _report(
        _text(payload.get("MessageID")),
        _text(_fields(payload.get("Metadata")).get("mail_id")) or None,
        _text(payload.get("Email")) or _text(payload.get("Recipient")),
        kind,
        _moment(next(filter(None, map(payload.get, times)), None), told_at),
        words=words,
    )


def _report(
    provider_id: str,
    mail_id: str | None,
    recipient: str,
    kind: MailEventKind,
    at: datetime,
    *,
    status: str = "",
    words: str = "",
) -> Iterator[MailReport]:
    try:
        address = mail_address(recipient.rpartition("<")[2].rstrip("> "))
    except ValueError:
        return
    bounce = classify(status, words) if kind == "bounced" else None
    if bounce == "reply":
        kind, bounce = "replied", None
    detail = f"{status} {words}".strip()[:LONGEST_DETAIL] or None
    yield MailReport(provider_id, mail_id, address, kind, at, bounce, detail)


def _tag(tags: Any) -> str | None:
    """Our id among Resend's tags: an object in its events, a list where it is as it was sent."""
    if isinstance(tags, list):
        tags = {_text(tag.get("name")): tag.get("value") for tag in map(_fields, tags)}
    return _text(_fields(tags).get("mail_id")) or None


def _moment(value: Any, otherwise: datetime) -> datetime:
    """A time as RFC 3339 text or epoch seconds; of another century it is nobody's."""
    try:
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found = datetime.fromtimestamp(value, UTC)
        else:
            return otherwise
    except (ValueError, OverflowError, OSError):
        return otherwise
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found if 2000 <= found.year < 2100 else otherwise


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _fields(value: Any) -> Fields:
    return value if isinstance(value, dict) else {}
