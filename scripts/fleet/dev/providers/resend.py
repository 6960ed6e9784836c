"""Resend: sending an email. https://resend.com/docs/api-reference/emails/send-email"""

import itertools
from uuid import NAMESPACE_URL, uuid5

from fleet.dev.providers.base import Answer, Exchange, StandIn

NEEDED = ("from", "to", "subject")


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
        self._sent: dict[str, str] = {}

    def answer(self, exchange: Exchange) -> Answer:
        """Answer ``POST /emails``."""
        if not exchange.path.endswith("/emails"):
            return _error(404, "not_found", "The requested endpoint does not exist.")
        missing = [name for name in NEEDED if not exchange.json().get(name)]
        if missing:
            return _error(422, "missing_required_field", f"Missing `{missing[0]}` field.")
        identity = str(uuid5(NAMESPACE_URL, f"email/{next(self._numbers)}"))
        key = exchange.headers.get("idempotency-key")
        return Answer.json({"id": self._sent.setdefault(key, identity) if key else identity})


def _error(status: int, name: str, message: str) -> Answer:
    return Answer.json({"statusCode": status, "name": name, "message": message}, status)
