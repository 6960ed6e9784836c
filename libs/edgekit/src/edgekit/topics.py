"""What an app declares of its outbox messages: who delivers them, what they carry and cost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel


@dataclass(frozen=True)
class Delivery:
    """One attempt to deliver a message; ``key`` is its idempotency key.

    ``attempt`` counts from 1, but an attempt through the queue has the number of the one before.
    """

    key: str
    attempt: int


@dataclass(frozen=True)
class Topic:
    """Who delivers the messages of a topic, and the model of their payload.

    ``invocations`` is what one delivery may cost in worker invocations.
    """

    payload: type[BaseModel]
    deliver: Callable[[Any, Delivery, Any], Awaitable[None]]
    invocations: int = 1
