"""What wakes a worker besides requests: cron, queues, and its own outbox."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar, get_type_hints

from pydantic import BaseModel, Field, TypeAdapter

from . import allowance, dead_letters, outbox
from .consuming import LAST_ATTEMPT, PRODUCER, Batch, Consumer
from .context import Context
from .database import Statement
from .dead_letters import DeadLetter, DeadLetterPage, Replay
from .facts import facts_of_event
from .ids import new_id
from .inbound import Handler, InboundAnswer, InboundEvent, Inbox
from .lifetimes import Lifetime, Lifetimes
from .outbox import Undelivered
from .parameters import Header
from .personal_data import PersonalData, Record
from .platform import PlatformError
from .problems import Problem
from .queues import Message
from .topics import Topic
from .worker import Worker

H = TypeVar("H", bound=Callable[..., Awaitable[None]])
D = TypeVar("D", bound=Callable[..., Awaitable[Sequence[Statement] | None]])
OPERATIONS = ("operations",)


class Events:
    """The part of an ``App`` that is about events."""

    get: Callable[..., Callable[[Any], Any]]
    post: Callable[..., Callable[[Any], Any]]

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.topics: dict[str, Topic] = {}
        worker.topics = self.topics
        self.replays: dict[str, Replay] = {}
        worker.replays = self.replays
        self.consumers: dict[str, Consumer] = {}
        self.inbox: Inbox | None = None
        self.rows = Lifetimes()
        self.record = Record()
        self._tick: Callable[..., Awaitable[None]] | None = None

    def lifetimes(self, *ends: Lifetime, kept: Mapping[str, str] | None = None) -> None:
        """Say of each table of ``DB`` when its rows go, or why they are ``kept``.

        Each cron run deletes what is over, after the scheduled handler; see ``edgekit.lifetimes``.
        """
        self.rows = Lifetimes(ends, kept or {})

    def personal_data(self, *held: PersonalData, nobody: Mapping[str, str] | None = None) -> None:
        """Say what ``DB`` keeps about people; ``nobody`` says of ``"table.column"`` why it is not.

        See ``edgekit.personal_data``.
        """
        self.record = Record(held, nobody or {})

    def scheduled(self, handler: H) -> H:
        """Call ``handler(cron, at, ctx)`` on each of the worker's crons; ``at`` is the time due."""
        self._tick = handler
        return handler

    def queue(
        self,
        model: type,
        *,
        queue: str = "",
        producer: str = PRODUCER,
        last_attempt: int = LAST_ATTEMPT,
    ) -> Callable[[H], H]:
        """Call ``handler(messages, ctx)`` with each batch of a queue (of any, unless named).

        A worker with an outbox queue names its others: the outbox takes what nobody else does.
        What can't be read, or has failed at its ``last_attempt``, becomes a dead letter; its replay
        goes into the queue again through the binding ``producer``.
        """

        def add(handler: H) -> H:
            self.consumers[queue] = Consumer(TypeAdapter(model), handler, producer, last_attempt)
            self.replay(dead_letters.QUEUE)(self._send_again)
            return handler

        return add

    def deliver(self, topic: str, *, invocations: int = 1) -> Callable[[D], D]:
        """Call ``handler(message, delivery, ctx)`` for each outbox message of a topic.

        It may answer statements that close the delivery: they are stored in one transaction with
        the note that it is done.

        ``invocations`` is what one delivery may cost in calls of other workers, with all that these
        call in turn: one run starts no more deliveries than Cloudflare's 32 leave room for.
        """
        cost = allowance.checked(invocations)

        def add(handler: D) -> D:
            payload = next(iter(get_type_hints(handler).values()))
            if not (isinstance(payload, type) and issubclass(payload, BaseModel)):
                raise TypeError(f"The first parameter of {handler.__qualname__} must be a model.")
            self.topics[topic] = Topic(payload, handler, cost)
            self.replay(dead_letters.OUTBOX)(outbox.deliver_again)
            return handler

        return add

    def replay(self, source: str) -> Callable[[Replay], Replay]:
        """Call ``handler(letter, ctx)`` to do again what a dead letter of a source stands for.

        An outbox and queues have theirs. The first source brings ``GET /api/dead`` and
        ``POST /api/dead/{id}/replay``.
        """

        def add(handler: Replay) -> Replay:
            if not self.replays:
                self._add_dead_letter_routes()
            self.replays[source] = handler
            return handler

        return add

    def inbound(self, provider: str, *types: str) -> Callable[[Handler], Handler]:
        """Call ``handler(event, ctx)`` with a provider's events of some types, or of all others.

        It answers the statements of what the event does in D1; see ``edgekit.inbound``. The first
        one brings ``POST /api/inbound``. What nobody takes is logged and ignored.
        """

        def add(handler: Handler) -> Handler:
            if self.inbox is None:
                self.inbox = Inbox()
                self._add_inbound_route(self.inbox)
            self.inbox.add(provider, types, handler)
            return handler

        return add

    def _add_inbound_route(self, inbox: Inbox) -> None:
        @self.post("/api/inbound", status=202, internal=True)
        async def take_inbound(
            body: InboundEvent,
            ctx: Context[Any],
            key: Annotated[str | None, Header("Idempotency-Key")] = None,
        ) -> InboundAnswer:
            """Take an event that `webhooks` has verified: once, however often it is delivered.

            Other workers need no token; from elsewhere it is the admin token.
            """
            return await inbox.take(body, key, ctx)

    def _add_dead_letter_routes(self) -> None:
        @self.get("/api/dead", admin=True, tags=OPERATIONS)
        async def list_dead_letters(
            ctx: Context[Any],
            cursor: str | None = None,
            limit: Annotated[int, Field(ge=1, le=100)] = 50,
            replayed: bool = False,
        ) -> DeadLetterPage:
            """List what was given up, newest first; with `replayed` also what was done again."""
            return await ctx.dead_letters.page(cursor, limit, replayed=replayed)

        @self.post(
            "/api/dead/{letter_id}/replay",
            status=202,
            admin=True,
            errors=(404, 409, 503),
            tags=OPERATIONS,
        )
        async def replay_dead_letter(letter_id: str, ctx: Context[Any]) -> DeadLetter:
            """Do again what was given up.

            An outbox message is due now, with fresh attempts; a queue message goes into its queue
            again.
            """
            return await ctx.dead_letters.replay(letter_id)

    async def _send_again(self, letter: DeadLetter, ctx: Context[Any]) -> None:
        consumer = self.consumers.get(letter.name) or self.consumers.get("")
        if consumer is None:
            name = self.worker.name
            raise Problem(409, f"This version of {name} does not consume {letter.name}.")
        try:
            await ctx.queue(consumer.producer).send(letter.payload)
        except PlatformError as error:
            raise Problem(503, f"{letter.name} does not take it now: {error}.") from error

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
            if self.replays:
                await self._tell(ctx)

    async def _sweep(self, ctx: Context[Any]) -> None:
        if not self.rows.ends:
            return
        try:
            await ctx.db.batch(*self.rows.statements(ctx.started_ms, ctx.vars))
        except PlatformError as error:
            # The next run takes these rows along with its own.
            ctx.log.error("sweep_failed", error=str(error))

    async def run_queue(self, ctx: Context[Any], batch: Any) -> None:
        """Hand a batch to its consumer; what becomes a dead letter is told."""
        consumer = self.consumers.get(batch.queue) or self.consumers.get("", OUTBOX)
        if await Batch(ctx, consumer, batch).work():
            await self._tell(ctx)

    async def _tell(self, ctx: Context[Any]) -> None:
        try:
            await ctx.dead_letters.tell()
        except (PlatformError, LookupError) as error:
            ctx.log.warning("dead_letters_untold", error=str(error))


async def _deliver_queued(messages: list[Message[Undelivered]], ctx: Context[Any]) -> None:
    await ctx.outbox.deliver_queued(messages)


OUTBOX = Consumer(TypeAdapter(Undelivered), _deliver_queued, last_attempt=0)
