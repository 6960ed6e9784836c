"""Whoever signs as Standard Webhooks says, such as Resend (with Svix's names for the headers).

https://github.com/standard-webhooks/standard-webhooks · https://docs.svix.com/receiving/verifying-payloads/how-manual
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from edgekit import Problem
from edgekit.signatures import WebhookKeys
from hook_event import LONGEST_ID, LONGEST_TYPE, Event, Provider, json_object, plain_text, second

PARTS = ("id", "timestamp", "signature")
TIMES = ("timestamp", "created_at")


class Standard(Provider):
    """Signs ``id.timestamp.body``; while a key is replaced, with both."""

    name = "standard"
    secret = "STANDARD_WEBHOOK_SECRET"  # noqa: S105 - its name
    reads = tuple(f"{prefix}-{part}" for prefix in ("webhook", "svix") for part in PARTS)

    def verify(
        self, body: bytes, headers: Mapping[str, str], url: str, secrets: str, now: float
    ) -> Event:
        """The event in the body; its id is the webhook's."""
        webhook_id = _keys(secrets).verify(_signed(headers), body, now)
        payload = json_object(body)
        return Event(
            plain_text(webhook_id, "id", LONGEST_ID),
            plain_text(payload.get("type"), "type", LONGEST_TYPE),
            _moment(payload, now),
            payload,
        )


def _keys(secrets: str) -> WebhookKeys:
    try:
        return WebhookKeys.parse(secrets)
    except ValueError as error:
        raise Problem(403, f"STANDARD_WEBHOOK_SECRET does not open this: {error}") from error


def _signed(headers: Mapping[str, str]) -> Mapping[str, str]:
    """The three headers, of one family: parts of both would be nobody's signature."""
    family = "webhook" if headers["webhook-signature"] else "svix"
    return {f"webhook-{part}": headers[f"{family}-{part}"] for part in PARTS}


def _moment(payload: Mapping[str, Any], now: float) -> float:
    given = next((payload[name] for name in TIMES if payload.get(name)), None)
    if not isinstance(given, str):
        return second(given, now)
    try:
        moment = datetime.fromisoformat(given)
        return second(moment.timestamp(), now) if moment.tzinfo else now
    except (ValueError, OverflowError):
        return now
