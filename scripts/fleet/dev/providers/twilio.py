"""Twilio: sending messages and listing them.

https://www.twilio.com/docs/messaging/api/message-resource, its errors, each on a page below
https://www.twilio.com/docs/api/errors, and the magic numbers of its test credentials:
https://www.twilio.com/docs/iam/test-credentials#test-sms-messages
"""

import base64
import re
import secrets
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from fleet.dev.providers.base import Answer, Exchange, StandIn

API_VERSION = "2010-04-01"
E164 = re.compile(r"\+[1-9]\d{6,14}")
LONGEST_BODY = 1600
MAGIC = {
    "+15005550001": (21211, "Invalid 'To' Phone Number: +15005550001"),
    "+15005550002": (
        21612,
        "Message cannot be sent with the current combination of 'To' and/or 'From' parameters",
    ),
    "+15005550003": (21408, "Permission to send an SMS has not been enabled for this region"),
    "+15005550004": (21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": (21614, "'To' number is not a valid mobile number: +15005550009"),
}
"""Numbers that Twilio refuses, each with its error."""
KEPT = 10_000


class Twilio(StandIn):
    """Queues every message that has a recipient, a sender and a body, and lists what it has."""

    name = "twilio"
    aliases = ("sms",)
    hosts = ("twilio.com",)
    variables = ("TWILIO_API_URL",)
    secrets = ("TWILIO_AUTH_TOKEN",)

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the messages."""
        self._messages: list[dict[str, Any]] = []

    def answer(self, exchange: Exchange) -> Answer:
        """Answer ``POST`` and ``GET …/Accounts/{sid}/Messages.json``, and ``GET`` of a message."""
        if not _credentials(exchange):
            return _error(401, 20003, "Authenticate")
        if exchange.path.endswith("/Messages.json"):
            return self._create(exchange) if exchange.method == "POST" else self._list(exchange)
        found = [each for each in self._messages if str(each["uri"]) == exchange.path]
        if not found:
            return _error(404, 20404, f"The requested resource {exchange.path} was not found")
        return Answer.json(found[0])

    def _create(self, exchange: Exchange) -> Answer:
        form = exchange.form()
        code, message = _refusal(form)
        if code:
            return _error(400, code, message)
        created = self._queued(exchange, form)
        self._messages = [*self._messages[-KEPT:], created]
        return Answer.json(created, status=201)

    def _list(self, exchange: Exchange) -> Answer:
        """Answer with the newest messages first, to a number if one is named."""
        query = exchange.query
        wanted, size = query.get("To", ""), int(query.get("PageSize", "50") or 50)
        found = [each for each in reversed(self._messages) if wanted in ("", each["to"])][:size]
        uri = f"{exchange.path}?{exchange.url.partition('?')[2]}"
        page = {"page": 0, "page_size": size, "start": 0, "end": max(0, len(found) - 1)}
        links = {"uri": uri, "first_page_uri": uri, "next_page_uri": None}
        return Answer.json({"messages": found, **page, **links, "previous_page_uri": None})

    def _queued(self, exchange: Exchange, form: dict[str, str]) -> dict[str, object]:
        service = form.get("MessagingServiceSid")
        # Never one that a worker's database knows from an earlier run of the fleet.
        sid = "SM" + secrets.token_hex(16)
        uri = f"{exchange.path.removesuffix('.json')}/{sid}"
        now = format_datetime(datetime.now(UTC))
        return {
            "account_sid": exchange.path.rsplit("/", 2)[-2],
            "api_version": API_VERSION,
            "body": form.get("Body", ""),
            "date_created": now,
            "date_sent": None,
            "date_updated": now,
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": form.get("From"),
            "messaging_service_sid": service,
            "num_media": "0",
            "num_segments": "0" if service else "1",
            "price": None,
            "price_unit": None,
            "sid": sid,
            "status": "accepted" if service else "queued",
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": form["To"],
            "uri": f"{uri}.json",
        }


def _credentials(exchange: Exchange) -> bool:
    """Whether the request has the basic authentication of the account in its path."""
    scheme, _, given = exchange.headers.get("authorization", "").partition(" ")
    try:
        user, _, token = base64.b64decode(given).decode().partition(":")
    except ValueError:
        return False
    return scheme.lower() == "basic" and bool(token) and f"/Accounts/{user}/" in exchange.path


def _refusal(form: dict[str, str]) -> tuple[int, str]:
    """Twilio's error for a message that it does not take; 0 for one that it does."""
    to, body = form.get("To", ""), form.get("Body", "")
    if not to:
        return 21604, "A 'To' phone number is required."
    if not form.get("From") and not form.get("MessagingServiceSid"):
        return 21603, "A 'From' or 'MessagingServiceSid' parameter is required to send a message"
    if not body and not form.get("MediaUrl"):
        return 21619, "A text message body or media urls must be specified."
    if len(body) > LONGEST_BODY:
        return 21617, "The concatenated message body exceeds the 1600 character limit"
    if to == form.get("From"):
        return 21266, f"'To' and 'From' number cannot be the same: {to}"
    if not E164.fullmatch(to):
        return 21211, f"Invalid 'To' Phone Number: {to}"
    return MAGIC.get(to, (0, ""))


def _error(status: int, code: int, message: str) -> Answer:
    info = f"https://www.twilio.com/docs/errors/{code}"
    return Answer.json(
        {"code": code, "message": message, "more_info": info, "status": status}, status
    )
