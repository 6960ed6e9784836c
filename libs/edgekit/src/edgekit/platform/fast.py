"""Across the bridge with edgekit's own JavaScript module: one crossing an operation."""

import itertools
import json
import time
from asyncio import CancelledError, Future, Task
from collections.abc import Coroutine, Sequence
from types import CoroutineType
from typing import TYPE_CHECKING, Any

from pyodide.ffi import JsException, JsProxy, create_once_callable, create_proxy, to_js

from ..facts import FACT_HEADERS
from .bridge import Fetched, PlatformError
from .loop import TurnLoop

if TYPE_CHECKING:
    from ..app import App
    from ..context import Context
    from ..endpoints import Endpoint

ABANDONED_AFTER_SECONDS = 300.0
SWEEP_EVERY = 512


class FastBridge:
    """Futures and tickets (answers that are still open) are numbered; JavaScript knows the numbers.

    A client that goes away takes its request's context with it: what was awaited there is never
    settled. Such futures and tickets are swept away once they are five minutes old.
    """

    def __init__(self, module: Any) -> None:
        self._loop = TurnLoop()
        self._futures: dict[int, tuple[Future[Any], float]] = {}
        self._tickets: dict[int, tuple[App, Context[Any], Endpoint, float]] = {}
        self._numbers = itertools.count(1)
        js = module.connect(
            create_proxy(self._settle), create_proxy(self._received), " ".join(FACT_HEADERS)
        )
        self._js = js
        self._describe, self._respond, self._open = js.describe, js.respond, js.open
        self._finish, self._read, self._call = js.finish, js.read, js.call
        self._query, self._fetch = js.query, js.fetch

    # Requests

    def serve(self, app: "App", request: Any, context: Any) -> Any:
        ctx = app.context(self._describe(request).split("\n"), request, context)
        try:
            endpoint = app.route(ctx)
            if (spec := endpoint.body) is not None:
                return self._read_body(app, ctx, endpoint, request, spec.binary)
            outcome = endpoint.invoke(ctx, None)
        except Exception as error:
            return self._respond(*app.failure(ctx, error))
        if type(outcome) is CoroutineType:
            return self._answer(app.complete(ctx, endpoint, outcome))
        return self._respond(*app.reply(ctx, endpoint, outcome))

    def _read_body(
        self, app: "App", ctx: "Context[Any]", endpoint: "Endpoint", request: Any, binary: bool
    ) -> Any:
        number = next(self._numbers)
        self._tickets[number] = (app, ctx, endpoint, time.monotonic())
        return self._read(number, request, endpoint.max_body, binary)

    def _received(self, number: int, data: Any, error: str | None) -> None:
        app, ctx, endpoint, _ = self._tickets.pop(number)
        if isinstance(data, JsProxy):
            data = data.to_bytes()
        try:
            outcome = endpoint.invoke(ctx, app.body(ctx, endpoint, data, error))
        except Exception as failure:
            self._finish(number, *app.failure(ctx, failure))
            return
        if type(outcome) is not CoroutineType:
            self._finish(number, *app.reply(ctx, endpoint, outcome))
            return
        task = self._loop.start(app.complete(ctx, endpoint, outcome))
        self._when_done(task, number)

    def _answer(self, work: Coroutine[Any, Any, Any]) -> Any:
        task = self._loop.start(work)
        if task.done():
            return self._respond(*task.result())
        number = next(self._numbers)
        answer = self._open(number)
        self._when_done(task, number)
        return answer

    def _when_done(self, task: Task[Any], number: int) -> None:
        if task.done():
            self._finish(number, *task.result())
            return

        def finish(task: Task[Any]) -> None:
            if task.cancelled():
                self._js.fail(number, "The request was cancelled.")
            else:
                self._finish(number, *task.result())

        task.add_done_callback(finish)

    async def enter(self, app: "App", request: Any, context: Any) -> Any:
        turn = create_once_callable(lambda: self.serve(app, request, context))
        answer = await self._js.turn(turn)
        promise = getattr(answer, "js_response", None)
        return answer if promise is None else await promise

    # Awaiting JavaScript

    def _settle(self, number: int, value: Any, error: str | None) -> None:
        entry = self._futures.pop(number, None)
        if entry is None:
            return
        future = entry[0]
        if future.done():
            return
        if error is None:
            self._loop.resume(future.set_result, value)
        else:
            self._loop.resume(future.set_exception, PlatformError(error))

    def _future(self) -> tuple[int, "Future[Any]"]:
        number = next(self._numbers)
        future: Future[Any] = Future(loop=self._loop)
        self._futures[number] = (future, time.monotonic())
        if not number % SWEEP_EVERY:
            self._sweep()
        return number, future

    def _sweep(self) -> None:
        before = time.monotonic() - ABANDONED_AFTER_SECONDS
        for number in [n for n, entry in self._futures.items() if entry[1] < before]:
            del self._futures[number]
        for number in [n for n, entry in self._tickets.items() if entry[3] < before]:
            del self._tickets[number]
            self._js.forget(number)

    async def call(self, target: Any, method: str, *args: Any) -> Any:
        number, future = self._future()
        self._call(number, target, method, *args)
        return await future

    async def query(self, database: Any, kind: str, sql: str, params: Sequence[Any]) -> Any:
        number, future = self._future()
        self._query(number, database, kind, sql, *params)
        return await future

    async def batch(self, database: Any, statements: Sequence[tuple[str, Sequence[Any]]]) -> str:
        number, future = self._future()
        packed = json.dumps([[sql, *params] for sql, params in statements], ensure_ascii=False)
        self._js.batch(number, database, packed)
        text: str = await future
        return text

    async def fetch(
        self,
        target: Any,
        url: str,
        method: str,
        headers: str,
        body: str | None,
        timeout_ms: int,
        wanted: str = "",
        limit: int = 0,
    ) -> Fetched:
        number, future = self._future()
        try:
            self._fetch(number, target, url, method, headers, body, timeout_ms, wanted, limit)
        except JsException as error:
            self._futures.pop(number)
            raise PlatformError(str(error)) from error
        parts = (await future).split("\n", 1 + (wanted.count(" ") + 1 if wanted else 0))
        return Fetched(int(parts[0]), parts[1:-1], parts[-1])

    def buffer(self, data: bytes) -> Any:
        return to_js(data)

    def messages(self, batch: Any) -> str:
        text: str = self._js.messages(batch)
        return text

    async def sleep(self, seconds: float) -> None:
        number, future = self._future()
        self._js.sleep(number, seconds * 1000)
        await future

    async def join(self, key: str, timeout_ms: int) -> str:
        number, future = self._future()
        self._js.join(number, key, timeout_ms)
        value: str = await future
        return value

    def publish(self, key: str, value: str | None, error: str | None) -> None:
        self._js.publish(key, value, error)

    # Work that outlives its request, and events

    def hold(self, context: Any, work: Coroutine[Any, Any, None]) -> None:
        number = next(self._numbers)
        self._js.hold(number, context)
        task = self._loop.spawn(work)
        task.add_done_callback(lambda _: self._js.release(number))

    async def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        number = next(self._numbers)
        answer = self._open(number)
        outcome: list[Any] = []

        async def recorded() -> tuple[Any, ...]:
            try:
                outcome.append((await work, None))
            except (Exception, CancelledError) as error:
                outcome.append((None, error))
            return (204, None, "cache-control: no-store", "", "")

        def start() -> None:
            self._when_done(self._loop.start(recorded()), number)

        await self._js.turn(create_once_callable(start))
        await answer.js_response
        value, error = outcome[0]
        if error is not None:
            raise error
        return value
