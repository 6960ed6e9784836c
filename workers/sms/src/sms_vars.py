"""What sms can be told by its vars."""

import re
from datetime import time
from typing import Annotated

from pydantic import AfterValidator, Field

from edgekit.vars import Url, Vars


def _clock(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError("it should be a time of day such as 21:00")
    time.fromisoformat(text)
    return text


Clock = Annotated[str, AfterValidator(_clock)]


class SmsVars(Vars):
    twilio_api_url: Url = "https://api.twilio.com"
    """Twilio's API, without a path."""
    twilio_from: str = ""
    """The number that texts come from, E.164; not needed beside a Messaging Service."""
    twilio_messaging_service_sid: str = ""
    """The Messaging Service (`MG…`) that texts go through; it comes before `TWILIO_FROM`."""
    public_url: str = ""
    """Where `webhooks` is reached from outside: Twilio sends receipts there. Empty: none come."""
    quiet_from: Clock = "21:00"
    """When quiet hours begin, by the recipient's clock; the same as `QUIET_UNTIL`: never."""
    quiet_until: Clock = "08:00"
    """When quiet hours end, and held texts leave."""
    reply_within_minutes: Annotated[int, Field(ge=0, le=1440)] = 60
    """Minutes after somebody's own text in which an answer is a reply: it leaves at once."""
    settle_seconds: Annotated[int, Field(ge=0, le=600)] = 20
    """Seconds after an unanswered attempt until it is believed that Twilio does not have it."""
    provider_timeout_ms: Annotated[int, Field(ge=100, le=20_000)] = 8_000
    """Milliseconds that Twilio has to answer."""
    help_text: str = (
        "Hearthstack buys houses. A person reads this number. Reply STOP to end texts. "
        "Msg and data rates may apply."
    )
    """The answer to HELP. Empty: none, as where Twilio's own answer is switched on."""
    start_text: str = "You will get texts from Hearthstack again. Reply STOP to end them."
    """The answer to START. Empty: none."""
    texts_channel: str = "#texts"
    """The Slack channel that is told of texts that lead-bot does not answer, or is not there to."""
