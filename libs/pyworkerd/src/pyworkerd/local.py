"""`LocalRuntime`: the runtime for code that is not asynchronous, with what tests want to see."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal

from pyworkerd.logs import LogRecord
from pyworkerd.loopback import serve_on_loopback
from pyworkerd.outbound import Outbound
from pyworkerd.project import Project, WorkerInfo
from pyworkerd.requirements import has_requirements
from pyworkerd.runtime import Options, Runtime
from pyworkerd.storage import D1, KV, R2, Row
from pyworkerd.supervisor import Event
from pyworkerd.vendor import vendor_all


class LocalRuntime:
    """A runtime in a thread of its own. Made by `run_locally`.

    ``outbound`` holds what workers sent out; `logs` what they logged; `errors` what they raised.
    """

    def __init__(self, portal: BlockingPortal, runtime: Runtime, outbound: Outbound) -> None:
        self.outbound = outbound
        self._portal = portal
        self._runtime = runtime
        self._logs: list[LogRecord] = []
        self._errors: list[str] = []
        self._clients: dict[str, httpx.Client] = {}
        runtime.subscribe(self._hear)

    @property
    def workers(self) -> dict[str, WorkerInfo]:
        """The workers by name."""
        return self._runtime.workers

    def client(self, worker: str) -> httpx.Client:
        """Return an HTTP client whose requests go to ``worker``."""
        if worker not in self._clients:
            self._runtime.worker(worker)
            self._clients[worker] = httpx.Client(**self._runtime.client_settings(worker))
        return self._clients[worker]

    def logs(self, worker: str = "") -> list[str]:
        """Return the messages that ``worker`` (or all) logged since the last reset."""
        self._portal.call(self._runtime.flush_logs)
        return [each.message for each in self._logs if worker in ("", each.worker)]

    @property
    def errors(self) -> list[str]:
        """The tracebacks of what workers raised and nobody caught, since the last reset."""
        self._portal.call(self._runtime.flush_logs)
        return list(self._errors)

    def d1(self, worker: str, binding: str | None = None) -> "LocalD1":
        """Return the D1 database that ``worker`` is bound to."""
        return LocalD1(self._portal, self._runtime.d1(worker, binding))

    def kv(self, worker: str, binding: str | None = None) -> "LocalKV":
        """Return the KV namespace that ``worker`` is bound to."""
        return LocalKV(self._portal, self._runtime.kv(worker, binding))

    def r2(self, worker: str, binding: str | None = None) -> "LocalR2":
        """Return the R2 bucket that ``worker`` is bound to."""
        return LocalR2(self._portal, self._runtime.r2(worker, binding))

    def scheduled(self, worker: str, cron: str, time_ms: int | None = None) -> Any:
        """Run a worker's scheduled handler."""
        return self._portal.call(self._runtime.scheduled, worker, cron, time_ms)

    def queue(self, worker: str, queue: str, messages: Sequence[Mapping[str, Any]]) -> Any:
        """Hand a batch to a queue's consumer; return what it acknowledged and retried."""
        return self._portal.call(self._runtime.queue, worker, queue, messages)

    def flush_queues(self, timeout_ms: int = 30_000) -> None:
        """Wait until every queue is empty."""
        self._portal.call(self._runtime.queue_flush, timeout_ms)

    def fault(self, worker: str, mode: str, times: int | None = None) -> None:
        """Break calls to ``worker`` (``error``, ``hang``, ``down``), for ``times`` calls."""
        self._portal.call(self._runtime.fault, worker, mode, times)

    def run_test(self, worker: str, packages: Path, test: Mapping[str, Any]) -> Any:
        """Run one test inside a worker; see `Runtime.run_test`."""
        return self._portal.call(self._runtime.run_test, worker, packages, test)

    def reload(self, worker: str | None = None) -> None:
        """Run a worker's sources and config as they are now."""
        self._portal.call(self._runtime.reload, worker)

    def reset(self) -> None:
        """Empty KV, D1, R2, queues, Durable Objects and the cache; forget all else.

        That is faults, logs, errors, outbound requests and their stubs.
        """
        self._portal.call(self._runtime.clear_faults)
        self._portal.call(self._runtime.reset)
        self.outbound.reset()
        self._portal.call(self._runtime.flush_logs)
        self._logs.clear()
        self._errors.clear()

    def close(self) -> None:
        """Close the HTTP clients."""
        for client in self._clients.values():
            client.close()

    def _hear(self, event: Event) -> None:
        if event["event"] == "log":
            self._logs.append(LogRecord.from_event(event))
        elif event["event"] == "worker_error":
            self._errors.append(str(event.get("error")))


