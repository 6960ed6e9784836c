"""Twilio: sending a message. https://www.twilio.com/docs/messaging/api/message-resource"""

import hashlib
import itertools
from email.utils import formatdate

from fleet.dev.providers.base import Answer, Exchange, StandIn


class Twilio(StandIn):
    """Queues every message that has a recipient and a body."""

    name = "twilio"
    aliases = ("sms",)
    hosts = ("twilio.com",)
    variables = ("TWILIO_API_URL",)
    secrets = ("TWILIO_AUTH_TOKEN",)

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def answer(self, exchange: Exchange) -> Answer:
        """Answer ``POST …/Accounts/{sid}/Messages.json``."""
        if not exchange.path.endswith("/Messages.json"):
            return _error(404, 20404, f"The requested resource {exchange.path} was not found")
        form = exchange.form()
        if not form.get("To"):
            return _error(400, 21604, "A 'To' phone number is required.")
        if not form.get("Body") and not form.get("MediaUrl"):
            return _error(400, 21619, "Message body is required.")
        return Answer.json(self._queued(exchange, form), status=201)

    def _queued(self, exchange: Exchange, form: dict[str, str]) -> dict[str, object]:
        seed = f"{next(self._numbers)}:{form['To']}".encode()
        sid = "SM" + hashlib.md5(seed, usedforsecurity=False).hexdigest()
        return {
            "sid": sid,
            "account_sid": exchange.path.rsplit("/", 2)[-2],
            "to": form["To"],
            "from": form.get("From"),
            "messaging_service_sid": form.get("MessagingServiceSid"),
            "body": form.get("Body", ""),
            "status": "queued",
            "direction": "outbound-api",
            "num_segments": "1",
            "error_code": None,
            "error_message": None,
            "date_created": formatdate(),
            "uri": f"{exchange.path.removesuffix('.json')}/{sid}.json",
        }


def _error(status: int, code: int, message: str) -> Answer:
    info = f"https://www.twilio.com/docs/errors/{code}"
    return Answer.json(
        {"code": code, "message": message, "more_info": info, "status": status}, status
    )
