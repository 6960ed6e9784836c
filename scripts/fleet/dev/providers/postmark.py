"""Postmark: sending a mail. https://postmarkapp.com/developer/api/email-api"""

import itertools
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from fleet.dev.providers.base import Answer, Exchange, StandIn

UNKNOWN = (
    "No Account or Server API tokens were supplied in the HTTP headers. Please add a header for "
    "either X-Postmark-Server-Token or X-Postmark-Account-Token."
)


class Postmark(StandIn):
    """Takes every mail with a sender, a recipient and a body."""

    name = "postmark"
    aliases = ("email",)
    hosts = ("postmarkapp.com",)
    secrets = ("EMAIL_API_KEY", "POSTMARK_SERVER_TOKEN")

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def answer(self, exchange: Exchange) -> Answer:
        """Answer ``POST /email``."""
        if not exchange.path.endswith("/email"):
            return _error(404, 404, "Unsupported Request Method and Protocol")
        if not exchange.headers.get("x-postmark-server-token"):
            return _error(401, 10, UNKNOWN)
        mail = exchange.json()
        if "@" not in str(mail.get("From", "")):
            return _error(422, 300, "Invalid 'From' address: 'No From address was provided'.")
        if not mail.get("To"):
            return _error(422, 300, "Zero recipients specified")
        if "@" not in str(mail["To"]):
            return _error(422, 300, f"Invalid 'To' address: '{mail['To']}'.")
        if not mail.get("TextBody") and not mail.get("HtmlBody"):
            return _error(422, 300, "Provide either email TextBody or HtmlBody or both.")
        return Answer.json(
            {
                "To": mail["To"],
                "SubmittedAt": datetime.now(UTC).isoformat(),
                "MessageID": str(uuid5(NAMESPACE_URL, f"postmark/{next(self._numbers)}")),
                "ErrorCode": 0,
                "Message": "OK",
            }
        )


def _error(status: int, code: int, message: str) -> Answer:
    return Answer.json({"ErrorCode": code, "Message": message}, status)
