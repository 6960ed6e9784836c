"""Postmark: it signs nothing, but sends the credentials or the header that its webhook is given.

https://postmarkapp.com/developer/webhooks/webhooks-overview
"""

import base64
import binascii
from collections.abc import Mapping

from edgekit.signatures import refused
from hook_event import LONGEST_TYPE, Event, Provider, digest, fits, json_object, parted, plain_text


class Postmark(Provider):
    """Takes the token as the password of HTTP basic auth (RFC 7617), or as a bearer (RFC 6750).

    An event has no id of its own: what comes again is known by what it says.
    """

    name = "postmark"
    secret = "POSTMARK_WEBHOOK_TOKEN"  # noqa: S105 - its name
    reads = ("authorization",)

    def verify(
        self, body: bytes, headers: Mapping[str, str], url: str, secrets: str, now: float
    ) -> Event:
        """The event in the body; its type is Postmark's ``RecordType``."""
        token = _token(headers["authorization"])
        if not fits([token], [key.decode() for key in parted(secrets)]):
            raise refused(
                "This hook wants POSTMARK_WEBHOOK_TOKEN as the password of HTTP basic auth, "
                "or as Authorization: Bearer."
            )
        payload = json_object(body)
        kind = plain_text(payload.get("RecordType"), "RecordType", LONGEST_TYPE)
        return Event(f"postmark_{digest(body)}", kind, now, payload)


def _token(authorization: str) -> str:
    """The token in the header, empty where there is none."""
    scheme, _, given = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return given.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        pair = base64.b64decode(given.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""
    return pair.partition(":")[2]
