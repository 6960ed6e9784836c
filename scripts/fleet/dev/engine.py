"""`Engine`: the parts of a running fleet that the control endpoints look into and steer."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from fleet.dev.databases import Databases, Owned, owned_databases
from fleet.dev.gate import Gate
from fleet.dev.health import Health
from fleet.dev.journal import Journal
from fleet.dev.options import DevOptions
from fleet.dev.outbox import Outbox
from fleet.dev.providers import Directory
from fleet.dev.roster import Roster
from fleet.dev.steps import Silent, Steps
from pyworkerd import Project, PyworkerdError, Runtime, WorkerInfo, vendor_all
from pyworkerd.requirements import has_requirements
from pyworkerd.vendor import Vendored

FLUSH_SECONDS = 2.0
AS_IT_WAS = "It runs on as it was."
MEND = "Mend that, and it is taken up."


class Engine:
    """The workers, their databases, what they sent out, and what has happened."""

    def __init__(self, root: Path, options: DevOptions) -> None:
        self.options = options
        self.seeds = root / "wrangler" / "seeds"
        self.roster = Roster(root, options)
        self.journal = Journal()
        self.outbox = Outbox(Directory(self.seeds))
        self.runtime = Runtime(Project(each.folder) for each in self.roster.wanted.values())
        self.health = Health(self.runtime, self.roster, self.journal)
        self.gate = Gate()
        self.databases: Databases | None = None
        self._held: dict[str, str] = {}
        self._told: dict[str, str] = {}

    @property
    def workers(self) -> dict[str, WorkerInfo]:
        """The workers as the runtime serves them, by name."""
        return self.runtime.workers

    def learn(self) -> None:
        """Let the outbox know the providers' addresses that the workers have."""
        for variables in self.roster.variables:
            self.outbox.directory.learn(variables)

    async def vendor(
        self, names: Collection[str], done: Callable[[Vendored], None] = lambda _: None
    ) -> None:
        """Fill the ``python_modules/`` of workers; one whose packages can't be had is refused."""
        folders = {name: self.roster.wanted[name].folder for name in names}
        with_packages = {name: each for name, each in folders.items() if has_requirements(each)}
        failed = await asyncio.to_thread(_vendor, with_packages, done)
        for name, reason in failed.items():
            self.roster.refuse(name, reason)

    async def fill_databases(
        self, edited: Collection[Path] = (), steps: Steps | None = None
    ) -> list[str]:
        """Migrate and fill the databases that are new, or whose migrations were edited.

        Workers that lack theirs are out of service until they have it, and say why. Returns those
        that are out of service now, or no longer.
        """
        assert self.databases is not None, "the engine has no state folder yet"
        owned = owned_databases(self.runtime, self.roster.running.values(), self.roster.root)
        new = self.databases.own(owned)
        folders = {path.parent for path in edited}
        due = [each for each in owned if each in new or each.migrations in folders]
        steps = steps or Silent()
        steps.begin("databases", len(due))
        await asyncio.gather(*(self._fill(self.databases, each, steps) for each in due))
        steps.finish("databases")
        return [name for name in self.roster.running if await self._hold(name)]

    async def _fill(self, databases: Databases, database: Owned, steps: Steps) -> None:
        done = await databases.ready(database)
        if done:
            self.journal.note(f"{database.name}: {', '.join(done)}.")
        steps.advance("databases")

    async def _hold(self, name: str) -> bool:
        """Put a worker out of service, or back, as its databases are; return whether it changed."""
        refusals = self.databases.refusals if self.databases else {}
        mine = (each.name for each in self.roster.running[name].databases)
        reason = " ".join(refusals[each] for each in mine if each in refusals)
        if reason == self._held.get(name, ""):
            return False
        self._held[name] = reason
        if reason:
            self.journal.note(f"Out of service: {reason}", worker=name, level="error")
            await self.runtime.hold(name, f"{name} is out of service: {reason}")
        else:
            await self.runtime.release(name)
        return True

    def tell_refusals(self) -> None:
        """Write into the log what does not run as its files are, and was not told yet."""
        told = dict(self._complaints())
        for name, text in told.items():
            if self._told.get(name) != text:
                self.journal.note(text, worker=name, level="error")
        self._told = told

    def _complaints(self) -> Iterator[tuple[str, str]]:
        running, workers = self.roster.running, self.roster.root / "workers"
        for name, reason in self.roster.refused.items():
            yield name, f"{reason} {AS_IT_WAS if name in running else MEND}"
        for name in self.roster.absent:
            yield name, f"There is no worker {name} in {workers}: who calls it gets 503."

    async def fire(self, worker: str, cron: str, at: datetime) -> dict[str, Any]:
        """Run a worker's schedule as of a moment; a failure is logged and given back."""
        await self.gate.passed()
        try:
            result = await self.runtime.scheduled(worker, cron, round(at.timestamp() * 1000))
        except PyworkerdError as error:
            self.journal.note(f"Cron {cron} failed: {error}", worker=worker, level="error")
            return {"outcome": "exception", "error": str(error)}
        return {"outcome": "ok"} | (result if isinstance(result, dict) else {})

    async def heard(self) -> None:
        """Wait until the journal holds all that was logged so far, if workerd can say so."""
        with suppress(PyworkerdError, TimeoutError):
            await asyncio.wait_for(self.runtime.flush_logs(), FLUSH_SECONDS)

    async def reset(self) -> None:
        """Empty what tests fill: KV, R2, queues, faults, outbox, logs; databases as seeded."""
        restored = [self.databases.restore()] if self.databases else []
        await asyncio.gather(
            self.runtime.clear_faults(), self.runtime.reset(keep_d1=True), *restored
        )
        self.outbox.reset()
        self.journal.clear()


def _vendor(folders: Mapping[str, Path], done: Callable[[Vendored], None]) -> dict[str, str]:
    """Vendor all at once, for what they share; return what fails, by name."""
    try:
        vendor_all(folders.values(), done=done)
    except PyworkerdError:
        failures = ((name, _failure(folder)) for name, folder in folders.items())
        return {name: reason for name, reason in failures if reason}
    return {}


def _failure(folder: Path) -> str:
    try:
        vendor_all([folder])
    except PyworkerdError as error:
        return str(error)
    return ""
