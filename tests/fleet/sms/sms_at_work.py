"""What the tests of sms share: sending, Twilio's events, and what has reached Twilio."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import httpx

from fleet.dev.local import LocalFleet

ADMIN = {"Authorization": "Bearer dev-admin-token"}
ANN, BOB = "+12065550142", "+12125550143"
_events = itertools.count(1)


def send(sms: httpx.Client, to: str = ANN, body: str = "Hello.", **more: Any) -> dict[str, Any]:
    """Send a text, which must be taken."""
    headers = {"Idempotency-Key": more.pop("key")} if "key" in more else {}
    new = {"to": to, "body": body, "purpose": "transactional", **more}
    answer = sms.post("/api/send", json=new, headers=headers)
    assert answer.status_code == 202, answer.text
    told: dict[str, Any] = answer.json()
    return told


def read(sms: httpx.Client, text_id: str) -> dict[str, Any]:
    """A text, and how far it has come."""
    answer = sms.get(f"/api/messages/{text_id}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def event(sms: httpx.Client, at: datetime | None = None, **fields: str) -> str:
    """Deliver an event of Twilio's as `webhooks` does; what became of it."""
    event_id = fields.pop("id", "") or f"evt_{next(_events)}"
    body = {
        "id": event_id,
        "provider": "twilio",
        "type": "message",
        "occurred_at": (at or datetime.now(UTC)).isoformat(),
        "payload": fields,
    }
    headers = {"Idempotency-Key": event_id, **ADMIN}
    answer = sms.post("/api/inbound", json=body, headers=headers)
    assert answer.status_code == 202, answer.text
    outcome: str = answer.json()["outcome"]
    return outcome


def text_in(sms: httpx.Client, body: str, phone: str = ANN, **more: Any) -> str:
    """Somebody texts; what became of the event."""
    sid = f"SM{next(_events):032x}"
    fields = {"MessageSid": sid, "SmsStatus": "received", "From": phone, "Body": body}
    return event(sms, **fields, **more)


def reached(fleet: LocalFleet) -> list[dict[str, str]]:
    """The messages that Twilio has taken, in order."""
    sent = fleet.outbox(provider="twilio")
    taken = [each for each in sent if each["method"] == "POST" and each["status"] == 201]
    return [dict(parse_qsl(each["body"])) for each in taken]


def local(hour: int, zone_hours: int = -8, days: int = 1) -> datetime:
    """A winter's hour of a zone so many hours from UTC, some days from now."""
    day = (datetime.now(UTC) + timedelta(days=days)).replace(hour=0, minute=0, second=0)
    return day.replace(microsecond=0) + timedelta(hours=hour - zone_hours)
