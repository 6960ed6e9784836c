"""A whole worker under CPython: its own routes, SQL and outbox, over SQLite in memory.

D1's semantics hold (a batch is one transaction; other work may run between statements), time is the
test's, and other workers and providers are functions. What needs the real runtime is tested there.
"""

import asyncio
import importlib.util
import inspect
import json
import sqlite3
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import httpx
import pytest

from edgekit import App
from edgekit.facts import FACT_HEADERS
from edgekit.platform import Fetched, PlatformError

ROOT = Path(__file__).resolve().parents[2]
START_MS = 4_000_000_000_000  # 2096: no test meets the machine's own clock


class Call(NamedTuple):
    """A request that the worker made."""

    method: str
    url: str
    headers: dict[str, str]
    body: Any


class Answer(NamedTuple):
    """An answer, of the worker or to it."""

    status: int
    body: Any = None
    headers: dict[str, str] = {}  # noqa: RUF012 - never changed

    @property
    def text(self) -> str:
        return self.body if isinstance(self.body, str) else json.dumps(self.body)


Responder = Callable[[Call], Answer]


class InMemoryBridge:
    """The runtime, as far as a worker sees it."""

    def __init__(self, worker: "InMemoryWorker") -> None:
        self._worker = worker

    async def query(self, database: Any, kind: str, sql: str, params: Sequence[Any]) -> Any:
        await asyncio.sleep(0)
        rows, changes = self._execute(sql, params)
        if kind == "run":
            return json.dumps({"changes": changes})
        if kind == "first":
            return json.dumps(rows[0]) if rows else None
        return json.dumps(rows)

    async def batch(self, database: Any, statements: Sequence[tuple[str, Sequence[Any]]]) -> str:
        await asyncio.sleep(0)
        connection = self._worker.db
        connection.execute("BEGIN")
        try:
            rows = [self._execute(sql, params)[0] for sql, params in statements]
        except PlatformError:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return json.dumps(rows)

    def _execute(self, sql: str, params: Sequence[Any]) -> tuple[list[dict[str, Any]], int]:
        try:
            cursor = self._worker.db.execute(sql, tuple(params))
        except sqlite3.IntegrityError as error:
            raise PlatformError(f"D1_ERROR: {error}: SQLITE_CONSTRAINT") from error
        return [dict(row) for row in cursor.fetchall()], cursor.rowcount

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
        await asyncio.sleep(0)
        call = Call(method, url, json.loads(headers), json.loads(body) if body else None)
        host = url.split("/")[2]
        self._worker.calls.append(call)
        answer = self._worker.answer_of(host, call)
        found = [answer.headers.get(name, "") for name in wanted.split()]
        return Fetched(answer.status, found, answer.text)

    async def sleep(self, seconds: float) -> None:
        self._worker.now_ms += round(seconds * 1000)
        await asyncio.sleep(0)

    def hold(self, context: Any, work: Coroutine[Any, Any, None]) -> None:
        self._worker.background.append(asyncio.ensure_future(work))


class InMemoryWorker:
    """One worker. ``responders`` answer its calls, by host; ``now_ms`` is the time."""

    def __init__(self, name: str, database: str, **variables: str) -> None:
        self.now_ms = START_MS
        self.calls: list[Call] = []
        self.background: list[asyncio.Task[None]] = []
        self.responders: dict[str, Responder] = {}
        self.db = _migrated(database)
        self.app = _load(name)
        services = {service.binding: service.worker for service in self.app.services.values()}
        environment = {"DB": "d1", "ADMIN_TOKEN": "t0ken", "SLOW_MS": "99999999999999"}
        self.app.configure(SimpleNamespace(**environment, **services, **variables))
        self.app._bridge = InMemoryBridge(self)  # type: ignore[assignment]

    def answer_of(self, host: str, call: Call) -> Answer:
        """What the other side says; a host that nobody plays can't be reached."""
        if host not in self.responders:
            raise PlatformError(f"{host} is not there")
        return self.responders[host](call)

    async def request(
        self, method: str, path: str, body: Any = None, *, token: str = "t0ken", **headers: str
    ) -> Answer:
        """Take a request through the worker, as the runtime does."""
        app = self.app
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given |= {"content-type": "application/json"}
        given |= {"authorization": f"Bearer {token}"} if token else {}
        facts = [method, f"https://worker{path}", str(self.now_ms), "", "req"]
        facts += [given.get(name, "") for name in FACT_HEADERS]
        ctx = app.context(facts, SimpleNamespace(headers=httpx.Headers(given)), object())
        try:
            endpoint = app.route(ctx)
            data = app.body(ctx, endpoint, _text(body), None) if endpoint.body else None
            reply = await app.complete(ctx, endpoint, endpoint.invoke(ctx, data))
        except Exception as error:
            reply = app.failure(ctx, error)
        status, text, head, *_ = reply
        lines = dict(line.split(": ", 1) for line in head.split("\n") if ": " in line)
        is_json = "json" in lines.get("content-type", "")
        return Answer(status, json.loads(text) if text and is_json else text, lines)

    async def settle(self) -> None:
        """Let the work behind the answers come to its end."""
        while self.background:
            waiting, self.background = self.background, []
            await asyncio.gather(*waiting)

    async def cron(self, later_ms: int = 0) -> None:
        """Run the schedule, some time later."""
        self.now_ms += later_ms
        ctx = self.app.event_context("cron", self.now_ms, object())
        await self.app.run_scheduled(ctx, "* * * * *")
        await self.settle()

    def rows(self, sql: str, *params: Any) -> list[dict[str, Any]]:
        """Rows of the worker's database."""
        return [dict(row) for row in self.db.execute(sql, params)]

    def called(self, host: str, path: str) -> list[Call]:
        """The calls that went to a path of a host."""
        return [call for call in self.calls if call.url.endswith(f"//{host}{path}")]


def _text(body: Any) -> str:
    return body if isinstance(body, str) else "" if body is None else json.dumps(body)


def _migrated(database: str) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    for migration in sorted((ROOT / "wrangler" / "migrations" / database).glob("*.sql")):
        connection.executescript(migration.read_text())
    return connection


def _load(worker: str) -> App:
    """A fresh app of a worker: every worker's entry module has the same name."""
    sources = ROOT / "workers" / worker / "src"
    if str(sources) not in sys.path:
        sys.path.insert(0, str(sources))
    spec = importlib.util.spec_from_file_location(f"{worker}_entry", sources / "entry.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    app: App = module.app
    return app


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run the coroutine tests of a folder whose conftest imports this hook."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = pyfuncitem._fixtureinfo.argnames
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True
