"""`Runtime` serves Python Worker projects in one workerd, and looks inside them."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from pyworkerd.cache import cache_dir
from pyworkerd.errors import CallError, RuntimeGoneError, StartError
from pyworkerd.npm import find_node_parts
from pyworkerd.project import Project, WorkerInfo
from pyworkerd.requirements import SDK
from pyworkerd.storage import D1, KV, R2, Row, rows_of
from pyworkerd.supervisor import Event, Supervisor
from pyworkerd.vendor import wheel_set

REQUEST_SECONDS = 60.0


@dataclass(frozen=True)
class Options:
    """How to serve: address, state, and where outbound and control requests go.

    ``state`` is the folder that KV, D1, R2, Durable Objects and queues live in between runs; None
    forgets everything at the end. Fetches of the workers go to ``outbound_url`` if it is given
    (headers ``x-pyworkerd-worker`` and ``x-pyworkerd-url`` say whose and where to), else to the
    network. Requests under ``control_prefix`` on the public port go to ``control_url``. Others
    reach no worker of a new workerd before ``gate_url`` has answered with 2xx; what else it answers
    is passed on, and the next request asks again. With
    ``usage`` events are counted; see ``Runtime.usage``. With ``background`` what workers do behind
    their answers can be held back; see ``Runtime.hold_background``. With ``official`` Python
    Workers are booted by Cloudflare's own loader in place of pyworkerd's host.
    """

    host: str = "127.0.0.1"
    port: int = 0
    state: Path | None = None
    cache: Path | None = None
    control_prefix: str | None = None
    control_url: str | None = None
    gate_url: str | None = None
    outbound_url: str | None = None
    default_worker: str | None = None
    snapshot: bool = True
    usage: bool = False
    background: bool = False
    official: bool = False

    def as_params(self) -> dict[str, Any]:
        """Return the shape that the supervisor's ``start`` takes, projects left out."""
        switches = {"snapshot": self.snapshot, "usage": self.usage, "background": self.background}
        switches["official"] = self.official
        params: dict[str, Any] = {"host": self.host, "port": self.port, **switches}
        params["state"] = str(self.state.resolve()) if self.state else None
        params["cache"] = str(self.cache or cache_dir())
        optional = {
            "controlPrefix": self.control_prefix,
            "controlUrl": self.control_url,
            "gateUrl": self.gate_url,
            "outboundUrl": self.outbound_url,
            "defaultWorker": self.default_worker,
        }
        return params | {key: value for key, value in optional.items() if value is not None}


