"""Requests as providers send them, signed by their own packages where they have one."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import stripe
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hubspot.utils.signature import Signature
from slack_sdk.signature import SignatureVerifier
from standardwebhooks import Webhook
from twilio.request_validator import RequestValidator

from hook_event import Event, Reply
from hook_providers import PROVIDERS

NOW = 1_795_900_000
URL = "https://hooks.example.com"
KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Sent:
    """A request to one hook, and the secret that the worker has."""

    provider: str
    secret: str
    headers: Mapping[str, str]
    body: bytes
    url: str = URL

    def with_header(self, name: str, value: str) -> "Sent":
        return replace(self, headers={**self.headers, name: value})

    def verified(self, now: float = NOW) -> Event | Reply:
        """What the worker makes of it; raises ``Problem``."""
        provider = PROVIDERS[self.provider]
        headers = {name: self.headers.get(name, "") for name in provider.reads}
        return provider.verify(self.body, headers, self.url, self.secret, now)

    def event(self, now: float = NOW) -> Event:
        """The event that it is."""
        found = self.verified(now)
        assert isinstance(found, Event)
        return found


def json_bytes(payload: Any) -> bytes:
    return json.dumps(payload, ensure_ascii=False).encode()


def by_stripe(payload: Any = None, *, secret: str = "whsec_one", at: int = NOW) -> Sent:
    event = {"id": "evt_1", "type": "invoice.paid", "created": at, "data": {"object": {}}}
    body = json_bytes(payload if payload is not None else event)
    header = stripe.WebhookSignature.generate_signature_header(body.decode(), secret, timestamp=at)
    return Sent("stripe", "whsec_one", {"stripe-signature": header, "content-type": JSON}, body)


class Fields(dict[str, Any]):
    """Fields of a form as frameworks have them: a list where one is repeated."""

    def getall(self, name: str) -> list[str]:
        value = self[name]
        return value if isinstance(value, list) else [value]


def by_twilio(
    fields: Mapping[str, Any] | None = None, *, url: str = f"{URL}/hooks/twilio", token: str = "tok"
) -> Sent:
    message = {
        "MessageSid": "SM1",
        "Body": "Hi 🏠",
        "From": "+12065550142",
        "SmsStatus": "received",
    }
    given = message if fields is None else fields
    signature = RequestValidator(token).compute_signature(url, Fields(given))
    body = urlencode(given, doseq=True).encode()
    return Sent("twilio", "tok", {"x-twilio-signature": signature, "content-type": FORM}, body, url)


def by_slack(body: bytes | None = None, *, kind: str = JSON, at: int = NOW) -> Sent:
    event = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "message"}}
    content = json_bytes(event) if body is None else body
    if content.isascii():
        signature = SignatureVerifier("sig").generate_signature(
            timestamp=str(at), body=content.decode()
        )
    else:  # the package takes text only
        signed = f"v0:{at}:".encode() + content
        signature = "v0=" + hmac.digest(b"sig", signed, hashlib.sha256).hex()
    headers = {"x-slack-signature": str(signature), "x-slack-request-timestamp": str(at)}
    return Sent("slack", "sig", headers | {"content-type": kind}, content)


def by_github(body: bytes = b'{"action":"opened"}', *, kind: str = JSON, key: str = "hub") -> Sent:
    signature = "sha256=" + hmac.digest(key.encode(), body, hashlib.sha256).hex()
    headers = {
        "x-hub-signature-256": signature,
        "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
        "x-github-event": "issues",
        "content-type": kind,
    }
    return Sent("github", "hub", headers, body)


def by_standard(
    payload: Any = None, *, key: str = KEY, at: int = NOW, prefix: str = "webhook"
) -> Sent:
    body = json_bytes({"type": "email.opened", "data": {"é": 1}} if payload is None else payload)
    signature = Webhook(key).sign("msg_1", datetime.fromtimestamp(at, UTC), body.decode())
    values = {"id": "msg_1", "timestamp": str(at), "signature": signature}
    return Sent("standard", KEY, {f"{prefix}-{name}": text for name, text in values.items()}, body)


def by_form(body: bytes = b"name=Ada", *, kind: str = FORM, token: str = "open") -> Sent:
    return Sent("form", "open", {"authorization": f"Bearer {token}", "content-type": kind}, body)


def by_postmark(payload: Any = None, *, token: str = "mark", scheme: str = "Basic") -> Sent:
    event = {"RecordType": "Bounce", "ID": 42, "Email": "ada@example.com", "Type": "HardBounce"}
    given = base64.b64encode(f"hook:{token}".encode()).decode() if scheme == "Basic" else token
    headers = {"authorization": f"{scheme} {given}", "content-type": JSON}
    return Sent("postmark", "mark", headers, json_bytes(event if payload is None else payload))


def sendgrid_key(number: int = 1) -> str:
    """A verification key as SendGrid shows it."""
    public = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


SENDGRID_EVENT = {
    "email": "ada@example.com",
    "event": "bounce",
    "type": "bounce",
    "status": "5.1.1",
    "reason": "550 5.1.1 user unknown",
    "timestamp": NOW,
    "sg_event_id": "one",
    "sg_message_id": "m1.recvd-1",
}


def by_sendgrid(
    events: Any = None, *, number: int = 1, at: int | str = NOW, body: bytes | None = None
) -> Sent:
    if body is None:
        body = json_bytes([SENDGRID_EVENT] if events is None else events) + b"\r\n"
    key = ec.derive_private_key(number, ec.SECP256R1())
    # The same in every process, so that what hypothesis has found is found again.
    signed = key.sign(f"{at}".encode() + body, ec.ECDSA(SHA256(), deterministic_signing=True))
    headers = {"signature": base64.b64encode(signed).decode(), "timestamp": f"{at}"}
    named = {f"x-twilio-email-event-webhook-{name}": text for name, text in headers.items()}
    return Sent("sendgrid", sendgrid_key(), named | {"content-type": JSON}, body)


HUBSPOT_EVENT = {
    "eventId": 1,
    "subscriptionId": 2,
    "subscriptionType": "contact.propertyChange",
    "objectId": 1246965,
    "occurredAt": 1000 * NOW,
    "attemptNumber": 0,
    "propertyName": "phone",
    "propertyValue": "1",
}


def by_hubspot(events: Any = None, *, at: int = NOW, url: str = f"{URL}/hooks/hubspot") -> Sent:
    body, timestamp = json_bytes([HUBSPOT_EVENT] if events is None else events), str(1000 * at)
    signature = Signature.get_signature("app", body.decode(), "v3", url, "POST", timestamp)
    headers = {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": timestamp}
    return Sent("hubspot", "app", headers, body, url)


def by_followupboss(event: Any = None, *, key: str = "sys") -> Sent:
    usual = {"eventId": "e-1", "event": "peopleUpdated", "resourceIds": [1]}
    body = json_bytes(usual if event is None else event)
    signed = hmac.digest(key.encode(), base64.b64encode(body), hashlib.sha256).hex()
    return Sent("followupboss", "sys", {"fub-signature": signed}, body)


SENT = {
    "stripe": by_stripe(),
    "twilio": by_twilio(),
    "slack": by_slack(),
    "github": by_github(),
    "standard": by_standard(),
    "form": by_form(),
    "postmark": by_postmark(),
    "sendgrid": by_sendgrid(),
    "hubspot": by_hubspot(),
    "followupboss": by_followupboss(),
}
