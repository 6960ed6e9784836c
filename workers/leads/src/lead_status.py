"""The life of a lead: which status may follow which."""

from contracts.leads import Status
from edgekit import FieldError, Problem

TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    "new": ("contacted", "lost"),
    "contacted": ("qualified", "lost"),
    "qualified": ("offer", "lost"),
    "offer": ("contract", "lost"),
    "contract": ("closed", "lost"),
    "closed": (),
    "lost": (),
}


def check_transition(current: Status, wanted: Status) -> None:
    """Let a lead go from one status to another, or stay; raises ``Problem`` 409 if it may not."""
    allowed = TRANSITIONS[current]
    if wanted == current or wanted in allowed:
        return
    ways = f"it can become {' or '.join(allowed)}" if allowed else "it stays that"
    raise Problem(
        409,
        f"The lead is {current} and can't become {wanted}: {ways}.",
        errors=[FieldError("/status", f"not after {current}")],
        allowed=list(allowed),
    )
