"""What an app declares of its outbox messages: who delivers them, what they carry and cost."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from .database import Statement


@dataclass(frozen=True)
class Delivery:
    """One attempt to deliver a message; ``key`` is its idempotency key.

    ``attempt`` counts from 1, but an attempt through the queue has the number of the one before.
    """

    key: str
    attempt: int


class Postponed(Exception):  # noqa: N818 - nothing has gone wrong
    """Raised by a delivery that its receiver wants later (429, ``Retry-After``).

    It does not count as a failure, so that no rate limit makes a dead letter.
    """

    def __init__(self, seconds: float, reason: str) -> None:
        self.seconds = seconds
        super().__init__(reason)


class Undeliverable(Exception):  # noqa: N818 - it says what the message is
    """Raised by a delivery that no further attempt can heal: it is a dead letter at once."""


@dataclass(frozen=True)
class Topic:
    """Who delivers the messages of a topic, and the model of their payload.

    ``deliver`` may answer the statements that close a delivery: they are run in one batch with the
    one that notes it, which saves a trip. ``invocations`` is what one delivery may cost in worker
    invocations.
    """

    payload: type[BaseModel]
    deliver: Callable[[Any, Delivery, Any], Awaitable[Sequence[Statement] | None]]
    invocations: int = 1
