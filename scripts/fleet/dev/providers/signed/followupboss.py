"""Follow Up Boss' events: a person has changed, unless another event is asked for."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from uuid import uuid4

from fleet.dev.providers.signed.base import Asked, Posted, Signer, changed


class FollowUpBossEvents(Signer):
    """Signs the body in Base64. https://docs.followupboss.com/reference/webhooks-guide"""

    hook = "followupboss"
    secret = "FUB_SYSTEM_KEY"  # noqa: S105 - its name

    def post(self, asked: Asked, secret: str, url: str, now: int) -> Posted:
        """Sign an event of the API's shape."""
        usual = {
            "eventId": str(uuid4()),
            "eventCreated": datetime.fromtimestamp(now, UTC).isoformat(),
            "event": "peopleUpdated",
            "resourceIds": [1234],
            "uri": "https://api.followupboss.com/v1/people?id=1234",
        }
        body = json.dumps(changed(usual, asked)).encode()
        signature = hmac.digest(secret.encode(), base64.b64encode(body), hashlib.sha256).hex()
        return Posted({"content-type": "application/json", "fub-signature": signature}, body)