class Runtime:
    """Some projects, running. An asynchronous context manager.

    Example:
        async with Runtime([Path("workers/hello")]) as runtime:
            answer = await runtime.client("hello").get("/")
    """

    def __init__(self, projects: Iterable[Project | Path], options: Options | None = None) -> None:
        self.projects = [p if isinstance(p, Project) else Project(p) for p in projects]
        self.options = options or Options()
        self.workers: dict[str, WorkerInfo] = {}
        self.url = ""
        self.port = 0
        self.ready_ms = 0.0
        self._listeners: list[Callable[[Event], None]] = []
        self._supervisor: Supervisor | None = None
        self._clients: dict[str, httpx.AsyncClient] = {}

    async def __aenter__(self) -> Self:
        await self.launch()
        try:
            await self.start()
            await self.deliver()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def launch(self) -> None:
        """Start the Node process; worth doing early, while something else is prepared."""
        folders = [project.dir for project in self.projects]
        parts = await asyncio.to_thread(find_node_parts, *folders, report=self._announce)
        self._supervisor = await Supervisor.launch(parts, self._publish)

    async def start(self, options: Options | None = None) -> None:
        """Start workerd with every project.

        Raises:
            StartError: one sentence: a taken port, a broken config, two workers of one name…
        """
        self.options = options or self.options
        params = self.options.as_params() | await _given(self.projects)
        try:
            result = await self.call("start", **params)
        except CallError as error:
            raise StartError(str(error), error.project) from error
        except RuntimeGoneError as error:
            raise StartError(str(error)) from error
        self.ready_ms = result.get("ready_ms", 0.0)
        self._learn(result)

    async def close(self) -> None:
        """Stop workerd and Node; nothing of them is left running."""
        for client in self._clients.values():
            await client.aclose()
        if self._supervisor is not None:
            await self._supervisor.close()
        self._supervisor = None

    @property
    def pid(self) -> int:
        """Process id of the supervisor, and the process group of all that runs under it."""
        return self._running().pid

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call ``listener`` with every event from now on; return what ends that."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return unsubscribe

    def client(self, worker: str) -> httpx.AsyncClient:
        """Return an HTTP client whose requests go to ``worker``."""
        if worker not in self._clients:
            self._clients[worker] = httpx.AsyncClient(**self.client_settings(worker))
        return self._clients[worker]

    def client_settings(self, worker: str) -> dict[str, Any]:
        """Return httpx settings that reach ``worker`` where ``*.localhost`` does not resolve."""
        host = httpx.URL(self.worker(worker).url).netloc.decode()
        reachable = "127.0.0.1" if self.options.host in ("0.0.0.0", "::") else self.options.host  # noqa: S104
        base = f"http://{reachable}:{self.port}"
        return {"base_url": base, "headers": {"host": host}, "timeout": REQUEST_SECONDS}

    def worker(self, name: str) -> WorkerInfo:
        """Return a worker by name.

        Raises:
            KeyError: naming the workers that there are.
        """
        if name not in self.workers:
            raise KeyError(f"No worker is called {name}; there are {', '.join(self.workers)}.")
        return self.workers[name]

    def d1(self, worker: str, binding: str | None = None) -> D1:
        """Return the D1 database that ``worker`` is bound to; the first, unless one is named."""
        return D1(self.call, worker, binding)

    def kv(self, worker: str, binding: str | None = None) -> KV:
        """Return the KV namespace that ``worker`` is bound to; the first, unless one is named."""
        return KV(self.call, worker, binding)

    def r2(self, worker: str, binding: str | None = None) -> R2:
        """Return the R2 bucket that ``worker`` is bound to; the first, unless one is named."""
        return R2(self.call, worker, binding)

    async def warm(self, *workers: str, concurrency: int | None = None) -> dict[str, str]:
        """Boot the isolates of ``workers`` (default: all); a ``booted`` event tells of each.

        Returns why the ones that could not boot did not, by name.
        """
        chosen = {"workers": list(workers)} if workers else {}
        limit = {"concurrency": concurrency} if concurrency else {}
        booted = await self.call("warm", **chosen, **limit)
        return {name: str(each["error"]) for name, each in booted.items() if each.get("error")}

    async def snapshot_mains(self) -> int:
        """Make the next start faster; takes a second a worker, beside whatever else goes on.

        Takes memory snapshots of the workers with their main modules imported, where there are none
        of what they are now. Returns how many were taken: a worker that prints, writes or asks for
        its bindings when it is imported has none.
        """
        return int((await self.call("snapshot_mains"))["taken"])

    async def reload(self, worker: str | None = None) -> bool:
        """Run a worker's sources and config as they are now; every worker's if none is named.

        Returns whether that took a new workerd, which restarts all workers.

        Raises:
            CallError: a config that can't be run; nothing has changed.
        """
        return self._learn(await self.call("reload", **({"worker": worker} if worker else {})))

    async def replace(
        self, projects: Iterable[Project], changed: Iterable[str] = (), default_worker: str = ""
    ) -> bool:
        """Run other projects from now on, keeping what is stored; as `reload` otherwise.

        ``changed`` names the workers whose files are to be read again.
        """
        listed = list(projects)
        named = {"defaultWorker": default_worker} if default_worker else {}
        given = await _given(listed) | named
        restarted = self._learn(await self.call("replace", changed=list(changed), **given))
        self.projects = listed
        return restarted

    async def scheduled(self, worker: str, cron: str, time_ms: int | None = None) -> Any:
        """Run a worker's scheduled handler, as of ``time_ms`` (epoch milliseconds)."""
        when = {} if time_ms is None else {"time": time_ms}
        return await self.call("scheduled", worker=worker, cron=cron, **when)

    async def queue(self, worker: str, queue: str, messages: Sequence[Mapping[str, Any]]) -> Any:
        """Hand a batch of messages to a consumer; return what it acknowledged and retried."""
        return await self.call("queue", worker=worker, queue=queue, messages=list(messages))

    async def deliver(self) -> None:
        """Begin to deliver what the queues hold from an earlier run."""
        await self.call("deliver")

    async def queue_flush(self, timeout_ms: int = 30_000) -> Any:
        """Deliver what the queues hold without waiting for batches to fill, until they are empty.

        Messages that wait for a delay, and queues that nobody consumes, are not waited for.
        """
        return await self.call("queue_flush", timeout_ms=timeout_ms)

    async def flush_logs(self) -> None:
        """Wait until listeners have heard all that was logged so far."""
        await self.call("logs_flush")

    async def fault(self, worker: str, mode: str, times: int | None = None) -> None:
        """Break calls to ``worker`` (``error``, ``hang``, ``down``), for ``times`` calls."""
        limit = {} if times is None else {"times": times}
        await self.call("fault", worker=worker, mode=mode, **limit)

    async def faults(self) -> list[dict[str, Any]]:
        """Return the faults that are on: ``worker``, ``mode``, and the ``times`` left or None."""
        return list(await self.call("faults"))

    async def clear_faults(self, worker: str | None = None) -> None:
        """End the fault of a worker, or every fault."""
        await self.call("faults_clear", **({"worker": worker} if worker else {}))

    async def hold(self, worker: str, reason: str) -> None:
        """Put a worker out of service: it answers 503 with ``reason`` until it is released."""
        await self.call("hold", worker=worker, reason=reason)

    async def release(self, worker: str) -> None:
        """Put a worker back into service."""
        await self.call("hold", worker=worker)

    async def run_test(self, worker: str, packages: Path, test: Mapping[str, Any]) -> Any:
        """Run one test inside a worker; ``packages`` is a folder with pytest for Pyodide.

        ``test`` has ``path``, ``source`` and ``name``, and ``options`` for pytest. Returns
        ``reports``, one a phase (``name``, ``when``, ``outcome``, ``expected_failure``, ``text``,
        ``sections``), and ``complaint``, what pytest said if it ran nothing.
        """
        return await self.call("test", worker=worker, packages=str(packages), test=dict(test))

    async def stats(self) -> dict[str, Any]:
        """Return request counts, memory and process ids, as the supervisor counts them."""
        return dict(await self.call("stats") or {})

    async def usage(self) -> list[dict[str, Any]]:
        """Return what events have used of Cloudflare's limits since the last call.

        An entry has its ``chain`` and ``invocations`` (workers, over service bindings),
        ``d1_queries``, ``d1_most`` (queries of a single invocation) and ``subrequests`` (to the
        outside). A chain is one event with all that follows from it in every worker, and its
        entries add up (``d1_most``: the highest counts); the one of the worker where it began says
        ``worker``, ``event`` (``fetch``, ``scheduled``, ``queue``…) and ``request_id``.
        """
        return list(await self.call("usage"))

    async def hold_background(self) -> None:
        """Have what Python workers call behind their answers wait, for a minute at most."""
        await self.call("background", action="hold")

    async def release_background(self) -> None:
        """Let go of what waits behind answers, and of all to come."""
        await self.call("background", action="release")

    async def take_calls(self) -> dict[str, int]:
        """Return how often Python workers have called their bindings since the last time, by kind.

        Trips to D1 are ``d1_reads`` and ``d1_writes``, with ``d1_statements`` in all; the others
        are ``kv_reads``, ``kv_writes``, ``calls`` of workers, ``fetches`` of the network,
        ``limits`` that were counted against, and ``messages``, as often as any were sent to a
        queue. ``held`` are those that wait now.
        """
        total: dict[str, int] = {}
        for counts in await self.call("background", action="take"):
            for name, count in (counts or {}).items():
                total[name] = total.get(name, 0) + count
        return total

    async def query_each(self, queries: Iterable[tuple[D1, str]]) -> list[list[Row]]:
        """Run a statement in each of several databases, at once; return the rows of each."""
        listed = [store.asked(sql) for store, sql in queries]
        return [rows_of(answer) for answer in await self.call("d1_each", queries=listed)]

    async def reset(self, *, keep_d1: bool = False) -> None:
        """Empty KV, R2, queues, Durable Objects, the cache and (unless ``keep_d1``) D1."""
        await self.call("reset", keep_d1=keep_d1)

    async def call(self, method: str, **params: Any) -> Any:
        """Send any request of the supervisor's protocol."""
        return await self._running().call(method, **params)

    def _learn(self, result: dict[str, Any]) -> bool:
        """Take in what runs now; return whether it runs in a new workerd."""
        self.url, self.port = result["url"].rstrip("/"), result["port"]
        infos = (WorkerInfo.from_result(each) for each in result["workers"])
        self.workers = {info.name: info for info in infos}
        return bool(result.get("restarted", True))

    def _running(self) -> Supervisor:
        if self._supervisor is None:
            raise RuntimeGoneError("The runtime is not started: use “async with Runtime(…)”.")
        return self._supervisor

    def _publish(self, event: Event) -> None:
        for listener in list(self._listeners):
            listener(event)

    def _announce(self, text: str) -> None:
        self._publish({"event": "log", "worker": "", "level": "info", "text": text})


async def _given(projects: list[Project]) -> dict[str, Any]:
    """Return projects as the protocol has them."""
    given: dict[str, Any] = {"projects": [project.as_params() for project in projects]}
    # Cloudflare's runtime has an SDK for projects that bring none.
    if any(project.lacks_sdk for project in projects):
        given["sdk"] = str(await asyncio.to_thread(wheel_set, SDK))
    return given
