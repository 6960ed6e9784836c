"""Consumers of queues: each message is done, comes back later, or ends as a dead letter.

One bad message harms no other. When a consumer fails on a batch, its messages are tried again one
by one, and only those that fail alone come back. What can't be read, and what fails at its last
attempt, is stored as a dead letter and acknowledged. While D1 is down that can't be done: then the
message comes back instead, for as long as the platform's own ``max_retries`` allows.
"""

import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from .dead_letters import QUEUE, store_letter
from .platform import PlatformError
from .problems import Problem
from .queues import Message
from .scope import Scope

LAST_ATTEMPT = 10
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 10, 3600
ALONE_MS = 30_000  # for trying a batch's messages one by one; the rest comes back
MOST_REASONS = 3
PRODUCER = "QUEUE"


@dataclass(frozen=True)
class Consumer:
    """Who takes the messages of a queue, and the model of their bodies.

    ``producer`` is the binding through which a dead letter goes into the queue again. Without dead
    letters (``last_attempt`` is 0) a message comes back until the platform drops it.
    """

    adapter: TypeAdapter[Any]
    consume: Callable[[list[Message[Any]], Any], Awaitable[None]]
    producer: str = PRODUCER
    last_attempt: int = LAST_ATTEMPT


class Batch:
    """A batch as a queue delivers it."""

    def __init__(self, ctx: Scope, consumer: Consumer, batch: Any) -> None:
        self._ctx = ctx
        self._consumer = consumer
        self._batch = batch
        self._messages: list[Message[Any]] = []
        self._dead: list[tuple[Message[Any], str]] = []

    async def work(self) -> int:
        """Consume it; answers how many messages have become dead letters."""
        readable = self._readable()
        if readable:
            await self._consume(readable)
        buried = await self._bury()
        for message in self._messages:
            message.hand_back()
        return buried

    def _readable(self) -> list[Message[Any]]:
        readable = []
        for index, found in enumerate(json.loads(self._ctx.bridge.messages(self._batch))):
            given, raw = found.get("body"), self._batch.messages[index]
            message = Message(found["id"], given, found["attempts"], given, raw)
            self._messages.append(message)
            try:
                message.body = self._consumer.adapter.validate_python(given)
            except ValidationError as error:
                reason = _unreadable(error)
                said = {"queue": self._batch.queue, "id": message.id, "error": reason}
                self._ctx.log.error("message_unreadable", **said)
                self._dead.append((message, reason))
            else:
                readable.append(message)
        return readable

    async def _consume(self, messages: list[Message[Any]]) -> None:
        error = await self._tried(messages)
        rest = [message for message in messages if not message.done]
        if error is not None and len(messages) > 1:
            await self._one_by_one(rest)
            return
        for message in rest:
            if error is not None or message.retry_seconds is not None:
                self._failed(message, error)

    async def _one_by_one(self, messages: list[Message[Any]]) -> None:
        began = self._ctx.clock_ms()
        for message in messages:
            message.retry_seconds = None
            if self._ctx.clock_ms() - began > ALONE_MS:
                message.retry(FIRST_WAIT_SECONDS)
            else:
                await self._consume([message])

    async def _tried(self, messages: list[Message[Any]]) -> Exception | None:
        try:
            await self._consumer.consume(messages, self._ctx)
        except Exception as error:
            self._ctx.log.exception("consumer_failed", error)
            return error
        return None

    def _failed(self, message: Message[Any], error: Exception | None) -> None:
        """Let a message come back, unless this was its last attempt."""
        last = self._consumer.last_attempt
        if last and message.attempts >= last:
            self._dead.append((message, _detail(error)))
        elif message.retry_seconds is None:
            message.retry(wait_seconds(message.attempts))

    async def _bury(self) -> int:
        """Store and acknowledge what is dead; while that fails it comes back."""
        if not self._dead or not self._consumer.last_attempt:
            return 0
        now, queue = self._ctx.started_ms, self._batch.queue
        letters = [
            store_letter(
                QUEUE,
                queue,
                message.id,
                json.dumps(message.given, ensure_ascii=False),
                error,
                attempts=message.attempts,
                now=now,
            )
            for message, error in self._dead
        ]
        try:
            await self._ctx.db.batch(*letters)
        except (PlatformError, LookupError) as error:
            self._ctx.log.error("dead_letter_unstored", queue=queue, error=str(error))
            for message, _ in self._dead:
                message.retry(wait_seconds(message.attempts))
            return 0
        for message, _ in self._dead:
            message.ack()
        return len(letters)


def _unreadable(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_input=False)
    told = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in found[:MOST_REASONS]]
    return "It can't be read: " + "; ".join(told)


def _detail(error: Exception | None) -> str:
    if error is None:
        return "The consumer put it back."
    return error.detail if isinstance(error, Problem) else f"{type(error).__name__}: {error}"


def wait_seconds(attempt: int) -> int:
    """Seconds until the queue brings a message back: doubling with jitter, to an hour."""
    longest = min(FIRST_WAIT_SECONDS * 2 ** min(attempt - 1, 20), LONGEST_WAIT_SECONDS)
    return random.randint(longest // 2, longest)  # noqa: S311 - jitter is no secret
