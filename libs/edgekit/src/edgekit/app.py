"""A worker: its routes, events and services, and the handlers that the runtime calls.

::

    app = App("valuation", version="1.0.0", summary="Property value estimates.", services=Services)

    @app.post("/api/quick")
    async def quick(body: QuickRequest, ctx: Context[Services]) -> Estimate: ...

    on_fetch = app.on_fetch
"""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, get_type_hints

from . import health, openapi
from .auth import require_bearer
from .cache import Flight
from .context import Context
from .cors import Cors
from .database import Database
from .endpoints import Endpoint, endpoint
from .events import Events
from .logs import trace_of
from .outbox import Outbox
from .parameters import unsupported_media_type
from .platform import Bridge, Head, connect
from .problems import MEDIA_TYPE, Problem, from_invalid_json
from .reports import report
from .responses import Response
from .routing import Router
from .services import Service, bound

H = TypeVar("H", bound=Callable[..., Any])
Reply = tuple[int, Any, Head, str]
"""Status, body, head, and further header lines."""

DEFAULT_SLOW_MS = 250
MAX_HEADS = 256


class App(Events):
    """One worker. Build it at import; nothing here touches JavaScript before the first request.

    ``services`` is a class whose annotations name the services that may be called. ``essential``
    names the bindings without which the worker cannot do its one job. ``sessions`` reads D1 through
    replica sessions and answers with ``X-D1-Bookmark``.
    """

    def __init__(
        self,
        name: str,
        *,
        version: str = "0.0.0",
        summary: str = "",
        services: type | None = None,
        cors: str | None = None,
        essential: tuple[str, ...] = ("DB",),
        sessions: bool = False,
    ) -> None:
        super().__init__()
        self.name, self.version, self.summary = name, version, summary
        self.services: dict[str, type[Service]] = get_type_hints(services) if services else {}
        self.bound_services = bound(self.services)
        self.essential = essential
        self.sessions = sessions
        self.flights: dict[str, Flight] = {}
        self.databases: dict[str, Database] = {}
        self.router: Router[Endpoint] = Router()
        self._origins = cors
        self._cors = Cors("")
        self.bridge: Bridge | None = None
        self.bindings = Bindings(None)
        self._heads: dict[tuple[str, str], Head] = {}
        self._openapi: str | None = None
        self.on_fetch = self._handler()
        self._add_own_routes()

    # Routes

    def route_for(self, method: str, path: str, **options: Any) -> Callable[[H], H]:
        """Serve ``method path``; see ``Endpoint`` for the options."""

        def add(handler: H) -> H:
            self.router.add(method, path, endpoint(method, path, handler, options))
            return handler

        return add

    def get(self, path: str, **options: Any) -> Callable[[H], H]:
        """Serve ``GET`` (and ``HEAD``)."""
        return self.route_for("GET", path, **options)

    def post(self, path: str, **options: Any) -> Callable[[H], H]:
        """Serve ``POST``."""
        return self.route_for("POST", path, **options)

    def put(self, path: str, **options: Any) -> Callable[[H], H]:
        """Serve ``PUT``."""
        return self.route_for("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> Callable[[H], H]:
        """Serve ``PATCH``."""
        return self.route_for("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> Callable[[H], H]:
        """Serve ``DELETE``."""
        return self.route_for("DELETE", path, **options)

    def _add_own_routes(self) -> None:
        @self.get("/health", also=(503,), tags=("operations",))
        async def read_health(ctx: Context[Any], deep: bool = False) -> health.Health | Response:
            """Whether the worker is up; ``deep=1`` also tries each of its bindings."""
            return await health.check(ctx, deep=deep)

        @self.get("/openapi.json", hidden=True)
        def read_openapi() -> Response:
            """This document."""
            return Response(self.openapi(), media_type="application/json")

    def openapi(self) -> str:
        """The worker's OpenAPI 3.1 document as JSON text."""
        if self._openapi is None:
            self._openapi = openapi.document(self)
        return self._openapi

    # The environment

    def outbox_for(self, ctx: Context[Any]) -> Outbox:
        """The outbox, with the deliveries that this app declares."""
        return Outbox(ctx, self.topics)

    # The runtime's entry points

    def _handler(self) -> Callable[[Any, Any, Any], Any]:
        def on_fetch(request: Any, env: Any, context: Any) -> Any:
            if self.bridge is None:
                return self.fetch(request, env, context)
            return self.bridge.serve(self, request, context)

        on_fetch.__signature__ = ()  # type: ignore[attr-defined]
        return on_fetch

    async def fetch(self, request: Any, env: Any, context: Any) -> Any:
        """Answer a request from within a coroutine; gives the JavaScript response."""
        bridge = await self._connect(env)
        return await bridge.enter(self, request, context)

    async def _connect(self, env: Any) -> Bridge:
        if self.bridge is None:
            bindings = self.configure(env)
            slow_ms = int(bindings["SLOW_MS"] or DEFAULT_SLOW_MS)
            quiet = (bindings["LOG_LEVEL"] or "info") != "info"
            bridge = await connect(self, env, slow_ms, quiet)
            self.bridge = self.bridge or bridge
        return self.bridge

    def configure(self, env: Any) -> "Bindings":
        """Take the environment: its bindings, and the origins that it allows."""
        self.bindings = bindings = Bindings(env)
        self._cors = Cors(str(self._origins or bindings["ALLOWED_ORIGINS"] or ""))
        return bindings

    async def on_scheduled(self, controller: Any, env: Any, context: Any) -> None:
        """Run the scheduled handler: the module-level handler that the runtime calls."""
        bridge = await self._connect(env)
        ctx = self.event_context("cron", controller.scheduledTime, context)
        await bridge.run(self.run_scheduled(ctx, controller.cron))

    async def on_queue(self, batch: Any, env: Any, context: Any) -> None:
        """Run the consumer of a queue: the module-level handler that the runtime calls."""
        bridge = await self._connect(env)
        ctx = self.event_context("queue", 0, context)
        await bridge.run(self.run_queue(ctx, batch))

    def entrypoint(self) -> type:
        """The same as a class, ``Default``, for those who want RPC methods beside ``fetch``."""
        from .entrypoint import entrypoint_class

        return entrypoint_class(self)

    # The path of a request, in the order in which the bridge calls it

    def route(self, ctx: Context[Any]) -> Endpoint:
        """The endpoint for a request; raises ``Problem`` 401, 403, 404, 405 or 415."""
        if ctx.method == "OPTIONS":
            return PREFLIGHT
        found, ctx.path_parameters = self.router.find(ctx.method, ctx.path)
        if found.admin:
            require_bearer(ctx.authorization, ctx.secret("ADMIN_TOKEN"))
        if found.body is not None and not found.body.accepts(ctx.content_type):
            raise unsupported_media_type(found.body, ctx.content_type)
        return found

    def body(self, ctx: Context[Any], found: Endpoint, data: Any, error: str | None) -> Any:
        """The validated body; raises ``Problem`` 400, 413 or 422."""
        if error == "too-large":
            raise Problem(413, f"The body is too large; the limit is {found.max_body:,} bytes.")
        if error == "not-utf-8":
            raise Problem(400, "The body is not valid UTF-8; send it in UTF-8.")
        if error is not None:
            raise Problem(400, "The body could not be read to its end; send it again.")
        assert found.body is not None
        if found.body.adapter is None:
            return data
        ctx.body_text = data
        if not data:
            raise Problem(400, "The body is empty; send JSON.")
        try:
            return found.body.adapter.validator.validate_json(data)
        except ValueError as invalid:
            raise from_invalid_json(invalid, "body", data) from invalid  # type: ignore[arg-type]

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
                return self._reply_response(ctx, value)
            body = None if value is None else found.text(value)
        except Exception as error:
            return self.failure(ctx, error)
        media_type = "" if body is None else found.media_type
        more = self._bookmark(ctx) if self.sessions else ""
        return found.status, body, self._head(media_type, ctx), more

    def failure(self, ctx: Context[Any], error: Exception) -> Reply:
        """The answer for an exception: a problem as it is, anything else a 500 without details."""
        trace = ""
        if not isinstance(error, Problem):
            trace = trace_of(error)
            ctx.log.exception("unhandled", error)
            error = Problem(500, "Something went wrong here; it has been reported.")
        if error.status >= 500:
            report(ctx, error.status, ctx.elapsed_ms(), trace)
        body = error.body(ctx.path, ctx.request_id)
        return error.status, body, self._head(MEDIA_TYPE, ctx), _lines(error.headers)

    def _reply_response(self, ctx: Context[Any], response: Response) -> Reply:
        more = _lines(response.headers) if response.headers else ""
        if self.sessions:
            more += self._bookmark(ctx)
        body = response.body
        if isinstance(body, bytes):
            body = ctx.bridge.buffer(body)
        if response.status >= 500:
            report(ctx, response.status, ctx.elapsed_ms())
        return response.status, body, self._head(response.media_type or "", ctx), more

    def _preflight(self, ctx: Context[Any]) -> Reply:
        methods = ", ".join(self.router.methods(ctx.path))
        requested = ctx.header("access-control-request-headers") or ""
        head = self._cors.preflight(ctx.origin, methods, requested)
        return 204, None, head, ""

    def _head(self, media_type: str, ctx: Context[Any]) -> Head:
        key = (media_type, ctx.origin)
        head = self._heads.get(key)
        if head is None:
            head = self._make_head(media_type, ctx)
            if len(self._heads) < MAX_HEADS:
                self._heads[key] = head = ctx.bridge.head(head) if ctx.bridge else head
        return head

    def _make_head(self, media_type: str, ctx: Context[Any]) -> str:
        lines = self._cors.lines(ctx.origin)
        return f"content-type: {media_type}\n{lines}" if media_type else lines

    def _bookmark(self, ctx: Context[Any]) -> str:
        bookmark = ctx.bookmark
        return f"x-d1-bookmark: {bookmark}\n" if bookmark else ""


class Bindings(dict[str, Any]):
    """Bindings, vars and secrets by name, ``None`` where there is none, each read once.

    They never change within an isolate.
    """

    def __init__(self, env: Any) -> None:
        super().__init__()
        self._env = env

    def __missing__(self, name: str) -> Any:
        self[name] = value = getattr(self._env, name, None)
        return value

    def names(self) -> list[str]:
        """The names of all that the environment holds."""
        return [name for name in dir(self._env) if name.isupper()]


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


PREFLIGHT = endpoint("OPTIONS", "*", _preflight_handler, {"status": 204})
