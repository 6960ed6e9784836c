"""What the tests of email share: a mail, and what has reached the provider."""

import json
import re
from typing import Any
from uuid import uuid4

import httpx

from fleet.dev.client import eventually
from fleet.dev.local import LocalFleet

ADMIN = {"Authorization": "Bearer dev-admin-token"}
NEWS = {"subject": "Prices in May", "text": "They rose."}
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def mail(to: Any = "ann@example.org", template: str = "message", **changes: Any) -> dict[str, Any]:
    """The body of ``POST /api/send``."""
    return {"template": template, "to": to, "data": NEWS, **changes}


def sent(fleet: LocalFleet, provider: str = "resend") -> list[dict[str, Any]]:
    """The mails that the provider has taken, in order."""
    calls = fleet.outbox(provider=provider)
    return [json.loads(each["body"]) for each in calls if each["status"] < 300]


def send(email: httpx.Client, to: Any = "ann@example.org", **changes: Any) -> str:
    """Send a mail and return its id."""
    answer = email.post("/api/send", json=mail(to, **changes))
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def status_of(email: httpx.Client, mail_id: str) -> str:
    """What has become of a mail."""
    return str(email.get(f"/api/messages/{mail_id}").json()["status"])


def settles(email: httpx.Client, mail_id: str, status: str, seconds: float = 20) -> None:
    """Wait until a mail has come to a status."""
    eventually(lambda: status_of(email, mail_id) == status, seconds)


def scope_of(email: httpx.Client, address: str) -> str | None:
    """For what an address is suppressed."""
    scope: str | None = email.get("/api/suppressions", params={"address": address}).json()["scope"]
    return scope


def unsubscribe_path(body: dict[str, Any]) -> str:
    """The path of the one-click link in a mail's header, as Resend got it."""
    found = re.fullmatch(
        r"<http://[^/]+(/api/unsubscribe\?token=.+)>", body["headers"]["List-Unsubscribe"]
    )
    assert found, body["headers"]
    return found[1]


def tell(
    email: httpx.Client, provider: str, payload: dict[str, Any], **event: Any
) -> httpx.Response:
    """Deliver a provider's event, as webhooks does."""
    told = {
        "id": uuid4().hex,
        "provider": provider,
        "type": payload.get("type") or "event",
        "occurred_at": "2026-11-20T10:00:00Z",
        "payload": payload,
        **event,
    }
    return email.post("/api/inbound", json=told, headers={"Idempotency-Key": told["id"], **ADMIN})


def resend_event(kind: str, mail_id: str, to: str, **data: Any) -> dict[str, Any]:
    """What Resend tells of a mail."""
    return {
        "type": f"email.{kind}",
        "created_at": "2026-11-20T09:30:00.126Z",
        "data": {"email_id": "re_1", "to": [to], "tags": {"mail_id": mail_id}, **data},
    }