class _Local:
    def __init__(self, portal: BlockingPortal, store: Any) -> None:
        self._portal = portal
        self._store = store

    def _call(self, method: Callable[..., Any], *args: Any, **named: Any) -> Any:
        return self._portal.call(partial(method, *args, **named))


class LocalD1(_Local):
    """`pyworkerd.D1`, without ``await``."""

    _store: D1

    def query(self, sql: str, *params: Any) -> list[Row]:
        """Run one statement and return its rows."""
        rows: list[Row] = self._call(self._store.query, sql, *params)
        return rows

    def batch(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[list[Row]]:
        """Run statements in one transaction; return the rows of each."""
        results: list[list[Row]] = self._call(self._store.batch, statements)
        return results


class LocalKV(_Local):
    """`pyworkerd.KV`, without ``await``."""

    _store: KV

    def keys(self, prefix: str = "") -> list[str]:
        """Return the keys that start with ``prefix``."""
        return [entry["name"] for entry in self._call(self._store.list, prefix)]

    def get(self, key: str) -> str | None:
        """Return the text stored under ``key``, or None."""
        value: str | None = self._call(self._store.get, key)
        return value

    def put(self, key: str, value: str, *, ttl: int | None = None) -> None:
        """Store text under ``key``, for ``ttl`` seconds or for good."""
        self._call(self._store.put, key, value, ttl=ttl)

    def delete(self, key: str) -> None:
        """Remove ``key``; nothing happens if it isn't there."""
        self._call(self._store.delete, key)


class LocalR2(_Local):
    """`pyworkerd.R2`, without ``await``."""

    _store: R2

    def keys(self, prefix: str = "") -> list[str]:
        """Return the keys that start with ``prefix``."""
        return [entry["key"] for entry in self._call(self._store.list, prefix)]

    def get(self, key: str) -> bytes | None:
        """Return the content of an object, or None."""
        content: bytes | None = self._call(self._store.get, key)
        return content

    def put(self, key: str, content: bytes) -> None:
        """Store an object."""
        self._call(self._store.put, key, content)

    def delete(self, key: str) -> None:
        """Remove an object; nothing happens if it isn't there."""
        self._call(self._store.delete, key)


@contextmanager
def run_locally(
    projects: Iterable[Project | Path], options: Options | None = None, *, vendor: bool = True
) -> Iterator[LocalRuntime]:
    """Run projects while the block lasts, their outbound requests captured.

    ``vendor`` fills ``python_modules/`` first, where a project says which packages it needs.
    """
    listed = [each if isinstance(each, Project) else Project(each) for each in projects]
    if vendor:
        vendor_all(each.dir for each in listed if has_requirements(each.dir))
    with start_blocking_portal() as portal:
        outbound = Outbound()
        running = _running(listed, options or Options(), outbound)
        with portal.wrap_async_context_manager(running) as runtime:
            local = LocalRuntime(portal, runtime, outbound)
            try:
                yield local
            finally:
                local.close()


@asynccontextmanager
async def _running(
    projects: list[Project], options: Options, outbound: Outbound
) -> AsyncIterator[Runtime]:
    async with (
        serve_on_loopback(outbound) as url,
        Runtime(projects, replace(options, outbound_url=url)) as runtime,
    ):
        yield runtime
