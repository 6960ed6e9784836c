"""Stripe's events: a Checkout Session that was paid, unless another type is asked for."""

import hashlib
import hmac
import json

from fleet.dev.providers.signed.base import Asked, Posted, Signer, changed, new_id
from fleet.dev.providers.stripe import VERSION


class StripeEvents(Signer):
    """Signs ``timestamp.body``. https://docs.stripe.com/webhooks#verify-manually"""

    hook = "stripe"
    secret = "STRIPE_WEBHOOK_SECRET"  # noqa: S105 - its name

    def post(self, asked: Asked, secret: str, url: str, now: int) -> Posted:
        """Sign an event of the API's shape; one that is asked for whole is sent as it is."""
        is_whole = asked.get("object") == "event"
        body = json.dumps(dict(asked) if is_whole else changed(_usual(now), asked)).encode()
        content = f"{now}.".encode() + body
        signature = hmac.digest(secret.encode(), content, hashlib.sha256).hex()
        headers = {"content-type": "application/json", "user-agent": "Stripe/1.0"}
        return Posted(headers | {"stripe-signature": f"t={now},v1={signature}"}, body)


def _usual(now: int) -> dict[str, object]:
    session = {
        "id": new_id("cs_test_"),
        "object": "checkout.session",
        "amount_total": 25_000,
        "currency": "usd",
        "mode": "payment",
        "payment_intent": new_id("pi_"),
        "payment_status": "paid",
        "status": "complete",
        "metadata": {},
    }
    return {
        "id": new_id("evt_"),
        "object": "event",
        "api_version": VERSION,
        "created": now,
        "livemode": False,
        "pending_webhooks": 1,
        "type": "checkout.session.completed",
        "data": {"object": session},
    }
