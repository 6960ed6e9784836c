"""`DevFleet`: the whole fleet running on this machine, with its databases, crons and outbox."""

import asyncio
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fleet.design import copy_tokens
from fleet.dev.control import control_app
from fleet.dev.crons import run_crons
from fleet.dev.databases import Databases, Ledger, Owned, owned_databases
from fleet.dev.engine import Engine
from fleet.dev.given_vars import mistakes
from fleet.dev.options import DevOptions, environment, given_names
from fleet.dev.outbound import Outbound
from fleet.dev.selection import with_called
from fleet.dev.state import prepare_state
from fleet.dev.steps import Silent, Steps
from fleet.dev.stubs import write_stub
from fleet.errors import FleetError
from fleet.project import find_root, read_fleet
from pyworkerd import (
    Options,
    Project,
    StartError,
    WorkerInfo,
    vendor_all,
)
from pyworkerd.loopback import serve_on_loopback
from pyworkerd.watch import Reloaded, watch

CONTROL_PREFIX = "/__fleet"
FRONT_DOORS = ("site", "dashboard")  # behind the bare localhost: the first that is there


class DevFleet:
    """A running fleet. An asynchronous context manager: entering starts it and waits until usable.

    ``steps`` hears the progress of the start.
    """

    def __init__(self, options: DevOptions, steps: Steps | None = None) -> None:
        self.options = options
        self.root = options.root or find_root()
        self._fleet = read_fleet(self.root)
        self.configs = with_called(self._fleet, options.only)
        if not self.configs:
            raise FleetError(f"There is no worker to run in {self.root / 'workers'}.")
        self.broken = {error.worker: str(error) for error in self._fleet.broken}
        options.variables.check({*self._fleet.workers, *self.broken})
        self.engine = Engine(options, self.configs, self._seed_data)
        self.runtime, self.journal = self.engine.runtime, self.engine.journal
        self.outbox, self.health = self.engine.outbox, self.engine.health
        self.runtime.subscribe(self._hear)
        self._steps = steps or Silent()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    @property
    def workers(self) -> dict[str, WorkerInfo]:
        """The workers as the runtime serves them, by name."""
        return self.runtime.workers

    def _projects(self, stubs: Path) -> Iterator[Project]:
        """Give every worker to run, and a stub for each that can't be but is called."""
        there = [worker for worker in self.configs if worker.name not in self.broken]
        for worker in there:
            given = environment(worker, self.options.variables, self.options.port)
            self.outbox.directory.learn(worker.variables | given)
            yield Project(worker.folder, vars=given)
        called = {name for worker in there for name in worker.calls}
        for name in sorted({*called, *self.broken} - {worker.name for worker in there}):
            reason = self.broken.get(name, f"There is no worker {name} in {self.root / 'workers'}.")
            reason += " Mend that, and start fleet dev again."
            self.journal.note(reason, worker=name, level="error")
            yield write_stub(stubs, name, f"{name} is not running: {reason}")

    @property
    def _seed_data(self) -> Path:
        return self.root / "wrangler" / "seeds"

    async def _start(self) -> None:
        options = self.options
        state = prepare_state(self.root / options.state, reset=options.reset)
        _check_port(options.host, options.port)
        self._stack.push_async_callback(self.runtime.close)
        outbound_url, control_url, *_ = await asyncio.gather(
            self._serve(self._outbound().app),
            self._serve(control_app(self.engine)),
            self.runtime.launch(),
            asyncio.to_thread(self._vendor),
            asyncio.to_thread(self._judge_variables),
        )
        served = Options(
            host=options.host,
            port=options.port,
            state=state / "storage",
            control_prefix=CONTROL_PREFIX,
            control_url=control_url,
            outbound_url=outbound_url,
            default_worker=self._front_door(),
            usage=True,
        )
        self._steps.begin("workerd", 1)
        await self._start_workerd(served, state / "stubs")
        self._steps.finish("workerd")
        await asyncio.gather(self._fill_databases(state), self._warm())
        await self.health.check()
        await self._stack.enter_async_context(self._background())

    async def _serve(self, app: Any) -> str:
        return await self._stack.enter_async_context(serve_on_loopback(app))

    def _outbound(self) -> Outbound:
        given = (given_names(each, self.options.variables) for each in self.configs)
        return Outbound(self.outbox, live=self.options.live, keys=frozenset().union(*given))

    def _vendor(self) -> None:
        self._steps.begin("packages", len(self.configs))
        folders = [w.folder for w in self.configs if (w.folder / "pyproject.toml").is_file()]
        vendor_all(folders, done=lambda _: self._steps.advance("packages"))
        copy_tokens(self.root, folders)
        self._steps.finish("packages")

    def _judge_variables(self) -> None:
        for worker, sentence in mistakes(self._fleet, self.configs, self.options.variables):
            self.journal.note(sentence, worker=worker, level="warning")

    def _front_door(self) -> str:
        names = [worker.name for worker in self.configs]
        return next((name for name in FRONT_DOORS if name in names), names[0])

    async def _start_workerd(self, options: Options, stubs: Path) -> None:
        """Start what can be started: a worker with a bad config does not keep the others down."""
        self.runtime.projects = list(self._projects(stubs))
        try:
            await self.runtime.start(options)
        except StartError as error:
            guilty = self._guilty(str(error))
            if guilty is None:
                raise
            self.broken[guilty] = str(error)
            await self._start_workerd(options, stubs)

    def _guilty(self, error: str) -> str | None:
        """Return the worker whose config an error names."""
        running = (worker for worker in self.configs if worker.name not in self.broken)
        return next((each.name for each in running if str(each.config_path) in error), None)

    async def _fill_databases(self, state: Path) -> None:
        running = [worker for worker in self.configs if worker.name not in self.broken]
        owned = owned_databases(self.runtime, running, self.root)
        seeds = self._seed_data if self.options.seed else None
        databases = self.engine.databases = Databases(owned, Ledger(state), seeds)
        self._steps.begin("databases", len(owned))
        await asyncio.gather(*(self._fill(databases, each) for each in owned))
        self._steps.finish("databases")

    async def _fill(self, databases: Databases, database: Owned) -> None:
        done = await databases.prepare(database)
        if done:
            self.journal.note(f"{database.name}: {', '.join(done)}.")
        self._steps.advance("databases")

    async def _warm(self) -> None:
        self._steps.begin("workers", len(self.workers))
        await self.runtime.warm()
        self._steps.finish("workers")

    @asynccontextmanager
    async def _background(self) -> AsyncIterator[None]:
        """Run the crons and the watch for edits while the block lasts."""
        jobs = [asyncio.create_task(job) for job in self._jobs()]
        try:
            yield
        finally:
            for job in jobs:
                job.cancel()
                with suppress(asyncio.CancelledError):
                    await job

    def _jobs(self) -> list[Coroutine[Any, Any, None]]:
        schedules = [(info.name, cron) for info in self.workers.values() for cron in info.crons]
        jobs = [run_crons(schedules, self.engine.fire)] if self.options.crons else []
        return [*jobs, watch(self.runtime, self._reloaded)] if self.options.reload else jobs

    def _reloaded(self, reloaded: Reloaded) -> None:
        names = ", ".join(reloaded.workers)
        if reloaded.error:
            self.journal.note(f"{names}: not reloaded: {reloaded.error}", level="error")
            return
        self.journal.note(f"Reloaded {names}.")
        self._later(self.health.check(reloaded.workers))

    def _hear(self, event: dict[str, Any]) -> None:
        self.journal.hear(event)
        if event["event"] == "booted":
            self._steps.advance("workers")
        elif event["event"] == "restarting":
            self.health.ready = False
        elif event["event"] == "ready" and self.workers:
            self._later(self.health.check())

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._stack.callback(task.cancel)


def _check_port(host: str, port: int) -> None:
    if not 0 <= port <= 65535:
        raise FleetError(f"--port {port}: a port is a number from 0 to 65535.")
    if port == 0:
        return
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror as error:
            raise FleetError(f"--host {host} is no address of this machine.") from error
        except OSError as error:
            raise FleetError(
                f"Port {port} of {host} can't be used ({error.strerror}): stop what listens there, "
                f"or choose another with --port {port + 1}."
            ) from error
