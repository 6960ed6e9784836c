"""Requests to webhooks, signed with the development secrets, and what became of them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx
import stripe
from slack_sdk.signature import SignatureVerifier
from standardwebhooks import Webhook
from twilio.request_validator import RequestValidator

from fleet.dev.local import LocalFleet
from fleet.dev.options import development_secret

ADMIN = {"Authorization": "Bearer dev-admin-token"}
FORM_TOKEN = {"Authorization": "Bearer dev-form-token"}
PUBLIC_URL = "http://webhooks.localhost:8787"
FORM = {"name": "Ada Lovelace", "email": "ada@example.com", "address": "8021 21st Ave NW, Seattle"}


def now() -> int:
    return int(datetime.now(UTC).timestamp())


def by_stripe(event_id: str, *, kind: str = "invoice.paid") -> tuple[dict[str, str], bytes]:
    body = json.dumps({"id": event_id, "type": kind, "created": now(), "data": {}})
    secret = development_secret("STRIPE_WEBHOOK_SECRET")
    signed = stripe.WebhookSignature.generate_signature_header(body, secret, timestamp=now())
    return {"stripe-signature": signed}, body.encode()


def by_standard(event_id: str, kind: str = "email.opened") -> tuple[dict[str, str], bytes]:
    body = json.dumps({"type": kind, "data": {"name": "José 🏠"}}, ensure_ascii=False)
    at = datetime.fromtimestamp(now(), UTC)
    signature = Webhook(development_secret("STANDARD_WEBHOOK_SECRET")).sign(event_id, at, body)
    headers = {"id": event_id, "timestamp": str(now()), "signature": signature}
    return {f"webhook-{name}": text for name, text in headers.items()}, body.encode()


def by_slack(payload: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
    body = json.dumps(payload)
    verifier = SignatureVerifier(development_secret("SLACK_SIGNING_SECRET"))
    signature = str(verifier.generate_signature(timestamp=str(now()), body=body))
    signed = {"x-slack-signature": signature, "x-slack-request-timestamp": str(now())}
    return signed | {"content-type": "application/json"}, body.encode()


def by_twilio(path: str, fields: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
    token = development_secret("TWILIO_AUTH_TOKEN")
    signature = RequestValidator(token).compute_signature(PUBLIC_URL + path, fields)
    kind = {"content-type": "application/x-www-form-urlencoded"}
    return kind | {"x-twilio-signature": signature}, urlencode(fields).encode()


def send(
    fleet: LocalFleet, path: str, sent: tuple[Mapping[str, str], bytes], **more: str
) -> httpx.Response:
    """Post a signed request; ``more`` are headers in its place, dashes as underscores."""
    headers = {**sent[0], **{name.replace("_", "-"): text for name, text in more.items()}}
    with fleet.worker("webhooks") as hooks:
        return hooks.post(f"/hooks/{path}", content=sent[1], headers=headers)


def send_form(
    fleet: LocalFleet, key: str, fields: Mapping[str, Any] = FORM, **more: str
) -> httpx.Response:
    """Post a form under an idempotency key."""
    kind = {"content-type": "application/json", "idempotency-key": key}
    return send(fleet, "form", (FORM_TOKEN | kind | more, json.dumps(fields).encode()))


def events(fleet: LocalFleet, **filters: Any) -> list[dict[str, Any]]:
    """The stored events, newest first."""
    with fleet.worker("webhooks") as hooks:
        answer = hooks.get("/api/events", params=filters, headers=ADMIN)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def statuses(fleet: LocalFleet) -> dict[str, str]:
    """The status of each event by its id."""
    return {event["id"]: event["status"] for event in events(fleet, limit=200)}


def replay(fleet: LocalFleet, event_id: str) -> httpx.Response:
    with fleet.worker("webhooks") as hooks:
        return hooks.post(f"/api/events/{event_id}/replay", headers=ADMIN)


def leads(fleet: LocalFleet) -> list[dict[str, Any]]:
    return fleet.d1("leads", "SELECT id, name, email FROM leads ORDER BY created_at")
