"""HubSpot: ``X-HubSpot-Signature-v3``, over method, address, body and timestamp.

https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
"""

import base64
import re
from collections.abc import Mapping
from typing import Any

from edgekit.signatures import check_timestamp, hmac_sha256, refused
from hook_event import Event, Provider, digest, fits, json_events, kind_of_all, parted, second

# HubSpot signs the address with these decoded.
_DECODED = {
    "%3A": ":", "%2F": "/", "%3F": "?", "%40": "@", "%21": "!", "%24": "$", "%27": "'", "%28": "(",
    "%29": ")", "%2A": "*", "%2C": ",", "%3B": ";",
}  # fmt: skip
_ESCAPES = re.compile("|".join(_DECODED), re.IGNORECASE)


class HubSpot(Provider):
    """Sends up to 100 events at once; they are one delivery here, as ``events``.

    An attempt that comes again has another number in each of them and another time, so that a
    delivery is known by the ids of its events.
    """

    name = "hubspot"
    secret = "HUBSPOT_CLIENT_SECRET"  # noqa: S105 - its name
    names_people_by_id = True
    reads = ("x-hubspot-signature-v3", "x-hubspot-request-timestamp")

    def verify(
        self, body: bytes, headers: Mapping[str, str], url: str, secrets: str, now: float
    ) -> Event:
        """The events in the body. Its type is that of all of them, or ``batch``."""
        timestamp = headers["x-hubspot-request-timestamp"]
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 15):
            raise refused("X-HubSpot-Request-Timestamp has to be in milliseconds.")
        check_timestamp(str(int(timestamp) // 1000), now)
        address = _ESCAPES.sub(lambda found: _DECODED[found[0].upper()], url)
        content = b"POST" + address.encode() + body + timestamp.encode()
        expected = [
            base64.b64encode(hmac_sha256(secret, content)).decode() for secret in parted(secrets)
        ]
        if not fits([headers["x-hubspot-signature-v3"]], expected):
            raise refused(
                "X-HubSpot-Signature-v3 is not one of this request; check the secret, and that "
                "PUBLIC_URL is the address that HubSpot calls."
            )
        events = json_events(body)
        moments = [second(event.get("occurredAt"), now * 1000) / 1000 for event in events]
        facts = sorted(map(_identity, events))
        return Event(
            f"hubspot_{digest(*facts)}",
            kind_of_all(events, "subscriptionType"),
            max(moments, default=now),
            {"events": events},
        )


def _identity(event: Mapping[str, Any]) -> bytes:
    """An event's own facts: its id alone is not unique, HubSpot says."""
    names = ("eventId", "subscriptionId", "subscriptionType", "objectId", "occurredAt")
    named = [*names, "propertyName", "propertyValue"]
    return repr([event.get(name) for name in named]).encode()
