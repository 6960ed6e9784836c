"""HubSpot's events: somebody has changed a contact's phone, unless another is asked for."""

import base64
import hashlib
import hmac
import json
import secrets

from fleet.dev.providers.signed.base import Asked, Posted, Signer, changed


class HubSpotEvents(Signer):
    """Signs method, address, body and timestamp.

    https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
    """

    hook = "hubspot"
    secret = "HUBSPOT_CLIENT_SECRET"  # noqa: S105 - its name

    def post(self, asked: Asked, secret: str, url: str, now: int) -> Posted:
        """Sign a delivery of one event."""
        body = json.dumps([changed(_usual(now), asked)]).encode()
        timestamp = str(now * 1000)
        content = b"POST" + url.encode() + body + timestamp.encode()
        signature = hmac.digest(secret.encode(), content, hashlib.sha256)
        headers = {
            "content-type": "application/json",
            "x-hubspot-request-timestamp": timestamp,
            "x-hubspot-signature-v3": base64.b64encode(signature).decode(),
        }
        return Posted(headers, body)


def _usual(now: int) -> dict[str, object]:
    return {
        "eventId": secrets.randbelow(10**10),
        "subscriptionId": 2468,
        "portalId": 62515,
        "appId": 54321,
        "occurredAt": now * 1000,
        "subscriptionType": "contact.propertyChange",
        "attemptNumber": 0,
        "objectId": 1246965,
        "propertyName": "phone",
        "propertyValue": "+12065550199",
        "changeSource": "CRM_UI",
    }
