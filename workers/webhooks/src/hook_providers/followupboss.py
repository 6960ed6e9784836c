"""Follow Up Boss: ``FUB-Signature``, over the body in Base64.

https://docs.followupboss.com/reference/webhooks-guide
"""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from edgekit.signatures import hmac_sha256, refused
from hook_event import (
    LONGEST_ID,
    LONGEST_TYPE,
    Event,
    Provider,
    digest,
    fits,
    json_object,
    parted,
    plain_text,
)


class FollowUpBoss(Provider):
    """Signs the body alone, which holds the event's id: the same again is known by it."""

    name = "followupboss"
    secret = "FUB_SYSTEM_KEY"  # noqa: S105 - its name
    names_people_by_id = True
    reads = ("fub-signature",)

    def verify(
        self, body: bytes, headers: Mapping[str, str], url: str, secrets: str, now: float
    ) -> Event:
        """The event in the body, which names whom it concerns and not what has changed."""
        content = base64.b64encode(body)
        expected = [hmac_sha256(secret, content).hex() for secret in parted(secrets)]
        if not fits([headers["fub-signature"]], expected):
            raise refused("FUB-Signature is not one of this body; check the system's key.")
        event = json_object(body)
        return Event(
            plain_text(event.get("eventId") or f"fub_{digest(body)}", "id", LONGEST_ID),
            plain_text(event.get("event"), "type", LONGEST_TYPE),
            _moment(event, now),
            event,
        )


def _moment(event: Mapping[str, Any], now: float) -> float:
    given = event.get("eventCreated")
    try:
        moment = datetime.fromisoformat(given) if isinstance(given, str) else None
        return moment.timestamp() if moment and moment.tzinfo else now
    except (ValueError, OverflowError):
        return now
