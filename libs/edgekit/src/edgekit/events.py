"""What wakes a worker besides requests: cron, queues, and its own outbox."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError

from .context import Context
from .facts import facts_of_event
from .ids import new_id
from .lifetimes import Lifetime, Lifetimes
from .outbox import Undelivered
from .platform import PlatformError
from .queues import Message
from .topics import Topic
from .worker import Worker

H = TypeVar("H", bound=Callable[..., Awaitable[None]])


@dataclass(frozen=True)
class Consumer:
    """Who takes the messages of a queue, and the model of their bodies."""

    adapter: TypeAdapter[Any]
    consume: Callable[[list[Message[Any]], Any], Awaitable[None]]


class Events:
    """The part of an ``App`` that is about events."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.topics: dict[str, Topic] = {}
        worker.topics = self.topics
        self.consumers: dict[str, Consumer] = {}
        self.rows = Lifetimes()
        self._tick: Callable[..., Awaitable[None]] | None = None

    def lifetimes(self, *ends: Lifetime, kept: Mapping[str, str] | None = None) -> None:
        """Say of each table of ``DB`` when its rows go, or why they are ``kept``.

        Each cron run deletes what is over, after the scheduled handler; see ``edgekit.lifetimes``.
        """
        self.rows = Lifetimes(ends, kept or {})

    def scheduled(self, handler: H) -> H:
        """Call ``handler(cron, at, ctx)`` on each of the worker's crons; ``at`` is the time due."""
        self._tick = handler
        return handler

    def queue(self, model: type, *, queue: str = "") -> Callable[[H], H]:
        """Call ``handler(messages, ctx)`` with each batch of a queue (of any, unless named).

        A worker with an outbox queue names its others: the outbox takes what nobody else does.
        """

        def add(handler: H) -> H:
            self.consumers[queue] = Consumer(TypeAdapter(model), handler)
            return handler

        return add

    def deliver(self, topic: str) -> Callable[[H], H]:
        """Call ``handler(message, delivery, ctx)`` for each outbox message of a topic."""

        def add(handler: H) -> H:
            payload = next(iter(get_type_hints(handler).values()))
            if not (isinstance(payload, type) and issubclass(payload, BaseModel)):
                raise TypeError(f"The first parameter of {handler.__qualname__} must be a model.")
            self.topics[topic] = Topic(payload, handler)
            return handler

        return add

    def event_context(self, kind: str, at_ms: float, js_context: Any) -> Context[Any]:
        """The context of an event that is due at ``at_ms`` (epoch milliseconds)."""
        bridge = self.worker.bridge
        assert bridge is not None, "an event begins once the bridge is there"
        begun_ms = int(max(bridge.now_ms(), at_ms))
        facts = facts_of_event(kind, self.worker.name, begun_ms, new_id("req"))
        return Context(self.worker, facts, None, js_context)

    async def run_scheduled(self, ctx: Context[Any], cron: str) -> None:
        """Run the scheduled handler, then delete rows whose time is over, whether or not it failed.

        A failure of the handler is logged, and raised so that the run fails.
        """
        if self._tick is None and not self.rows.ends:
            name = self.worker.name
            raise RuntimeError(f"{name} has a cron trigger but no @app.scheduled handler.")
        try:
            if self._tick is not None:
                await self._tick(cron, ctx.now(), ctx)
        except Exception as error:
            ctx.log.exception("scheduled_failed", error)
            raise
        finally:
            await self._sweep(ctx)

    async def _sweep(self, ctx: Context[Any]) -> None:
        if not self.rows.ends:
            return
        try:
            await ctx.db.batch(*self.rows.statements(ctx.started_ms, ctx.vars))
        except PlatformError as error:
            # The next run takes these rows along with its own.
            ctx.log.error("sweep_failed", error=str(error))

    async def run_queue(self, ctx: Context[Any], batch: Any) -> None:
        """Hand a batch to its consumer. What can't be read goes back, and so to dead letters."""
        consumer = self.consumers.get(batch.queue) or self.consumers.get("", OUTBOX)
        messages: list[Message[Any]] = []
        for index, raw in enumerate(json.loads(ctx.bridge.messages(batch))):
            try:
                body = consumer.adapter.validate_python(raw["body"])
            except ValidationError as error:
                detail = {"queue": batch.queue, "id": raw["id"], "error": str(error)}
                ctx.log.error("message_unreadable", **detail)
                batch.messages[index].retry()
                continue
            messages.append(Message(raw["id"], body, raw["attempts"], batch, index))
        if messages:
            await consumer.consume(messages, ctx)


async def _deliver_queued(messages: list[Message[Undelivered]], ctx: Context[Any]) -> None:
    await ctx.outbox.deliver_queued(messages)


OUTBOX = Consumer(TypeAdapter(Undelivered), _deliver_queued)
