"""A worker: its routes, events and services, and the handlers that the runtime calls.

::

    app = App("valuation", version="1.0.0", summary="Property value estimates.", services=Services)

    @app.post("/api/quick")
    async def quick(body: QuickRequest, ctx: Context[Services]) -> Estimate: ...

    on_fetch = app.on_fetch
"""

from collections.abc import Callable
from typing import Any, TypeVar, get_type_hints

from . import health, openapi
from .answers import Answers, ProblemPage
from .bindings import Bindings
from .context import Context
from .cors import Cors
from .endpoints import endpoint
from .events import Events
from .platform import Bridge
from .platform.connection import connect
from .reports import report_vars
from .responses import Response
from .services import Service, bound
from .vars import Vars
from .worker import Worker

H = TypeVar("H", bound=Callable[..., Any])


class App(Events):
    """One worker. Build it at import; nothing here touches JavaScript before the first request.

    ``services`` is a class whose annotations name the services that may be called, ``vars`` one
    that declares the worker's vars. ``essential`` names the bindings without which the worker
    cannot do its one job. ``sessions`` reads D1 through replica sessions and answers with
    ``X-D1-Bookmark``. ``document`` is the path of the OpenAPI document.
    """

    def __init__(
        self,
        name: str,
        *,
        version: str = "0.0.0",
        summary: str = "",
        services: type | None = None,
        vars: type[Vars] = Vars,  # noqa: A002 - what wrangler.jsonc calls them
        cors: str | None = None,
        essential: tuple[str, ...] = ("DB",),
        sessions: bool = False,
        document: str = "/openapi.json",
    ) -> None:
        self.name, self.version, self.summary = name, version, summary
        self.services: dict[str, type[Service]] = get_type_hints(services) if services else {}
        self.vars_type = vars
        worker = Worker(
            name,
            version=version,
            essential=essential,
            sessions=sessions,
            services=bound(self.services),
            calls=tuple(service.binding for service in self.services.values()),
            vars=vars(lambda _: None),
        )
        super().__init__(worker)
        self.answers = Answers(worker)
        self.router = self.answers.router
        self._origins = cors
        self._document = document
        self._openapi: str | None = None
        self._on_fetch = self._handler()
        self._add_own_routes()

    # Routes

    def route_for(self, method: str, path: str, **options: Any) -> Callable[[H], H]:
        """Serve ``method path``; see ``Endpoint`` for the options.

        Raises ``TypeError`` for a daily limit that is no declared var.
        """

        self._check_daily_limit(options.get("daily_limit"))

        def add(handler: H) -> H:
            self.router.add(method, path, endpoint(method, path, handler, options))
            self._openapi = None
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

    def fallback(self, handler: H) -> H:
        """Serve every method and path that no route has; no part of the OpenAPI document."""
        self.answers.fallback = endpoint("*", "*", handler, {})
        return handler

    def problem_page(self, page: ProblemPage) -> ProblemPage:
        """Answer browsers (``Accept: text/html``) with this page where a problem is the answer."""
        self.answers.problem_page = page
        self._openapi = None
        return page

    def _check_daily_limit(self, variable: str | None) -> None:
        declared = self.vars_type.declared.get(variable or "")
        if variable and not (declared and declared.is_whole_number):
            raise TypeError(
                f"{self.name} has a daily limit {variable}: declare that var as an int in its Vars."
            )

    def _add_own_routes(self) -> None:
        @self.get("/health", also=(503,), tags=("operations",))
        async def read_health(
            ctx: Context[Any], deep: bool = False, services: bool = True
        ) -> health.Health | Response:
            """Whether the worker is up; ``deep=1`` also tries each of its bindings.

            With ``services=0`` it tries its own only, and no other worker.
            """
            return await health.check(ctx, deep=deep, services=services)

        @self.get(self._document, hidden=True)
        def read_openapi() -> Response:
            """This document."""
            return Response(self.openapi(), media_type="application/json")

    def openapi(self) -> str:
        """The worker's OpenAPI 3.1 document as JSON text."""
        if self._openapi is None:
            info = {"title": self.name, "version": self.version, "description": self.summary}
            self._openapi = openapi.document(
                self.router, info, paged=self.answers.problem_page is not None
            )
        return self._openapi

    # The runtime's entry points

    @property
    def on_fetch(self) -> Callable[[Any, Any, Any], Any]:
        """The module-level handler that the runtime calls; read it when all routes are there.

        That makes the OpenAPI document (10 to 70 ms of CPU, a tenth of a worker's start), so that
        it is in Cloudflare's snapshot and no request waits for it.
        """
        self.openapi()
        return self._on_fetch

    def _handler(self) -> Callable[[Any, Any, Any], Any]:
        worker = self.worker

        def on_fetch(request: Any, env: Any, context: Any) -> Any:
            if worker.bridge is None:
                return self.fetch(request, env, context)
            return worker.bridge.serve(request, context)

        on_fetch.__signature__ = ()  # type: ignore[attr-defined]
        return on_fetch

    async def fetch(self, request: Any, env: Any, context: Any) -> Any:
        """Answer a request from within a coroutine; gives the JavaScript response."""
        bridge = await self._connect(env, context)
        return await bridge.enter(request, context)

    async def _connect(self, env: Any, context: Any) -> Bridge:
        worker = self.worker
        if worker.bridge is None:
            self.configure(env)
            bridge = await connect(self.answers, worker.vars)
            if worker.bridge is None:
                worker.bridge = bridge
                if worker.vars.faults:
                    await bridge.run(self._tell_faults(context))
        return worker.bridge

    async def _tell_faults(self, context: Any) -> None:
        report_vars(self.event_context("start", 0, context))

    def configure(self, env: Any) -> None:
        """Take the environment: its bindings and vars, and the origins that it allows."""
        worker = self.worker
        worker.bindings = bindings = Bindings(env)
        worker.vars = self.vars_type(bindings.__getitem__)
        self.answers.cors = Cors(self._origins or ",".join(worker.vars.allowed_origins))

    async def on_scheduled(self, controller: Any, env: Any, context: Any) -> None:
        """Run the scheduled handler: the module-level handler that the runtime calls."""
        bridge = await self._connect(env, context)
        ctx = self.event_context("cron", controller.scheduledTime, context)
        await bridge.run(self.run_scheduled(ctx, controller.cron))

    async def on_queue(self, batch: Any, env: Any, context: Any) -> None:
        """Run the consumer of a queue: the module-level handler that the runtime calls."""
        bridge = await self._connect(env, context)
        ctx = self.event_context("queue", 0, context)
        await bridge.run(self.run_queue(ctx, batch))

    def entrypoint(self) -> type:
        """The same as a class, ``Default``, for those who want RPC methods beside ``fetch``."""
        from .entrypoint import entrypoint_class

        self.openapi()
        return entrypoint_class(self)
