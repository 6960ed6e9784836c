"""What was sent out, read as the person reads it who gets it: a mail, a text, a Slack message.

Told by its shape, whatever the provider is called:

- mails: Resend's ``POST /emails``, SendGrid's ``/v3/mail/send``, Postmark's ``/email``
- texts: the form of Twilio's ``Messages.json``
- Slack: the arguments of ``chat.postMessage`` and its relatives, and incoming webhooks
"""

import json
from dataclasses import dataclass
from email.utils import getaddresses
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from fleet.dev.outbox import Sent

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Mail:
    """An e-mail; ``html`` and ``text`` are its parts, empty where it has none."""

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str = ""
    html: str = ""
    kind: Literal["mail"] = "mail"


@dataclass(frozen=True)
class Text:
    """A text message."""

    sender: str
    to: str
    body: str
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class Post:
    """A message in Slack; ``method`` is empty for an incoming webhook, which knows its channel."""

    channel: str
    method: str
    text: str
    blocks: tuple[dict[str, Any], ...] = ()
    kind: Literal["slack"] = "slack"


@dataclass(frozen=True)
class Call:
    """Whatever is none of these."""

    kind: Literal["call"] = "call"


Reading = Mail | Text | Post | Call


def read(sent: Sent) -> Reading:
    """Return what a request means to the person it goes to."""
    if sent.headers.get("content-type", "").startswith(FORM):
        form = dict(parse_qsl(sent.body, keep_blank_values=True))
        return _text(form) or _post(sent, form) or Call()
    body = _object(sent.body)
    return _resend(body) or _postmark(body) or _sendgrid(body) or _post(sent, body) or Call()


def _text(form: dict[str, str]) -> Text | None:
    if "To" not in form or "Body" not in form:
        return None
    return Text(form.get("From") or form.get("MessagingServiceSid", ""), form["To"], form["Body"])


def _resend(body: dict[str, Any]) -> Mail | None:
    if not {"from", "to", "subject"} <= body.keys():
        return None
    return Mail(
        sender=_string(body["from"]),
        to=_addresses(body["to"]),
        subject=_string(body["subject"]),
        text=_string(body.get("text")),
        html=_string(body.get("html")),
    )


def _postmark(body: dict[str, Any]) -> Mail | None:
    if not {"From", "To"} <= body.keys():
        return None
    sender, subject, text, html = (
        _string(body.get(name)) for name in ("From", "Subject", "TextBody", "HtmlBody")
    )
    return Mail(sender, _addresses(body["To"]), subject, text, html)


def _sendgrid(body: dict[str, Any]) -> Mail | None:
    if "personalizations" not in body or "from" not in body:
        return None
    receivers = _objects(body["personalizations"])
    to = [_address(each) for receiver in receivers for each in _objects(receiver.get("to"))]
    subjects = [*(receiver.get("subject") for receiver in receivers), body.get("subject")]
    content = _objects(body.get("content"))
    parts = {_string(part.get("type")): _string(part.get("value")) for part in content}
    return Mail(
        sender=_address(body["from"]),
        to=tuple(to),
        subject=_string(next(filter(None, subjects), "")),
        text=parts.get("text/plain", ""),
        html=parts.get("text/html", ""),
    )


def _address(value: Any) -> str:
    if not isinstance(value, dict):
        return _string(value)
    return _named(_string(value.get("name")), _string(value.get("email")))


def _named(name: str, address: str) -> str:
    return f"{name} <{address}>" if name else address


def _post(sent: Sent, body: dict[str, Any]) -> Post | None:
    if sent.provider != "slack":
        return None
    method = urlsplit(sent.url).path.rstrip("/").rpartition("/")[2]
    blocks = body.get("blocks")
    if isinstance(blocks, str):  # a form holds them as JSON
        blocks = _parsed(blocks)
    return Post(
        channel=_string(body.get("channel")),
        method=method if "." in method else "",
        text=_string(body.get("text")),
        blocks=tuple(_objects(blocks)),
    )


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _object(text: str) -> dict[str, Any]:
    value = _parsed(text)
    return value if isinstance(value, dict) else {}


def _objects(value: Any) -> list[dict[str, Any]]:
    listed = value if isinstance(value, list) else []
    return [each for each in listed if isinstance(each, dict)]


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _addresses(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):  # a list of them, as in a header
        return tuple(_named(*pair) for pair in getaddresses([value])) if value else ()
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
