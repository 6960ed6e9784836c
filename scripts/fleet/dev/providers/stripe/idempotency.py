"""What Stripe remembers of an idempotency key.

The first answer, also one of status 500, is told again to the same request for a day. What was
refused before anything was done is not kept: https://docs.stripe.com/api/idempotent_requests
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from fleet.dev.providers.base import Answer
from fleet.dev.providers.stripe.form import Fields
from fleet.dev.providers.stripe.refusals import Refusal

LIFE = 86_400  # seconds
LONGEST = 255
UNKEPT = (401, 409, 429)


@dataclass(frozen=True)
class First:
    """The first request of a key, and its answer."""

    asked: tuple[str, Fields]
    answer: Answer
    at: float


class Keys:
    """The keys of a day; ``now`` is the clock, in seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._known: dict[str, First] = {}

    def known(self, key: str, path: str, fields: Fields) -> Answer | None:
        """The answer of the same request; raises ``Refusal`` where it was another."""
        if len(key) > LONGEST:
            raise Refusal(400, f"Idempotency keys can only be up to {LONGEST} characters.")
        first = self._known.get(key)
        if first is None or self._now() - first.at >= LIFE:
            return None
        if first.asked != (path, fields):
            told = (
                "Keys for idempotent requests can only be used with the same parameters they were "
                f"first used with. Try using a key other than '{key}' if you meant to execute a "
                "different request."
            )
            raise Refusal(400, told, kind="idempotency_error")
        return replace(first.answer, headers=first.answer.headers | {"idempotent-replayed": "true"})

    def keep(self, key: str, path: str, fields: Fields, answer: Answer) -> None:
        """Remember the answer of a request, if it was carried out."""
        if answer.status not in UNKEPT:
            self._known[key] = First((path, fields), answer, self._now())
