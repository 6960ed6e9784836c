"""SendGrid's event webhook: a mail that was delivered, unless another ``event`` is asked for."""

import base64
import json
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from fleet.dev.providers.signed.base import Asked, Posted, Signer, changed

# Its public half is the development value of SENDGRID_VERIFICATION_KEY: both are known to everyone.
DEVELOPMENT_KEY = ec.derive_private_key(0x5E4D621D, ec.SECP256R1())


class SendGridEvents(Signer):
    """Signs timestamp and body with a key of its own, whose public half verifies.

    https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
    """

    hook = "sendgrid"
    secret = "SENDGRID_VERIFICATION_KEY"  # noqa: S105 - its name

    def post(self, asked: Asked, secret: str, url: str, now: int) -> Posted:
        """Sign a batch of one event; under another key than the development one it is refused."""
        body = json.dumps([changed(_usual(now), asked)]).encode() + b"\r\n"
        signature = DEVELOPMENT_KEY.sign(str(now).encode() + body, ec.ECDSA(SHA256()))
        headers = {
            "content-type": "application/json",
            "user-agent": "SendGrid Event API",
            "x-twilio-email-event-webhook-timestamp": str(now),
            "x-twilio-email-event-webhook-signature": base64.b64encode(signature).decode(),
        }
        return Posted(headers, body)


def _usual(now: int) -> dict[str, object]:
    message = secrets.token_urlsafe(16)
    return {
        "email": "ada@example.com",
        "timestamp": now,
        "smtp-id": f"<{message}@geopod-ismtpd-1>",
        "event": "delivered",
        "sg_event_id": secrets.token_urlsafe(16),
        "sg_message_id": f"{message}.recvd-7b6c5d4e3f-abcde-1-68D5A5A5-1.0",
        "response": "250 2.0.0 OK",
    }
