"""Stripe: ``Stripe-Signature: t=…,v1=…``. https://docs.stripe.com/webhooks#verify-manually"""

from collections.abc import Mapping

from edgekit.signatures import check_timestamp, hmac_sha256, refused
from hook_event import (
    LONGEST_ID,
    LONGEST_TYPE,
    Event,
    Provider,
    fits,
    json_object,
    parted,
    plain_text,
    second,
)

MOST_SIGNATURES = 20


class Stripe(Provider):
    """Signs ``timestamp.body``; while a secret is rolled, with both."""

    name = "stripe"
    secret = "STRIPE_WEBHOOK_SECRET"  # noqa: S105 - its name
    reads = ("stripe-signature",)

    def verify(
        self, body: bytes, headers: Mapping[str, str], url: str, secrets: str, now: float
    ) -> Event:
        """The event in the body."""
        timestamp, signatures = _parts(headers["stripe-signature"])
        check_timestamp(timestamp, now)
        content = timestamp.encode() + b"." + body
        expected = [hmac_sha256(secret, content).hex() for secret in parted(secrets)]
        if not fits(signatures, expected):
            raise refused("No v1 of Stripe-Signature is one of this body; check the secret.")
        event = json_object(body)
        return Event(
            plain_text(event.get("id"), "id", LONGEST_ID),
            plain_text(event.get("type"), "type", LONGEST_TYPE),
            second(event.get("created"), now),
            event,
        )


def _parts(header: str) -> tuple[str, list[str]]:
    """The timestamp and the signatures of the only scheme that counts."""
    pairs = [part.strip().partition("=") for part in header.split(",")]
    timestamps = [value for name, _, value in pairs if name == "t"]
    signatures = [value for name, _, value in pairs if name == "v1"]
    if len(timestamps) != 1 or not 0 < len(signatures) <= MOST_SIGNATURES:
        raise refused("Stripe-Signature has to hold one t and at least one v1.")
    return timestamps[0], signatures
