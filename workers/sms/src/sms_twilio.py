"""Twilio's Messages API: what is asked of it, and what its answers mean. No I/O.

https://www.twilio.com/docs/messaging/api/message-resource, and each error's page below
https://www.twilio.com/docs/api/errors. Those of receipts (30003 to 30008 and their like) are kept
and shown, and nothing more: a carrier's receipt may be late or wrong, and a second text would then
come beside the first.
"""

import base64
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, urlencode

from pydantic_core import from_json

from edgekit import Upstream
from sms_vars import SmsVars

OPTED_OUT = 21610
# No valid number, one that can't be reached, a short code, our own number, no mobile, a landline.
# Not 21612, which is said of a sender that may not write there, or 21408, of a country that is not
# switched on: those somebody has to mend.
INVALID_NUMBER = frozenset({21211, 21214, 21217, 21265, 21266, 21614, 21635})
# Asked for too much at once, and 21611: ten hours of texts are in the sender's queue already.
TOO_MANY = frozenset({20429, 14107, 30022, 21611, 63018})
PAGE_SIZE = 50
CLOCK_SKEW_MS = 60_000
MOST_CODES = 1_000_000


class Account(NamedTuple):
    """Who sends: the account, its token, and the vars that name the sender."""

    sid: str
    token: str
    vars: SmsVars

    @property
    def messages_url(self) -> str:
        """Where messages are made and listed."""
        base = self.vars.twilio_api_url.rstrip("/")
        return f"{base}/2010-04-01/Accounts/{quote(self.sid, safe='')}/Messages.json"

    @property
    def headers(self) -> dict[str, str]:
        """Basic authentication (RFC 7617), and the form that Twilio takes."""
        credentials = base64.b64encode(f"{self.sid}:{self.token}".encode()).decode()
        return {
            "Authorization": f"Basic {credentials}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }

    def form(self, to: str, body: str) -> str:
        """The form that makes a message."""
        service = self.vars.twilio_messaging_service_sid
        sender = {"MessagingServiceSid": service} if service else {"From": self.vars.twilio_from}
        fields = {"To": to, "Body": body, **sender}
        if self.vars.public_url:
            fields["StatusCallback"] = f"{self.vars.public_url.rstrip('/')}/hooks/twilio"
        return urlencode(fields)

    def listing_url(self, to: str) -> str:
        """The newest messages to a number."""
        return f"{self.messages_url}?{urlencode({'To': to, 'PageSize': PAGE_SIZE})}"


@dataclass(frozen=True)
class Outcome:
    """What an answer means.

    - ``sent``: Twilio has it, under ``sid``;
    - ``opted_out``, ``invalid``: never again to this number;
    - ``wait``: not now, again in ``seconds``;
    - ``doubt``: Twilio is unwell, and may have it or not;
    - ``dead``: no attempt will help until somebody mends something.
    """

    kind: Literal["sent", "opted_out", "invalid", "wait", "doubt", "dead"]
    sid: str = ""
    code: int | None = None
    detail: str = ""
    seconds: float = 0


def outcome(answer: Upstream, now: float) -> Outcome:
    """What Twilio's answer to a new message means; ``now`` is epoch seconds."""
    said = _object(answer.text)
    given = said.get("code")
    code = given if isinstance(given, int) and 0 < given < MOST_CODES else None
    detail = f"Twilio answered {answer.status}: {said.get('message') or 'nothing more'}"
    if answer.ok and isinstance(said.get("sid"), str):
        return Outcome("sent", sid=said["sid"])
    if answer.status == 429 or code in TOO_MANY:
        return Outcome("wait", code=code, detail=detail, seconds=answer.retry_after(now) or 0)
    if answer.ok or answer.status >= 500 or answer.status in (408, 425):
        return Outcome("doubt", code=code, detail=detail)
    if code == OPTED_OUT:
        return Outcome("opted_out", code=code, detail=detail)
    if code in INVALID_NUMBER:
        return Outcome("invalid", code=code, detail=detail)
    return Outcome("dead", code=code, detail=detail)


def listed(answer: Upstream, body: str, since_ms: int) -> list[str] | None:
    """The names of messages of this body since a time; ``None`` if Twilio did not answer that.

    On a trial account Twilio puts words of its own before the body.
    """
    messages = _object(answer.text).get("messages")
    if not answer.ok or not isinstance(messages, list):
        return None
    return [
        each["sid"]
        for each in messages
        if isinstance(each, dict)
        and isinstance(each.get("sid"), str)
        and str(each.get("direction", "")).startswith("outbound")
        and str(each.get("body", "")).endswith(body)
        and _made_at(each) >= since_ms - CLOCK_SKEW_MS
    ]


def _made_at(message: dict[str, Any]) -> float:
    try:
        return parsedate_to_datetime(message["date_created"]).timestamp() * 1000
    except (KeyError, TypeError, ValueError):
        return 0.0


def _object(text: str) -> dict[str, Any]:
    try:
        value = from_json(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
