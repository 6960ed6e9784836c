"""Across the bridge with nothing but Pyodide and the platform: slower, and always there."""

import asyncio
import json
import re
from collections.abc import Coroutine, Mapping, Sequence
from types import CoroutineType, SimpleNamespace
from typing import Any

import js
from pyodide.ffi import JsException, to_js

from ..answers import Answers
from ..context import Context
from ..endpoints import Endpoint
from ..facts import EMPTY, FACT_HEADERS, address_facts
from ..logs import request_line
from ..reports import report
from ..tracing import is_request_id, next_traceparent
from .bridge import NO_HEADERS, TOO_LARGE, Caller, Head, PlatformError
from .byte_stream import body_of
from .values import js_object

try:
    from pyodide.ffi import jsnull
except ImportError:
    jsnull = None

# The connection's own (RFC 9110, 7.6.1); edgekit.mjs has it too.
HOP_BY_HOP = re.compile(r"connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade")
NO_BODY_STATUS = frozenset({101, 204, 205, 304})


class PlainBridge:
    """The same behaviour as ``FastBridge``, on Pyodide's own loop: ``run_sync`` works here."""

    def __init__(self, answers: Answers, slow_ms: int, quiet: bool) -> None:
        self.answers = answers
        self._slow_ms, self._quiet = slow_ms, quiet

    # Requests

    def serve(self, request: Any, context: Any) -> Any:
        answers = self.answers
        ctx: Context[Any] = Context(answers.worker, _describe(request), request, context)
        try:
            endpoint, stream = answers.route(ctx), None
            if (spec := endpoint.body) is not None:
                if not spec.streamed:
                    return self._with_body(ctx, endpoint, request, spec.binary)
                stream = body_of(self, request)
            outcome = endpoint.invoke(ctx, stream)
        except Exception as error:
            return self._respond(ctx, *answers.failure(ctx, error))
        if type(outcome) is CoroutineType:
            return self._answer(ctx, answers.complete(ctx, endpoint, outcome))
        return self._respond(ctx, *answers.reply(ctx, endpoint, outcome))

    async def _with_body(
        self, ctx: Context[Any], endpoint: Endpoint, request: Any, binary: bool
    ) -> Any:
        answers = self.answers
        data, failure = await _read(request, endpoint.max_body, binary)
        try:
            outcome = endpoint.invoke(ctx, answers.body(ctx, endpoint, data, failure))
        except Exception as error:
            return self._respond(ctx, *answers.failure(ctx, error))
        if type(outcome) is CoroutineType:
            return self._respond(ctx, *await answers.complete(ctx, endpoint, outcome))
        return self._respond(ctx, *answers.reply(ctx, endpoint, outcome))

    async def _answer(self, ctx: Context[Any], work: Coroutine[Any, Any, Any]) -> Any:
        return self._respond(ctx, *await work)

    def _respond(self, ctx: Context[Any], status: int, body: Any, head: Head, more: str) -> Any:
        duration_ms = ctx.elapsed_ms()
        slow = duration_ms > self._slow_ms
        level = "error" if status >= 500 else "warning" if slow else "info"
        if level == "warning":
            report(ctx, status, duration_ms)
        if level != "info" or not self._quiet:
            js.console.log(request_line(level, self.answers.worker.name, ctx, status, duration_ms))
        return _response(ctx, status, body, head, more)

    async def enter(self, request: Any, context: Any) -> Any:
        answer = self.serve(request, context)
        return await answer if type(answer) is CoroutineType else answer

    # Awaiting JavaScript

    async def call(self, target: Any, method: str, *args: Any) -> Any:
        return _none(await _awaited(getattr(target, method)(*args)))

    async def within(self, timeout_ms: int, target: Any, method: str, *args: Any) -> Any:
        try:
            return await asyncio.wait_for(self.call(target, method, *args), timeout_ms / 1000)
        except TimeoutError as error:
            raise PlatformError(f"TimeoutError: no answer within {timeout_ms} ms") from error

    async def limit(self, limiter: Any, key: str) -> bool:
        outcome = await self.call(limiter, "limit", js_object({"key": key}))
        return bool(outcome.success)

    async def get(self, kv: Any, key: str) -> str | None:
        text: str | None = await self.call(kv, "get", key)
        return text

    async def query(self, database: Any, kind: str, sql: str, params: Sequence[Any]) -> Any:
        answer = await _awaited(getattr(_bound(database, sql, params), kind)())
        if kind == "first":
            return None if _none(answer) is None else js.JSON.stringify(answer)
        return js.JSON.stringify(answer.results if kind == "all" else answer.meta)

    async def batch(self, database: Any, statements: Sequence[tuple[str, Sequence[Any]]]) -> str:
        prepared = to_js([_bound(database, sql, params) for sql, params in statements])
        answers = await _awaited(database.batch(prepared))
        return "[" + ",".join(js.JSON.stringify(answer.results) for answer in answers) + "]"

    def traceparent(self, ctx: Caller) -> str:
        return next_traceparent(ctx.header("traceparent") or "")

    async def ask(
        self,
        ctx: Caller,
        target: Any,
        url: str,
        method: str,
        body: str | None,
        timeout_ms: int,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> str:
        ids = {"x-request-id": ctx.request_id, "traceparent": ctx.traceparent}
        sent = {"content-type": "application/json", **ids, **headers}
        response = await _fetched(target, url, method, sent, body, timeout_ms)
        return f"{response.status}\n{await _awaited(response.text())}"

    async def forward(
        self,
        ctx: Caller,
        target: Any,
        url: str,
        timeout_ms: int,
        dropped: str,
        kept_back: str,
        headers: Mapping[str, str],
    ) -> Any:
        request = ctx.request
        sent = _end_to_end(request.headers, dropped)
        ids = {"x-request-id": ctx.request_id, "traceparent": ctx.traceparent}
        for name, value in (ids | dict(headers)).items():
            sent.set(name, value)
        entries = [("method", request.method), ("headers", sent), ("body", request.body)]
        init = js.Object.fromEntries(to_js([*entries, ("redirect", "manual")]))
        response = await self.within(timeout_ms, target, "fetch", url, init)
        pairs = _end_to_end(response.headers, kept_back).entries()
        lines = "".join(f"{name}: {value}\n" for name, value in pairs)
        return SimpleNamespace(status=response.status, lines=lines, body=response.body)

    async def fetch(
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
    ) -> str:
        response = await _fetched(js, url, method, json.loads(headers), body, timeout_ms)
        text = await _text(response, limit, cut=cut, raw=raw)
        found = [_none(response.headers.get(name)) or "" for name in wanted.split()]
        return "\n".join([str(response.status), *found, text])

    def now_ms(self) -> int:
        now: int = js.Date.now()
        return now

    def head(self, lines: str) -> Head:
        return lines

    def keep(self, data: bytes) -> Any:
        return data

    def buffer(self, data: bytes) -> Any:
        return to_js(data)

    def pipe(self) -> tuple[Any, Any]:
        pair = js.IdentityTransformStream.new()
        return pair.readable, pair.writable.getWriter()

    async def write(self, writer: Any, data: str | bytes) -> None:
        await _awaited(writer.write(to_js(data.encode() if isinstance(data, str) else data)))

    async def end(self, writer: Any, error: str | None = None) -> None:
        await _awaited(writer.close() if error is None else writer.abort(error))

    def messages(self, batch: Any) -> str:
        texts = (
            f'{{"id":{json.dumps(m.id)},"body":{_body_text(m.body)},"attempts":{m.attempts}}}'
            for m in batch.messages
        )
        return f"[{','.join(texts)}]"

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def join(self, key: str, timeout_ms: int) -> str:
        # A future of this loop must not be settled from another request's context: without the
        # JavaScript module each request fetches for itself.
        raise PlatformError("no single flight without the JavaScript module")

    def publish(self, key: str, value: str | None, error: str | None) -> None:
        """Nobody has joined: there is no single flight here."""

    # Work that outlives its request, and events

    def hold(self, context: Any, work: Coroutine[Any, Any, None]) -> None:
        settled = js.Promise.withResolvers()
        context.waitUntil(settled.promise)
        task = asyncio.ensure_future(work)
        task.add_done_callback(lambda _: settled.resolve())

    async def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return await work


def _body_text(body: Any) -> str:
    """A message's body as JSON; of one that JSON can't hold, why it can't."""
    try:
        text = js.JSON.stringify(body)
    except JsException as error:
        return json.dumps(str(error))
    return text if isinstance(text, str) else "null"


def _describe(request: Any) -> list[str]:
    headers = request.headers
    given = _none(headers.get("x-request-id"))
    request_id = given if given and is_request_id(given) else js.crypto.randomUUID()
    facts = [request.method, *address_facts(request.url), str(js.Date.now()), request_id]
    facts.extend(_fact(_none(headers.get(name))) for name in FACT_HEADERS)
    return facts


def _fact(value: str | None) -> str:
    return EMPTY if value == "" else value or ""


def _response(ctx: Context[Any], status: int, body: Any, head: Head, more: str) -> Any:
    lines = [line for line in f"{head}\n{more}".split("\n") if line]
    pairs = [tuple(line.split(": ", 1)) for line in lines]
    headers = js.Headers.new(to_js([*pairs, ("x-request-id", ctx.request_id)]))
    if status in NO_BODY_STATUS or body is None:
        body = jsnull
    elif isinstance(body, bytes):
        body = to_js(body)
    init = js.Object.fromEntries(to_js([("status", status), ("headers", headers)]))
    return js.Response.new(body, init)


def _end_to_end(given: Any, dropped: str) -> Any:
    """A message's headers without its connection's, and without those that fit ``dropped``."""
    headers = js.Headers.new(given)
    named = [name.strip().lower() for name in (_none(given.get("connection")) or "").split(",")]
    for name in list(headers.keys()):
        if name in named or HOP_BY_HOP.fullmatch(name) or re.fullmatch(dropped, name):
            headers.delete(name)
    return headers


async def _fetched(
    target: Any, url: str, method: str, headers: dict[str, str], body: str | None, timeout_ms: int
) -> Any:
    init = js.JSON.parse(json.dumps({"method": method, "headers": headers, "redirect": "manual"}))
    init.signal = js.AbortSignal.timeout(timeout_ms)
    if body is not None:
        init.body = body
    return await _awaited(target.fetch(url, init))


async def _text(response: Any, limit: int, *, cut: bool, raw: bool) -> str:
    """A body as text, or with ``raw`` with a character for each byte."""
    if cut:
        return await _beginning(response, limit)
    data: bytes = (await _awaited(response.arrayBuffer())).to_bytes()
    if len(data) > limit:
        raise PlatformError(TOO_LARGE)
    return data.decode("latin-1") if raw else data.decode("utf-8-sig", "replace")


async def _beginning(response: Any, limit: int) -> str:
    """The first ``limit`` bytes of a body, or what has come of it until it breaks off."""
    if _none(response.body) is None:
        return ""
    reader, data = response.body.getReader(), b""
    try:
        while len(data) < limit and not (part := await _awaited(reader.read())).done:
            data += part.value.to_bytes()
        await _awaited(reader.cancel())
    except PlatformError:
        pass  # the status has come, and says how it went
    return data[:limit].decode(errors="replace")


async def _read(request: Any, limit: int, binary: bool) -> tuple[Any, str | None]:
    length = _none(request.headers.get("content-length"))
    if length and int(length) > limit:
        return None, TOO_LARGE
    data = (await request.arrayBuffer()).to_bytes()
    if len(data) > limit:
        return None, TOO_LARGE
    if binary:
        return data, None
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        return None, "not-utf-8"


def _bound(database: Any, sql: str, params: Sequence[Any]) -> Any:
    statement = database.prepare(sql)
    if not params:
        return statement
    return statement.bind(*[jsnull if param is None else param for param in params])


def _none(value: Any) -> Any:
    return None if value is jsnull else value


async def _awaited(promise: Any) -> Any:
    try:
        return await promise
    except JsException as error:
        raise PlatformError(str(error)) from error
