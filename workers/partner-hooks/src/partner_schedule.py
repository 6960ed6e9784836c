"""What an endpoint's answer means, when a delivery is tried again, and when an endpoint is off."""

import random
from collections.abc import Callable
from typing import Literal, NamedTuple

MINUTE_MS, HOUR_MS = 60_000, 3_600_000
WAITS_MS = (MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 24 * HOUR_MS)
JITTER = 0.1  # of a wait, on top of it: what failed together does not come back together
LONGEST_WAIT_MS = 24 * HOUR_MS  # that Retry-After can ask for
GONE = 410
REDIRECTS = range(300, 400)

Outcome = Literal["delivered", "failed", "gone"]


class Verdict(NamedTuple):
    """What an attempt has come to; ``error`` says why it failed.

    ``is_silent``: there was no answer at all, so that another attempt right now is in vain;
    ``is_ours``: it was not the endpoint's fault.
    """

    outcome: Outcome
    error: str | None = None
    status: int | None = None
    retry_after_ms: int | None = None
    is_silent: bool = False
    is_ours: bool = False


def verdict(status: int, retry_after: float | None, location: str = "") -> Verdict:
    """What a status means; any body will do. ``retry_after`` is in seconds."""
    if 200 <= status < 300:
        return Verdict("delivered", status=status)
    if status == GONE:
        return Verdict("gone", "It answered 410: the endpoint wants no more events.", status)
    asked = None if retry_after is None else round(1000 * retry_after)
    if status in REDIRECTS:
        to = f" to {location[:200]}" if location else ""
        why = f"It answered {status}, a redirect{to}, which is not followed: subscribe that URL."
        return Verdict("failed", why, status, asked)
    return Verdict("failed", f"It answered {status}.", status, asked)


def next_wait_ms(
    tries: int, retry_after_ms: int | None, luck: Callable[[], float] = random.random
) -> int | None:
    """Milliseconds until the next attempt after ``tries`` have failed; ``None``: there is none.

    ``luck`` gives a number from 0 to 1. An endpoint that asks for more time gets it, up to a day.
    """
    if tries > len(WAITS_MS):
        return None
    usual = WAITS_MS[tries - 1] * (1 + JITTER * luck())
    return max(round(usual), min(retry_after_ms or 0, LONGEST_WAIT_MS))


def is_to_be_off(failures: int, failing_since: int, now: int, *, least: int, hours: int) -> bool:
    """Whether an endpoint is to be switched off: nothing but failures for ``hours``.

    ``failures`` are its attempts in a row, the one of ``now`` included.
    """
    return failures >= least and now - failing_since >= hours * HOUR_MS
