"""Resend's webhooks: a mail that was delivered, unless another type is asked for."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from uuid import uuid4

from fleet.dev.providers.signed.base import Asked, Posted, Signer, changed, new_id


class ResendEvents(Signer):
    """Signs as Standard Webhooks, with Svix's names: https://resend.com/docs/webhooks/introduction"""

    hook = "standard"
    secret = "STANDARD_WEBHOOK_SECRET"  # noqa: S105 - its name

    def post(self, asked: Asked, secret: str, url: str, now: int) -> Posted:
        """Sign an event with the newest of the keys."""
        body = json.dumps(changed(_usual(now), asked)).encode()
        message_id, newest = new_id("msg_"), secret.replace(",", " ").split()[0]
        content = f"{message_id}.{now}.".encode() + body
        key = base64.b64decode(newest.removeprefix("whsec_"))
        signature = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
        headers = {
            "content-type": "application/json",
            "user-agent": "Svix-Webhooks/1.0",
            "svix-id": message_id,
            "svix-timestamp": str(now),
            "svix-signature": f"v1,{signature}",
        }
        return Posted(headers, body)


def _usual(now: int) -> dict[str, object]:
    at = datetime.fromtimestamp(now, UTC).isoformat().replace("+00:00", "Z")
    return {
        "type": "email.delivered",
        "created_at": at,
        "data": {
            "email_id": str(uuid4()),
            "created_at": at,
            "from": "Hearthstack <hello@example.com>",
            "to": ["ada@example.com"],
            "subject": "Your offer",
        },
    }
