"""Across the bridge with edgekit's own JavaScript module: one crossing an operation."""

import itertools
import json
import traceback
from asyncio import CancelledError, Future, Task, current_task
from collections.abc import Awaitable, Coroutine, Iterator, Mapping, Sequence
from functools import cached_property
from types import CoroutineType
from typing import Any

from pyodide.ffi import create_once_callable, create_proxy, to_js

from ..answers import Answers
from ..context import Context
from ..endpoints import Endpoint
from ..facts import FACT_HEADERS
from ..reports import report
from ..routing import Router
from ..tracing import next_traceparent
from ..worker import Worker
from .bridge import NO_HEADERS, Caller, Head, PlatformError, Reply
from .byte_stream import body_of
from .loop import TurnLoop
from .request_task import RequestTask, Resume, settler, suspend

ABANDONED_AFTER_MS = 300_000
SWEEP_EVERY = 512


class FastBridge:
    """Waits and tickets (answers that are still open) are numbered; JavaScript knows the numbers.

    A client that goes away takes its request's context with it: what was awaited there is never
    settled. Such waits and tickets are swept away once they are five minutes old.
    """

    def __init__(self, answers: Answers, module: Any, slow_ms: int, quiet: bool) -> None:
        self.answers = answers
        self.loop = TurnLoop()
        self.waiting: dict[int, Resume] = {}
        self._bodies: dict[int, tuple[Context[Any], Endpoint]] = {}
        self._numbers = itertools.count(1)
        # The ticket of the request that has just begun, until its first wait opens its answer; and
        # the slot where that is to be found.
        self._ticket = 0
        self._opened: int | None = None
        self._slots: list[Any] = []
        settle, received = create_proxy(self._settle), create_proxy(self._received)
        names, routes = " ".join(FACT_HEADERS), list(_routes(answers.router))
        self._endpoints = [endpoint for _, endpoint in routes]
        lines = "\n".join(line for line, _ in routes)
        js = module.connect(answers.worker.name, slow_ms, quiet, settle, received, names, lines)
        self._js = js
        self._describe, self._respond, self._finish = js.describe, js.respond, js.finish
        self._read, self._call, self._get = js.read, js.call, js.get
        self._query, self._batch, self._limit = js.query, js.batch, js.limit
        self._ask, self._now = js.ask, js.now
        self._swept = [(0, self.now_ms())]

    # Requests

    def serve(self, request: Any, context: Any) -> Any:
        answers = self.answers
        described = self._describe(request)
        known = type(described) is int
        ctx: Context[Any] = (
            NotedContext(answers.worker, self, request, context)
            if known
            else Context(answers.worker, described.split("\n"), request, context)
        )
        try:
            endpoint, stream = self._endpoints[described] if known else answers.route(ctx), None
            if (spec := endpoint.body) is not None:
                if not spec.streamed:
                    number = next(self._numbers)
                    self._bodies[number] = (ctx, endpoint)
                    return self._slot(self._read(number, request, endpoint.max_body, spec.binary))
                stream = body_of(self, request)
            outcome = endpoint.invoke(ctx, stream)
        except Exception as error:
            return self._respond(*answers.failure(ctx, error))
        if type(outcome) is not CoroutineType:
            return self._respond(*answers.reply(ctx, endpoint, outcome))
        number = next(self._numbers)
        task = RequestTask(outcome, self, ctx, endpoint, number)
        self._ticket, self._opened = number, None
        self.loop.turn(task.step)
        self._ticket, slot = 0, self._opened
        if task.waits_for is not None:
            task.opened = True
            return self._slot(self._js.open(number) if slot is None else slot)
        if slot is None:
            return self._respond(*task.reply())
        # Background work of the handler has waited, and so opened it.
        self.finished(task)
        return self._slot(slot)

    def facts(self, request: Any) -> list[str]:
        text: str = self._js.facts(request)
        return text.split("\n")

    def traceparent(self, ctx: Caller) -> str:
        if ctx.request is None:
            return next_traceparent("")
        text: str = self._js.traceparent(ctx.request)
        return text

    def _slot(self, number: int) -> Any:
        """What the runtime takes the answer out of."""
        if number == len(self._slots):
            self._slots.append(self._js.slot(number))
        return self._slots[number]

    def _received(self, number: int, data: Any, error: str | None = None) -> None:
        answers = self.answers
        ctx, endpoint = self._bodies.pop(number)
        if error is None and endpoint.body.binary:  # type: ignore[union-attr] # it has one
            data = data.to_bytes()
        try:
            outcome = endpoint.invoke(ctx, answers.body(ctx, endpoint, data, error))
        except Exception as failure:
            self._answer(number, ctx, answers.failure(ctx, failure))
            return
        if type(outcome) is not CoroutineType:
            self._answer(number, ctx, answers.reply(ctx, endpoint, outcome))
            return
        task = RequestTask(outcome, self, ctx, endpoint, number)
        task.opened = True
        self.loop.turn(task.step)

    def _answer(self, ticket: int, ctx: Context[Any], reply: Reply) -> None:
        status, body, head, more = reply
        slow_ms = self._finish(ticket, status, body, head, more)
        if slow_ms is not None:
            report(ctx, status, slow_ms)

    def finished(self, task: RequestTask) -> None:
        """Give the answer to whom it is open for."""
        try:
            reply = task.reply()
        except BaseException as error:
            self.fail(task.ticket, error)
            return
        self._answer(task.ticket, task.ctx, reply)

    def fail(self, ticket: int, error: BaseException) -> None:
        """Answer with an error of the runtime's: the client sees a 500 of its own."""
        self._js.fail(ticket, _told(error))

    async def enter(self, request: Any, context: Any) -> Any:
        turn = create_once_callable(lambda: self.serve(request, context))
        answer = await self._js.turn(turn)
        promise = getattr(answer, "js_response", None)
        return answer if promise is None else await promise

    # Awaiting JavaScript

    def _settle(self, number: int, value: Any = None, error: str | None = None) -> None:
        resume = self.waiting.pop(number, None)
        if resume is not None:
            self.loop.turn(resume, value, None if error is None else PlatformError(error))

    def _wait(self) -> tuple[int, Awaitable[Any]]:
        """A number for JavaScript to settle, and what to await for it: at once, and once."""
        number = next(self._numbers)
        if not number % SWEEP_EVERY:
            self._sweep(number)
        if isinstance(current_task(self.loop), RequestTask):
            return number, suspend(number)
        future: Future[Any] = Future(loop=self.loop)
        self.waiting[number] = settler(future)
        return number, future

    def _asked(self, slot: int | None) -> None:
        """Keep the slot of the answer that the first wait of a request has opened."""
        if self._ticket:
            self._ticket, self._opened = 0, slot

    def _sweep(self, number: int) -> None:
        now = self.now_ms()
        self._swept.append((number, now))
        before = 0
        while self._swept[0][1] < now - ABANDONED_AFTER_MS:
            before, _ = self._swept.pop(0)
        for abandoned in [n for n in self.waiting if n < before]:
            del self.waiting[abandoned]
        for abandoned in [n for n in self._bodies if n < before]:
            del self._bodies[abandoned]
        if before:
            self._js.forget(before)

    def call(self, target: Any, method: str, *args: Any) -> Awaitable[Any]:
        number, settled = self._wait()
        self._asked(self._call(number, self._ticket, target, method, *args))
        return settled

    def within(self, timeout_ms: int, target: Any, method: str, *args: Any) -> Awaitable[Any]:
        number, settled = self._wait()
        self._asked(self._js.within(number, self._ticket, timeout_ms, target, method, *args))
        return settled

    def get(self, kv: Any, key: str) -> Awaitable[str | None]:
        number, settled = self._wait()
        self._asked(self._get(number, self._ticket, kv, key))
        return settled

    def limit(self, limiter: Any, key: str) -> Awaitable[bool]:
        number, settled = self._wait()
        self._asked(self._limit(number, self._ticket, limiter, key))
        return settled

    def query(self, database: Any, kind: str, sql: str, params: Sequence[Any]) -> Awaitable[Any]:
        number, settled = self._wait()
        self._asked(self._query(number, self._ticket, database, kind, sql, *params))
        return settled

    def batch(
        self, database: Any, statements: Sequence[tuple[str, Sequence[Any]]]
    ) -> Awaitable[str]:
        number, settled = self._wait()
        packed = json.dumps([[sql, *params] for sql, params in statements], ensure_ascii=False)
        self._asked(self._batch(number, self._ticket, database, packed))
        return settled

    def ask(
        self,
        ctx: Caller,
        target: Any,
        url: str,
        method: str,
        body: str | None,
        timeout_ms: int,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> Awaitable[str]:
        number, settled = self._wait()
        request = ctx.request
        if request is None:
            headers = {"x-request-id": ctx.request_id, "traceparent": ctx.traceparent, **headers}
        more = json.dumps(headers) if headers else ""
        slot = self._ask(number, self._ticket, request, target, url, method, body, timeout_ms, more)
        self._asked(slot)
        return settled

    def forward(
        self,
        ctx: Caller,
        target: Any,
        url: str,
        timeout_ms: int,
        dropped: str,
        kept_back: str,
        headers: Mapping[str, str],
    ) -> Awaitable[Any]:
        number, settled = self._wait()
        sent = (ctx.request, target, url, timeout_ms, dropped, kept_back, json.dumps(headers))
        self._asked(self._js.forward(number, self._ticket, *sent))
        return settled

    def fetch(
        self,
        url: str,
        method: str,
        headers: str,
        body: str | None,
        timeout_ms: int,
        wanted: str,
        limit: int,
        cut: bool = False,
        raw: bool = False,
    ) -> Awaitable[str]:
        number, settled = self._wait()
        asked = (url, method, headers, body, timeout_ms, wanted, limit, cut, raw)
        self._asked(self._js.fetch(number, self._ticket, *asked))
        return settled

    def now_ms(self) -> int:
        now: int = self._now()
        return now

    def head(self, lines: str) -> Head:
        number: int = self._js.head(lines)
        return number

    def keep(self, data: bytes) -> Any:
        return self._js.keep(to_js(data))

    def buffer(self, data: bytes) -> Any:
        return to_js(data)

    def pipe(self) -> tuple[Any, Any]:
        pair = self._js.pipe()
        return pair.readable, pair.writer

    def write(self, writer: Any, data: str | bytes) -> Awaitable[None]:
        number, settled = self._wait()
        piece = data if isinstance(data, str) else to_js(data)
        self._asked(self._js.write(number, self._ticket, writer, piece))
        return settled

    def end(self, writer: Any, error: str | None = None) -> Awaitable[None]:
        number, settled = self._wait()
        self._asked(self._js.end(number, self._ticket, writer, error))
        return settled

    def messages(self, batch: Any) -> str:
        text: str = self._js.messages(batch)
        return text

    def sleep(self, seconds: float) -> Awaitable[None]:
        number, settled = self._wait()
        self._asked(self._js.sleep(number, self._ticket, seconds * 1000))
        return settled

    def join(self, key: str, timeout_ms: int) -> Awaitable[str]:
        number, settled = self._wait()
        self._asked(self._js.join(number, self._ticket, key, timeout_ms))
        return settled

    def publish(self, key: str, value: str | None, error: str | None) -> None:
        self._js.publish(key, value, error)

    # Work that outlives its request, and events

    def hold(self, context: Any, work: Coroutine[Any, Any, None]) -> None:
        number = next(self._numbers)
        self._js.hold(number, context)
        self._released(number, self.loop.spawn(work))

    async def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        outcome: list[Any] = []

        async def recorded() -> None:
            try:
                outcome.append((await work, None))
            except (Exception, CancelledError) as error:
                outcome.append((None, error))

        number = next(self._numbers)
        started = self._js.event(number)

        def start() -> None:
            self._released(number, self.loop.start(recorded()))

        await self._js.turn(create_once_callable(start))
        await started.done
        value, error = outcome[0]
        if error is not None:
            raise error
        return value

    def _released(self, number: int, task: Task[None]) -> None:
        task.add_done_callback(lambda _: self._js.release(number))


class NotedContext(Context[Any]):
    """A request without ``Origin`` whose facts are asked for when something needs them."""

    origin = ""

    def __init__(self, worker: Worker, bridge: FastBridge, request: Any, js_context: Any) -> None:
        # All that the base has but the facts; its own way would need them.
        self.worker, self.bridge = worker, bridge
        self.request, self.js_context = request, js_context

    @cached_property
    def _facts(self) -> list[str]:  # type: ignore[override]
        facts: list[str] = self.bridge.facts(self.request)  # type: ignore[attr-defined]
        return facts


def _routes(router: Router[Endpoint]) -> Iterator[tuple[str, Endpoint]]:
    """The lines of the routes that need no fact of a request, as edgekit.mjs takes them."""
    for method, path, endpoint in router.fixed():
        types = () if endpoint.body is None else endpoint.body.media_types[:1]
        if endpoint.guard is None:
            yield " ".join((method, path, *types)), endpoint


def _told(error: BaseException) -> str:
    if isinstance(error, CancelledError):
        return "The request was cancelled."
    return "".join(traceback.format_exception(error))
