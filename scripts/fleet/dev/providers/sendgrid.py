"""SendGrid: sending a mail. https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send"""

import hashlib
import itertools
from typing import Any

from fleet.dev.providers.base import Answer, Exchange, StandIn

DENIED = "The provided authorization grant is invalid, expired, or revoked"
NEEDED = {
    "personalizations": "The personalizations field is required and must have at least one "
    "personalization.",
    "from": "The from object must be provided for every email send. It is an object that requires "
    "the email parameter, but may also contain a name parameter.",
    "subject": "The subject is required. You can get around this requirement if you use a template "
    "with a subject defined or if every personalization has a subject defined.",
    "content": "Unless a valid template_id is provided, the content parameter is required. There "
    "must be at least one defined content block.",
}
PLACES = {"from": "from.email"}


class SendGrid(StandIn):
    """Takes every mail that is whole: 202, and its id in a header."""

    name = "sendgrid"
    aliases = ("email",)
    hosts = ("sendgrid.com",)
    secrets = ("EMAIL_API_KEY", "SENDGRID_API_KEY")

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def answer(self, exchange: Exchange) -> Answer:
        """Answer ``POST /v3/mail/send``."""
        if not exchange.path.endswith("/v3/mail/send"):
            return _error(404, None, "not found")
        if not exchange.headers.get("authorization", "").startswith("Bearer "):
            return _error(401, None, DENIED)
        mail = exchange.json()
        for name, message in NEEDED.items():
            if not mail.get(name):
                return _error(400, PLACES.get(name, name), message)
        for place, address in _addresses(mail):
            if "@" not in address:
                return _error(400, place, "Does not contain a valid address.")
        seed = f"sendgrid/{next(self._numbers)}".encode()
        identity = hashlib.md5(seed, usedforsecurity=False).hexdigest()[:22]
        return Answer(202, b"", {"x-message-id": identity})


def _addresses(mail: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (f"personalizations.{first}.to.{second}.email", str(to.get("email", "")))
        for first, personalization in enumerate(mail["personalizations"])
        for second, to in enumerate(personalization.get("to", [{}]))
    ]


def _error(status: int, field: str | None, message: str) -> Answer:
    return Answer.json({"errors": [{"message": message, "field": field, "help": None}]}, status)
