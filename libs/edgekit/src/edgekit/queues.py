"""Cloudflare Queues: sending, and messages as they are delivered (at least once)."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from .platform import Bridge
from .platform.values import js_object

M = TypeVar("M")
MAX_BATCH = 100


class Producer:
    """Sends JSON messages to one queue."""

    __slots__ = ("_bridge", "_queue")

    def __init__(self, bridge: Bridge, queue: Any) -> None:
        self._bridge = bridge
        self._queue = queue

    async def send(self, message: Any) -> None:
        """Send one message; raises ``PlatformError`` if the queue did not take it."""
        await self._bridge.call(self._queue, "send", js_object(_plain(message)))

    async def send_batch(self, messages: list[Any]) -> None:
        """Send many messages, 100 in a call, as the platform allows."""
        for start in range(0, len(messages), MAX_BATCH):
            chunk = [{"body": _plain(m)} for m in messages[start : start + MAX_BATCH]]
            await self._bridge.call(self._queue, "sendBatch", js_object(chunk))


def _plain(message: Any) -> Any:
    return message.model_dump(mode="json") if isinstance(message, BaseModel) else message


@dataclass
class Message(Generic[M]):
    """A delivered message. A consumer that returns acknowledges all that it has not retried."""

    id: str
    body: M
    attempts: int
    given: Any = None
    """The body as it came."""
    raw: Any = None
    """The message as the platform has it."""
    done: bool = False
    retry_seconds: int | None = None

    def ack(self) -> None:
        """This message is done, whatever happens to the rest of the batch."""
        self.done = True
        self.raw.ack()

    def retry(self, delay_seconds: int = 0) -> None:
        """Deliver this message again, after a while."""
        self.retry_seconds = delay_seconds

    def hand_back(self) -> None:
        """Tell the platform of a retry, if there is to be one."""
        if self.retry_seconds is not None and not self.done:
            self.raw.retry(js_object({"delaySeconds": self.retry_seconds}))
