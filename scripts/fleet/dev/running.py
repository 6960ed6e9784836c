"""`DevFleet`: the whole fleet running on this machine, with its databases, crons and outbox."""

import asyncio
import socket
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fleet.dev.changes import Changes
from fleet.dev.control import control_app
from fleet.dev.crons import Crons
from fleet.dev.databases import Databases
from fleet.dev.edits import Edits
from fleet.dev.engine import Engine
from fleet.dev.given_vars import mistakes
from fleet.dev.ledger import Ledger
from fleet.dev.options import DevOptions
from fleet.dev.outbound import Outbound
from fleet.dev.state import state_folder
from fleet.dev.steps import Silent, Steps
from fleet.dev.upkeep import Upkeep
from fleet.errors import FleetError
from fleet.project import find_root
from pyworkerd import Options, Project, WorkerInfo
from pyworkerd.loopback import serve_on_loopback

CONTROL_PREFIX = "/__fleet"
SNAPSHOTS_AFTER_SECONDS = 20.0


class DevFleet:
    """A running fleet. An asynchronous context manager: entering starts it and waits until usable.

    ``steps`` hears the progress of the start.
    """

    def __init__(self, options: DevOptions, steps: Steps | None = None) -> None:
        self.options = options
        self.root = (options.root or find_root()).resolve()
        self.engine = Engine(self.root, options)
        self.roster, self.health = self.engine.roster, self.engine.health
        self.runtime, self.journal = self.engine.runtime, self.engine.journal
        self.outbox = self.engine.outbox
        self.runtime.subscribe(self._hear)
        self._steps = steps or Silent()
        self._stack = AsyncExitStack()
        self.ended = asyncio.Event()
        """Set when the runtime is gone, whether it was stopped or has died."""

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

    async def _start(self) -> None:
        options, engine = self.options, self.engine
        state = self._stack.enter_context(
            state_folder(self.root / options.state, reset=options.reset, port=options.port)
        )
        _check_port(options.host, options.port)
        # From here on, so that nothing that is mended during the start is missed.
        edits = Edits(lambda: self.roster.watched)
        upkeep = Upkeep(engine, Databases(Ledger(state), options.seed, engine.seeds))
        if options.reload:
            await self._stack.enter_async_context(self._background(edits.collect()))
        self._stack.push_async_callback(self.runtime.close)
        outbound = Outbound(
            self.outbox,
            live=options.live,
            keys=lambda: self.roster.keys,
            open_to=options.ai_url,
        )
        outbound_url, control_url, *_ = await asyncio.gather(
            self._serve(outbound.app),
            self._serve(control_app(engine)),
            self.runtime.launch(),
            self._vendor(upkeep),
            asyncio.to_thread(self._judge_variables),
        )
        served = Options(
            host=options.host,
            port=options.port,
            state=state / "storage",
            control_prefix=CONTROL_PREFIX,
            control_url=control_url,
            gate_url=f"{control_url}{CONTROL_PREFIX}/gate",
            outbound_url=outbound_url,
            default_worker=self.roster.front_door,
            usage=options.usage,
            background=options.background,
            official=options.official,
        )
        stubs = state / "stubs"
        await self._start_workerd(served, stubs)
        upkeep.tell_refusals()
        await asyncio.gather(self._fill_databases(upkeep), self._warm())
        await self.runtime.deliver()
        await self.health.settle()
        crons = Crons(engine.fire)
        changes = Changes(engine, upkeep, crons, stubs)
        changes.plan_crons()
        if options.crons:
            await self._stack.enter_async_context(self._background(crons.run()))
        if options.reload:
            await self._stack.enter_async_context(self._background(changes.follow(edits)))
        if options.snapshots:
            await self._stack.enter_async_context(self._background(self._speed_up()))

    async def _serve(self, app: Any) -> str:
        return await self._stack.enter_async_context(serve_on_loopback(app))

    async def _vendor(self, upkeep: Upkeep) -> None:
        wanted = self.roster.wanted
        self._steps.begin("packages", len(wanted))
        await upkeep.vendor(list(wanted), done=lambda _: self._steps.advance("packages"))
        self._steps.finish("packages")

    async def _start_workerd(self, options: Options, stubs: Path) -> None:
        self._steps.begin("workerd", 1)
        self.engine.learn()

        async def attempt(projects: list[Project]) -> None:
            self.runtime.projects = projects
            await self.runtime.start(options)

        await self.roster.run(attempt, stubs)
        self._steps.finish("workerd")

    def _judge_variables(self) -> None:
        wanted, variables = list(self.roster.wanted.values()), self.options.variables
        for worker, sentence in mistakes(self.roster.fleet, wanted, variables):
            self.journal.note(sentence, worker=worker, level="warning")

    async def _fill_databases(self, upkeep: Upkeep) -> None:
        await upkeep.fill_databases(steps=self._steps)
        await self.engine.recall()
        self.engine.gate.open()

    async def _warm(self) -> None:
        names = [name for name in self.workers if name not in self.roster.unhurried]
        self._steps.begin("workers", len(names))
        await self.runtime.warm(*names)
        self._steps.finish("workers")

    async def _speed_up(self) -> None:
        """Make the next start faster, once nobody waits for this one."""
        await asyncio.sleep(SNAPSHOTS_AFTER_SECONDS)
        await self.runtime.snapshot_mains()

    @asynccontextmanager
    async def _background(self, work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
        """Do work beside everything else while the block lasts; its end is told."""
        job = asyncio.create_task(work)
        job.add_done_callback(self._ended)
        try:
            yield
        finally:
            job.cancel()
            await asyncio.wait([job])

    def _ended(self, job: "asyncio.Task[None]") -> None:
        if not job.cancelled() and (error := job.exception()):
            text = f"Start fleet dev again, a part of it has failed: {error!r}"
            self.journal.note(text, level="error")

    def _hear(self, event: dict[str, Any]) -> None:
        self.journal.hear(event)
        if event["event"] == "booted":
            self._steps.advance("workers")
        elif event["event"] == "restarting":
            self.health.ready = False
        elif event["event"] == "exited":
            self.health.ready = False
            self.ended.set()
        elif event["event"] == "ready" and self.engine.gate.is_open:
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
