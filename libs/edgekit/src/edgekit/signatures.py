"""HMAC-SHA256 signatures on raw bytes, compared in constant time, and Standard Webhooks.

Standard Webhooks is https://github.com/standard-webhooks/standard-webhooks, version 1: the content
``id.timestamp.body`` is signed with a shared key, which is written ``whsec_`` and base64.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Self

from .problems import Problem

TOLERANCE_SECONDS = 300
PREFIX = "whsec_"
SHORTEST_KEY, LONGEST_KEY = 24, 64  # bytes, as the specification has it
LONGEST_TIMESTAMP = 15  # characters


def hmac_sha256(key: bytes, content: bytes) -> bytes:
    """The 32 bytes of an HMAC-SHA256 (RFC 2104)."""
    return hmac.digest(key, content, hashlib.sha256)


def same(given: str, expected: str) -> bool:
    """Whether two texts are equal, in a time that does not tell where they differ.

    A header may hold any character; ``hmac.compare_digest`` takes other than ASCII only as bytes.
    """
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode())


def refused(detail: str) -> Problem:
    """The 401 for a request that is not signed as it must be."""
    return Problem(401, detail)


def check_timestamp(timestamp: str, now: float, tolerance: int = TOLERANCE_SECONDS) -> int:
    """The signed time in epoch seconds; ``now`` is too.

    Raises ``Problem`` 401 for what is no time, and for a time more than ``tolerance`` seconds from
    now: what was recorded can't be played again later.
    """
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= LONGEST_TIMESTAMP):
        raise refused("The signature's timestamp is not a number of seconds since 1970.")
    signed_at = int(timestamp)
    if abs(now - signed_at) > tolerance:
        raise refused(
            f"The signature's timestamp is more than {tolerance} seconds away from now; "
            "check the sender's clock and send it again."
        )
    return signed_at


class WebhookKeys:
    """The keys of one Standard Webhooks endpoint, the newest first.

    All of them sign and any of them verifies, so that a key can be replaced with an overlap.
    """

    def __init__(self, keys: Iterable[bytes]) -> None:
        self._keys = tuple(keys)

    @classmethod
    def parse(cls, secrets: str) -> Self:
        """The keys in a secret: ``whsec_…``, several parted by spaces or commas.

        Raises ``ValueError`` for a key that is not base64 of 24 to 64 bytes, and for none at all.
        """
        keys = [_key(secret) for secret in secrets.replace(",", " ").split()]
        if not keys:
            raise ValueError("There is no webhook secret; make one such as whsec_<base64>.")
        return cls(keys)

    def sign(self, webhook_id: str, timestamp: int, body: bytes) -> dict[str, str]:
        """The three headers that sign ``body``; ``timestamp`` is epoch seconds."""
        content = _content(webhook_id, str(timestamp), body)
        return {
            "webhook-id": webhook_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": " ".join(_signature(key, content) for key in self._keys),
        }

    def verify(self, headers: Mapping[str, str], body: bytes, now: float) -> str:
        """The id of the webhook that ``headers`` (in lower case) sign; ``now`` is epoch seconds.

        Raises ``Problem`` 401 unless one of the signatures is right and the time is within five
        minutes.
        """
        webhook_id, timestamp, signatures = (
            headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")
        )
        if not (webhook_id and timestamp and signatures):
            raise refused("A header is missing: send webhook-id, -timestamp and -signature.")
        check_timestamp(timestamp, now)
        content = _content(webhook_id, timestamp, body)
        expected = [_signature(key, content) for key in self._keys]
        # Every pair is compared, so that the time does not tell which one fits.
        matches = [same(given, right) for given in signatures.split(" ") for right in expected]
        if not any(matches):
            raise refused("The signature is not one of this body; check the secret.")
        return webhook_id


def new_webhook_secret(random: bytes) -> str:
    """A secret of 24 to 64 random bytes, as Standard Webhooks writes it."""
    return PREFIX + base64.b64encode(random).decode()


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
        raise ValueError("A webhook secret is not whsec_ and base64 of 24 to 64 bytes.")
    return key


def _content(webhook_id: str, timestamp: str, body: bytes) -> bytes:
    return f"{webhook_id}.{timestamp}.".encode("utf-8", "surrogatepass") + body


def _signature(key: bytes, content: bytes) -> str:
    return "v1," + base64.b64encode(hmac_sha256(key, content)).decode()
