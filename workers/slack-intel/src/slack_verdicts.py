"""What Slack's answers mean for a message: it is sent, must wait, may be tried again, or never."""

import random
from typing import NamedTuple

from pydantic_core import from_json

DEFAULT_WAIT_SECONDS = 30.0
SHORTEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 1.0, 3600.0
FIRST_BACKOFF_MS, LONGEST_BACKOFF_MS = 1000, 300_000

# The message itself is at fault: sending it again would change nothing.
UNSENDABLE = frozenset(
    {
        "block_mismatch",
        "cant_delete_message",
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_payload",
        "message_not_found",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "too_many_attachments",
    }
)
# The message was taken before, under the same client_msg_id, and is no longer to be found.
KNOWN = frozenset({"duplicate_channel_not_found", "duplicate_message_not_found"})
RATE_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})


class Sent(NamedTuple):
    """Slack has it; a webhook does not say where."""

    channel: str | None = None
    ts: str | None = None


class Wait(NamedTuple):
    """The channel must rest for so many seconds."""

    seconds: float


class Retry(NamedTuple):
    """Slack is down, or an operator must first put something right (a token, a channel)."""

    reason: str


class Refused(NamedTuple):
    """Slack will never take this message."""

    reason: str


Verdict = Sent | Wait | Retry | Refused


def verdict(status: int, text: str, retry_after: float | None) -> Verdict:
    """Judge an answer of Slack's Web API, or of an incoming webhook (plain text)."""
    asked = DEFAULT_WAIT_SECONDS if retry_after is None else retry_after
    wait = Wait(min(max(asked, SHORTEST_WAIT_SECONDS), LONGEST_WAIT_SECONDS))
    if status == 429:
        return wait
    answer = _parsed(text)
    if status == 200 and answer.get("ok"):
        return Sent(_text(answer.get("channel")), _text(answer.get("ts")))
    error = _text(answer.get("error")) or f"Slack answered {status}"
    if error in RATE_LIMITED:
        return wait
    if error in KNOWN:
        return Sent()
    return Refused(error) if error in UNSENDABLE or status == 413 else Retry(error)


def backoff_ms(attempts: int) -> int:
    """Milliseconds until the next attempt: doubling with jitter, to five minutes."""
    longest = min(FIRST_BACKOFF_MS * 2 ** min(attempts - 1, 20), LONGEST_BACKOFF_MS)
    return random.randint(longest // 2, longest)  # noqa: S311 - jitter is no secret


def _parsed(text: str) -> dict[str, object]:
    """The answer as the Web API words it; a webhook says ``ok`` or the bare error."""
    try:
        answer = from_json(text)
    except ValueError:
        word = text.strip()
        return {"ok": True} if word == "ok" else {"error": word[:100]}
    return answer if isinstance(answer, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
