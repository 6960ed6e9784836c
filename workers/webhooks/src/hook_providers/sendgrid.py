"""SendGrid: ``X-Twilio-Email-Event-Webhook-Signature``, over timestamp and body, by its own key.

https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
"""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from edgekit import Problem
from edgekit.p256 import VerifyKey
from edgekit.signatures import check_timestamp, refused
from hook_event import Event, Provider, digest, json_events, kind_of_all, parted, second

SIGNATURE = "x-twilio-email-event-webhook-signature"
TIMESTAMP = "x-twilio-email-event-webhook-timestamp"


class SendGrid(Provider):
    """Sends events in batches; one is one delivery here, as ``events``.

    It has signed the body to its last line's end. A batch that comes again may have other ids in
    it: it is known by all the rest.
    """

    name = "sendgrid"
    secret = "SENDGRID_VERIFICATION_KEY"  # noqa: S105 - its name
    reads = (SIGNATURE, TIMESTAMP)

    def verify(
        self, body: bytes, headers: Mapping[str, str], url: str, secrets: str, now: float
    ) -> Event:
        """The events in the body. Its type is that of all of them, or ``batch``."""
        keys, timestamp = _keys(secrets), headers[TIMESTAMP]
        check_timestamp(timestamp, now)
        signature, content = _signature(headers[SIGNATURE]), timestamp.encode() + body
        if not any(key.verify(signature, content) for key in keys):
            raise refused(
                "X-Twilio-Email-Event-Webhook-Signature is not one of this body; check the key."
            )
        events = json_events(body)
        return Event(
            f"sendgrid_{digest(*sorted(map(_facts, events)))}",
            kind_of_all(events, "event"),
            max(second(event.get("timestamp"), now) for event in events),
            {"events": events},
        )


def _keys(secrets: str) -> list[VerifyKey]:
    try:
        return [VerifyKey.parse(key.decode()) for key in parted(secrets)]
    except ValueError as error:
        raise Problem(403, f"SENDGRID_VERIFICATION_KEY does not open this: {error}") from error


def _signature(header: str) -> bytes:
    """The bytes in the header, none where it holds no base64."""
    try:
        return base64.b64decode(header, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _facts(event: Mapping[str, Any]) -> bytes:
    """What an event says, in one spelling and without the id of its telling."""
    said = {name: value for name, value in event.items() if name != "sg_event_id"}
    return json.dumps(said, sort_keys=True).encode()
