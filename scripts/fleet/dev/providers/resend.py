"""Resend: sending an email. https://resend.com/docs/api-reference/emails/send-email

Its errors: https://resend.com/docs/api-reference/errors
"""

import itertools
import re
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from fleet.dev.providers.base import Answer, Exchange, StandIn

NEEDED = ("from", "to", "subject")
MAILBOX = re.compile(r"(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@,]+@[^\s<>@,]+)")
FORMAT = (
    "The email address needs to follow the `email@example.com` or "
    "`Name <email@example.com>` format."
)
LONGEST_KEY = 256
KEY_LENGTH = "Idempotency keys, if present, must have between 1 and 256 characters."
ANOTHER_BODY = "Same idempotency key used with a different request payload."


class Resend(StandIn):
    """Takes every email with a sender, a recipient and a subject, once for an idempotency key."""

    name = "resend"
    aliases = ("email",)
    hosts = ("resend.com",)
    variables = ("EMAIL_API_URL",)
    secrets = ("EMAIL_API_KEY", "RESEND_API_KEY")

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self.reset()

    def reset(self) -> None:
        """Forget the idempotency keys."""
        self._sent: dict[str, tuple[bytes, str]] = {}

    def answer(self, exchange: Exchange) -> Answer:
        """Answer ``POST /emails``."""
        if not exchange.path.endswith("/emails"):
            return _error(404, "not_found", "The requested endpoint does not exist.")
        if not exchange.headers.get("authorization", "").startswith("Bearer "):
            return _error(401, "missing_api_key", "Missing API Key")
        if wrong := _fault(exchange.json()):
            return wrong
        identity = str(uuid5(NAMESPACE_URL, f"email/{next(self._numbers)}"))
        key = exchange.headers.get("idempotency-key")
        if key is None:
            return Answer.json({"id": identity})
        if not 1 <= len(key) <= LONGEST_KEY:
            return _error(400, "invalid_idempotency_key", KEY_LENGTH)
        body, first = self._sent.setdefault(key, (exchange.body, identity))
        if body != exchange.body:
            return _error(409, "invalid_idempotent_request", ANOTHER_BODY)
        return Answer.json({"id": first})


def _fault(mail: dict[str, Any]) -> Answer | None:
    for name in NEEDED:
        if not mail.get(name):
            return _error(422, "missing_required_field", f"Missing `{name}` field.")
    for name in ("from", "to"):
        listed = mail[name] if isinstance(mail[name], list) else [mail[name]]
        if not all(isinstance(each, str) and MAILBOX.fullmatch(each) for each in listed):
            return _error(422, "validation_error", f"Invalid `{name}` field. {FORMAT}")
    return None


def _error(status: int, name: str, message: str) -> Answer:
    return Answer.json({"statusCode": status, "name": name, "message": message}, status)
