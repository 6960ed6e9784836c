"""The control endpoints under ``/__fleet``: what runs, what was sent, and how to break it."""

from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from fleet.dev import sql, stand_ins
from fleet.dev.asked import BatchBody, FaultBody, RuleBody, body_of, moment_of, number_of
from fleet.dev.engine import Engine
from fleet.dev.gate import RETRY_SECONDS
from fleet.dev.guard import Guard
from fleet.dev.outbox import Rule
from fleet.dev.pages import console_routes
from fleet.dev.posting import post_event
from pyworkerd import CallError, PyworkerdError, WorkerInfo

Endpoint = Callable[[Request], Awaitable[Response]]
FLUSH_MS = 30_000
USAGE_FILTERS = ("worker", "event", "request_id")
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"


def control_app(engine: Engine) -> Starlette:
    """Return the ASGI application that serves a fleet's control endpoints."""
    control = _Control(engine)
    errors: dict[Any, Callable[[Request, Any], Awaitable[Response]]] = {
        HTTPException: _refused,
        ValidationError: _invalid,
        PyworkerdError: _failed,
    }
    guard = Middleware(Guard, host=engine.options.host)
    return Starlette(routes=control.routes(), middleware=[guard], exception_handlers=errors)


class _Control:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self) -> list[BaseRoute]:
        def at(path: str, endpoint: Any, *methods: str) -> Route:
            return Route(f"/__fleet{path}", endpoint, methods=list(methods) or ["GET"])

        return [
            *console_routes(self._engine),
            at("/ready", self.ready),
            at("/gate", self.gate),
            at("/workers", self.workers),
            at("/logs", self.logs),
            at("/requests", self.requests),
            at("/usage", self.usage),
            at("/outbox", self.outbox),
            at("/outbox", self.clear_outbox, "DELETE"),
            at("/outbox/rules", self.add_rule, "POST"),
            at("/outbox/rules", self.clear_rules, "DELETE"),
            at("/providers/{provider}/events", self._started(self.post_event), "POST"),
            at("/providers/{provider}/api/{path:path}", self.provider, *stand_ins.METHODS),
            at("/cron/{worker}", self._started(self.cron), "POST"),
            at("/queues/flush", self._started(self.flush), "POST"),
            at("/faults", self.faults),
            at("/faults", self._started(self.add_fault), "POST"),
            at("/faults", self._started(self.clear_faults), "DELETE"),
            at("/d1/{worker}", self._started(self.d1)),
            at("/d1/{worker}", self._started(self.d1_batch), "POST"),
            at("/kv/{worker}", self._started(self.kv)),
            at("/reset", self._started(self.reset), "POST"),
        ]

    def _started(self, endpoint: Endpoint) -> Endpoint:
        """Let an endpoint that needs the workers wait until they are there."""

        async def waiting(request: Request) -> Response:
            return await endpoint(request) if await self._engine.gate.passed() else _later()

        return waiting

    async def ready(self, _: Request) -> Response:
        health = self._engine.health
        count = len(self._engine.roster.names)
        told = {"ready": health.ready, "workers": count, "failing": health.failing}
        return JSONResponse(told, 200 if health.ready else 503)

    async def gate(self, _: Request) -> Response:
        """Answer once the workers may be asked: for the public port, before its first request."""
        return Response(status_code=204) if await self._engine.gate.passed() else _later()

    async def workers(self, _: Request) -> Response:
        stats = await self._engine.runtime.stats() if self._engine.workers else {}
        told = [self._worker(info, stats) for info in self._engine.workers.values()]
        return JSONResponse(told)

    async def logs(self, request: Request) -> Response:
        since, worker = number_of(request, "since"), self._worker_asked_for(request)
        await self._engine.heard()
        return JSONResponse(self._engine.journal.logs(since, worker))

    async def requests(self, request: Request) -> Response:
        since, worker = number_of(request, "since"), self._worker_asked_for(request)
        await self._engine.heard()
        requests = self._engine.journal.requests(since, worker)
        return JSONResponse(list((await self._engine.usage()).with_requests(requests)))

    async def usage(self, request: Request) -> Response:
        asked = {name: request.query_params.get(name, "") for name in USAGE_FILTERS}
        self._worker_asked_for(request)
        return JSONResponse([vars(each) for each in (await self._engine.usage()).list(**asked)])

    async def outbox(self, request: Request) -> Response:
        provider, worker = request.query_params.get("provider", ""), self._worker_asked_for(request)
        if provider and not self._engine.outbox.directory.called(provider):
            raise HTTPException(404, self._no_provider(provider))
        try:
            since = request.query_params.get("since", "")
            listed = self._engine.outbox.list(provider, worker, since)
        except ValueError as error:
            raise HTTPException(400, "since is neither a time in RFC 3339 nor an id.") from error
        return JSONResponse(listed)

    async def clear_outbox(self, _: Request) -> Response:
        self._engine.outbox.clear()
        return Response(status_code=204)

    async def add_rule(self, request: Request) -> Response:
        rule = await body_of(request, RuleBody)
        is_host = "." in rule.provider or rule.provider == "localhost"
        if not is_host and not self._engine.outbox.directory.called(rule.provider):
            raise HTTPException(422, self._no_provider(rule.provider))
        self._engine.outbox.add_rule(Rule(**rule.model_dump()))
        return JSONResponse(rule.model_dump(), 201)

    async def clear_rules(self, _: Request) -> Response:
        self._engine.outbox.clear_rules()
        return Response(status_code=204)

    async def post_event(self, request: Request) -> Response:
        return await post_event(self._engine, request)

    async def provider(self, request: Request) -> Response:
        return await stand_ins.answer(self._engine.outbox, request)

    async def cron(self, request: Request) -> Response:
        info = self._info(request.path_params["worker"])
        cron = request.query_params.get("cron") or next(iter(info.crons), "")
        if cron not in info.crons:
            known = " or ".join(info.crons) or "none at all"
            raise HTTPException(404, f"{info.name} has no schedule {cron!r}; it has {known}.")
        at = moment_of(request.query_params.get("at"))
        result = await self._engine.fire(info.name, cron, at)
        told = {"worker": info.name, "cron": cron, "at": at.isoformat().replace("+00:00", "Z")}
        return JSONResponse(told | result, 200 if result["outcome"] == "ok" else 500)

    async def flush(self, _: Request) -> Response:
        try:
            result = await self._engine.runtime.queue_flush(FLUSH_MS)
        except CallError as error:
            raise HTTPException(504, str(error)) from error
        return JSONResponse({"flushed": True} | (result if isinstance(result, dict) else {}))

    async def add_fault(self, request: Request) -> Response:
        fault = await body_of(request, FaultBody)
        self._info(fault.worker)
        await self._engine.runtime.fault(fault.worker, fault.mode, fault.times)
        return JSONResponse(fault.model_dump(), 201)

    async def faults(self, _: Request) -> Response:
        return JSONResponse(await self._engine.runtime.faults() if self._engine.workers else [])

    async def clear_faults(self, request: Request) -> Response:
        worker = request.query_params.get("worker")
        await self._engine.runtime.clear_faults(self._info(worker).name if worker else None)
        return Response(status_code=204)

    async def d1(self, request: Request) -> Response:
        info, binding = self._store(request, "d1")
        statement = request.query_params.get("sql", TABLES)
        if not sql.is_read(statement):
            raise HTTPException(
                403, "Only one reading statement is run here: SELECT, WITH, EXPLAIN or table_info."
            )
        try:
            rows = await self._engine.runtime.d1(info.name, binding).query(statement)
        except CallError as error:
            raise HTTPException(400, str(error)) from error
        return JSONResponse(rows)

    async def d1_batch(self, request: Request) -> Response:
        """Run statements in one transaction: for ``fleet seed``."""
        info, binding = self._store(request, "d1")
        batch = await body_of(request, BatchBody)
        statements = [(each.sql, each.params) for each in batch.statements]
        try:
            rows = await self._engine.runtime.d1(info.name, binding).batch(statements)
        except CallError as error:
            raise HTTPException(400, str(error)) from error
        return JSONResponse(rows)

    async def kv(self, request: Request) -> Response:
        info, binding = self._store(request, "kv")
        store = self._engine.runtime.kv(info.name, binding)
        after = request.query_params.get("after", "")
        listed = await store.list(request.query_params.get("prefix", ""))
        keys = [key for key in listed if key["name"] > after][: number_of(request, "limit") or None]
        return JSONResponse([key | {"value": await store.get(key["name"])} for key in keys])

    async def reset(self, _: Request) -> Response:
        await self._engine.reset()
        return Response(status_code=204)

    def _worker(self, info: WorkerInfo, stats: dict[str, Any]) -> dict[str, Any]:
        record = self._engine.journal.workers[info.name]
        counted = stats.get(info.name, {})
        return {
            "name": info.name,
            "url": info.url,
            "status": record.status,
            "error": record.error,
            "private": info.name in self._private,
            "bindings": [vars(binding) for binding in info.bindings],
            "calls": list(info.calls),
            "crons": list(info.crons),
            "boot_ms": record.boot_ms,
            "rss": counted.get("rss"),
            "requests": record.requests if record.logs_requests else counted.get("requests", 0),
            "errors": max(record.errors, counted.get("errors", 0)),
            "p50_ms": record.percentile(0.5),
            "p99_ms": record.percentile(0.99),
        }

    @property
    def _private(self) -> set[str]:
        return {worker.name for worker in self._engine.roster.wanted.values() if worker.private}

    def _no_provider(self, name: str) -> str:
        known = ", ".join(each.name for each in self._engine.outbox.directory.stand_ins)
        return f"There is no provider {name}; there are {known}."

    def _worker_asked_for(self, request: Request) -> str:
        """Return the worker whose entries are wanted, or nothing for all; it may be gone by now."""
        name = request.query_params.get("worker", "")
        return name if not name or name in self._engine.journal.workers else self._info(name).name

    def _info(self, name: str) -> WorkerInfo:
        try:
            return self._engine.runtime.worker(name)
        except KeyError as error:
            raise HTTPException(404, str(error.args[0])) from error

    def _store(self, request: Request, kind: str) -> tuple[WorkerInfo, str]:
        info = self._info(request.path_params["worker"])
        binding = info.binding(kind, request.query_params.get("binding"))
        if binding is None:
            raise HTTPException(404, f"{info.name} has no such {kind.upper()} binding.")
        return info, binding.name


def _later() -> Response:
    problem = _problem(503, "fleet dev is still starting: come back in a moment.")
    problem.headers["retry-after"] = str(RETRY_SECONDS)
    return problem


async def _refused(_: Request, error: HTTPException) -> Response:
    return _problem(error.status_code, error.detail)


async def _invalid(_: Request, error: ValidationError) -> Response:
    said = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
    return _problem(422, said)


async def _failed(_: Request, error: PyworkerdError) -> Response:
    return _problem(502, str(error))


def _problem(status: int, detail: str) -> Response:
    problem = {"type": "about:blank", "status": status, "detail": detail, "error": detail}
    return JSONResponse(problem, status, media_type="application/problem+json")
