"""What the tests of sms share: sending, Twilio's events, and what has reached Twilio."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import httpx

from fleet.dev.local import LocalFleet
from fleet.dev.providers import Exchange

ADMIN = {"Authorization": "Bearer dev-admin-token"}
SEATTLE = ZoneInfo("America/Los_Angeles")
QUIET_FROM = datetime.now(SEATTLE).replace(second=0, microsecond=0) - timedelta(hours=1)
QUIET_UNTIL = QUIET_FROM + timedelta(hours=3)
ASLEEP, AWAKE = "98117", "10001"  # New York is three hours ahead
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
    return event(sms, **{**fields, **more})


def reached(fleet: LocalFleet) -> list[dict[str, str]]:
    """The messages that Twilio has taken, in order."""
    sent = fleet.outbox(provider="twilio")
    taken = [each for each in sent if each["method"] == "POST" and each["status"] == 201]
    return [dict(parse_qsl(each["body"])) for each in taken]


def clear_rules(fleet: LocalFleet) -> None:
    """Let Twilio answer as usual again."""
    assert fleet.control("DELETE", "/outbox/rules").status_code == 204


def messages_at_twilio(fleet: LocalFleet) -> list[dict[str, Any]]:
    """What Twilio has made, also where its answer is still to come or was lost."""
    base = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json?PageSize=1000"
    key = {"authorization": "Basic QUMxOnRva2Vu"}  # AC1:token
    answer = fleet.send_out(Exchange("test", "GET", base, key, b""))
    listed: list[dict[str, Any]] = json.loads(answer.body)["messages"]
    return listed
