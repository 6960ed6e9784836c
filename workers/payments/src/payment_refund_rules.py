"""What to do about a refund that Stripe has not answered clearly. No I/O.

An answer of 500, or none, leaves open whether the money has gone back, and under the same key
Stripe tells the same 500 again: https://docs.stripe.com/error-low-level#idempotency. So the refund
is looked for first. If it is not there, it is asked for under the same key while that is sure to be
known, and under another once the old one can't be at work any more.
"""

from typing import Literal

Step = Literal["same_key", "wait", "next_key"]

HOUR_MS = 3_600_000
SAME_KEY_MS = 20 * HOUR_MS
"""Stripe keeps keys for at least 24 hours; from here on a key may be forgotten underway."""
NEXT_KEY_MS = 24 * HOUR_MS
SOON_MS = 2 * 60_000
"""What is younger is at work still."""


def step(age_ms: int) -> Step:
    """What to do if Stripe has no such refund, by the age of the attempt."""
    if age_ms < SAME_KEY_MS:
        return "same_key"
    return "wait" if age_ms < NEXT_KEY_MS else "next_key"


def key_of(refund_id: str, attempt: int) -> str:
    """The idempotency key of an attempt, the first of which is 1."""
    return refund_id if attempt == 1 else f"{refund_id}:{attempt}"
