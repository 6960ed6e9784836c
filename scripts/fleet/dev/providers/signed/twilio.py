"""Twilio's webhooks: a text that came in, or with a ``MessageStatus`` the receipt of one sent."""

import base64
import hashlib
import hmac
from urllib.parse import urlencode

from fleet.dev.providers.signed.base import Asked, Posted, Signer, changed, new_id


class TwilioEvents(Signer):
    """Signs the URL and the sorted fields.

    https://www.twilio.com/docs/usage/webhooks/webhooks-security
    """

    hook = "twilio"
    secret = "TWILIO_AUTH_TOKEN"  # noqa: S105 - its name

    def post(self, asked: Asked, secret: str, url: str, now: int) -> Posted:
        """Sign a form; a list gives its field several times."""
        usual = _receipt() if "MessageStatus" in asked else _message()
        fields = {
            name: [str(each) for each in (value if isinstance(value, list) else [value])]
            for name, value in changed(usual, asked).items()
        }
        signed = url + "".join(
            f"{name}{value}" for name in sorted(fields) for value in sorted(set(fields[name]))
        )
        digest = hmac.digest(secret.encode(), signed.encode(), hashlib.sha1)
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "user-agent": "TwilioProxy/1.1",
            "x-twilio-signature": base64.b64encode(digest).decode(),
        }
        return Posted(headers, urlencode(fields, doseq=True).encode())


def _message() -> dict[str, object]:
    sid = new_id("SM")
    return {
        "MessageSid": sid,
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "AccountSid": "AC" + "0" * 32,
        "From": "+12065550142",
        "To": "+12065550100",
        "Body": "Is your offer still good?",
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "FromCity": "SEATTLE",
        "FromState": "WA",
        "FromCountry": "US",
        "ApiVersion": "2010-04-01",
    }


def _receipt() -> dict[str, object]:
    sid = new_id("SM")
    return {
        "MessageSid": sid,
        "SmsSid": sid,
        "AccountSid": "AC" + "0" * 32,
        "From": "+12065550100",
        "To": "+12065550142",
        "MessageStatus": "delivered",
        "SmsStatus": "delivered",
        "ApiVersion": "2010-04-01",
    }
