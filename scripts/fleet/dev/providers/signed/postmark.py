"""Postmark's webhooks: a mail that was delivered, unless another ``RecordType`` is asked for."""

import base64
import json
from datetime import UTC, datetime
from uuid import uuid4

from fleet.dev.providers.signed.base import Asked, Posted, Signer, changed


class PostmarkEvents(Signer):
    """Signs nothing: https://postmarkapp.com/developer/webhooks/delivery-webhook"""

    hook = "postmark"
    secret = "POSTMARK_WEBHOOK_TOKEN"  # noqa: S105 - its name

    def post(self, asked: Asked, secret: str, url: str, now: int) -> Posted:
        """Make an event, with the token as the password of HTTP basic auth."""
        pair = base64.b64encode(f"postmark:{secret.split()[0]}".encode()).decode()
        headers = {
            "content-type": "application/json",
            "user-agent": "Postmark",
            "authorization": f"Basic {pair}",
        }
        return Posted(headers, json.dumps(changed(_usual(now), asked)).encode())


def _usual(now: int) -> dict[str, object]:
    return {
        "RecordType": "Delivery",
        "MessageStream": "outbound",
        "MessageID": str(uuid4()),
        "Recipient": "ada@example.com",
        "DeliveredAt": datetime.fromtimestamp(now, UTC).isoformat().replace("+00:00", "Z"),
        "Details": "250 2.0.0 OK",
        "Metadata": {},
    }
