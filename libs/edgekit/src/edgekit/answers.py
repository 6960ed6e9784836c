"""The path of a request, from what is known of it to its answer."""

from collections.abc import Callable, Coroutine
from typing import Any

from . import json_bodies
from .auth import WrongToken
from .context import Context
from .cors import Cors
from .endpoints import Endpoint, endpoint
from .logs import trace_of
from .parameters import unsupported_media_type
from .platform import TOO_LARGE, Head, Reply
from .problems import MEDIA_TYPE, Problem
from .rate_limits import GUESSES, count_guess
from .reports import report
from .responses import Ready, Relayed, Response, Stream
from .routing import NO_PARAMETERS, Router
from .streaming import body_of
from .worker import Worker

MAX_HEADS = 256
NO_STORE = "cache-control: no-store\n"
ProblemPage = Callable[[Problem, Any], Response]
"""Makes a page of a problem and its context, for who looks at the worker in a browser."""


class Answers:
    """What a worker answers; a bridge calls the methods in the order in which they stand here."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.router: Router[Endpoint] = Router()
        self.fallback: Endpoint | None = None
        self.cors = Cors("")
        self.problem_page: ProblemPage | None = None
        self._sessions = worker.sessions
        self._heads: dict[tuple[str, str], Head] = {}
        self._ready_heads: dict[tuple[str, str], Head] = {}

    def route(self, ctx: Context[Any]) -> Endpoint:
        """The endpoint for a request; raises ``Problem`` 401, 403, 404, 405 or 415."""
        if ctx.method == "OPTIONS":
            return PREFLIGHT
        found, ctx.path_parameters = self._find(ctx)
        if found.guard is not None:
            try:
                found.guard(ctx)
            except WrongToken:
                if self.worker.bindings[GUESSES] is None:
                    raise
                return GUESSED
        if found.body is not None and not found.body.accepts(ctx.content_type):
            raise unsupported_media_type(found.body, ctx.content_type)
        return found

    def _find(self, ctx: Context[Any]) -> tuple[Endpoint, dict[str, str]]:
        try:
            return self.router.find(ctx.method, ctx.path)
        except Problem as problem:
            if problem.status != 404 or self.fallback is None:
                raise
            return self.fallback, NO_PARAMETERS

    def body(self, ctx: Context[Any], found: Endpoint, data: Any, error: str | None) -> Any:
        """The validated body; raises ``Problem`` 400, 413 or 422."""
        if error == TOO_LARGE:
            raise Problem(413, f"The body is too large; the limit is {found.max_body:,} bytes.")
        if error == "not-utf-8":
            raise Problem(400, "The body is not valid UTF-8; send it in UTF-8.")
        if error is not None:
            raise Problem(400, "The body could not be read to its end; send it again.")
        assert found.body is not None
        if found.body.adapter is None:
            return data
        ctx.body_text = data
        if not data and found.body.optional:
            return None
        if not data:
            raise Problem(400, "The body is empty; send JSON.")
        if json_bodies.is_form(ctx.content_type):
            data = json_bodies.of_form(data)
        return json_bodies.validated(found.body.adapter, data)

    async def complete(
        self, ctx: Context[Any], found: Endpoint, work: Coroutine[Any, Any, Any]
    ) -> Reply:
        """Await a handler and make its answer, whatever happens."""
        try:
            value = await work
        except Exception as error:
            return self.failure(ctx, error)
        return self.reply(ctx, found, value)

    def reply(self, ctx: Context[Any], found: Endpoint, value: Any) -> Reply:
        """The answer out of what a handler gave."""
        try:
            if found is PREFLIGHT:
                return self._preflight(ctx)
            if isinstance(value, Response):
                return self._reply_response(ctx, found, value)
            body = None if value is None else found.text(value)
        except Exception as error:
            return self.failure(ctx, error)
        media_type = "" if body is None else found.media_type
        more = self._bookmark(ctx) if self._sessions else ""
        if found.is_private:
            more += NO_STORE
        return found.status, body, self._head(media_type, ctx), more

    def failure(self, ctx: Context[Any], error: Exception) -> Reply:
        """The answer for an exception: a problem as it is, anything else a 500 without details."""
        trace = ""
        if not isinstance(error, Problem):
            trace = trace_of(error)
            ctx.log.exception("unhandled", error)
            error = Problem(500, "Something went wrong here; it has been reported.")
        if error.status >= 500:
            report(ctx, error.status, trace=trace)
        if self.problem_page is not None and "text/html" in (ctx.header("accept") or ""):
            return self._problem_page(ctx, error, self.problem_page(error, ctx))
        body = error.body(ctx.path, ctx.request_id)
        return error.status, body, self._head(MEDIA_TYPE, ctx), _lines(error.headers)

    def _problem_page(self, ctx: Context[Any], problem: Problem, page: Response) -> Reply:
        head = self._head(page.media_type or "", ctx)
        return problem.status, page.body, head, _lines({**page.headers, **problem.headers})

    def _reply_response(self, ctx: Context[Any], found: Endpoint, response: Response) -> Reply:
        if type(response) is Ready:
            return self._reply_ready(ctx, response)
        more = _lines(response.headers) if response.headers else ""
        if isinstance(response, Relayed):
            more += response.lines
        if found.is_private and "cache-control:" not in more:
            more += NO_STORE
        if self._sessions:
            more += self._bookmark(ctx)
        body = response.body
        if isinstance(body, bytes):
            body = ctx.bridge.buffer(body)
        elif isinstance(response, Stream):
            body = body_of(response, ctx)
        if response.status >= 500:
            report(ctx, response.status)
        return response.status, body, self._head(response.media_type or "", ctx), more

    def _reply_ready(self, ctx: Context[Any], ready: Ready) -> Reply:
        if ready.kept is None:
            ready.kept = ctx.bridge.keep(ready.body)
        head = self._head(f"{ready.media_type}{ready.lines}", ctx, self._ready_heads)
        return ready.status, ready.kept, head, self._bookmark(ctx) if self._sessions else ""

    def _preflight(self, ctx: Context[Any]) -> Reply:
        methods = ", ".join(self.router.methods(ctx.path))
        requested = ctx.header("access-control-request-headers") or ""
        head = self.cors.preflight(ctx.origin, methods, requested)
        return 204, None, head, ""

    def _head(
        self, media_type: str, ctx: Context[Any], heads: dict[tuple[str, str], Head] | None = None
    ) -> Head:
        """The head of an answer: its type, with what else always goes with it, and its CORS."""
        known = self._heads if heads is None else heads
        key = (media_type, ctx.origin)
        head = known.get(key)
        if head is None:
            head = self._make_head(media_type, ctx)
            if len(known) < MAX_HEADS:
                known[key] = head = ctx.bridge.head(head) if ctx.bridge else head
        return head

    def _make_head(self, media_type: str, ctx: Context[Any]) -> str:
        lines = self.cors.lines(ctx.origin)
        return f"content-type: {media_type}\n{lines}" if media_type else lines

    def _bookmark(self, ctx: Context[Any]) -> str:
        bookmark = ctx.bookmark
        return f"x-d1-bookmark: {bookmark}\n" if bookmark else ""


def _lines(headers: Any) -> str:
    """Header lines; a line break in a value would start a header of its own, so it is taken out."""
    text = ""
    for name, value in headers.items():
        for item in value if isinstance(value, list) else (value,):
            clean = str(item).replace("\r", " ").replace("\n", " ")
            text += f"{name.lower()}: {clean}\n"
    return text


def _preflight_handler() -> None:
    """Answer a CORS preflight request."""


async def _refuse_guess(ctx: Context[Any]) -> None:
    """Count a wrong token, and refuse it."""
    await count_guess(ctx)
    raise WrongToken


GUESSED = endpoint("*", "*", _refuse_guess, {})
PREFLIGHT = endpoint("OPTIONS", "*", _preflight_handler, {"status": 204})
