"""What workers need to run: packages, databases; and what is told of those that lack them."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from fleet.design import copy_tokens
from fleet.dev.databases import Databases, Owned, owned_databases
from fleet.dev.engine import Engine
from fleet.dev.steps import Silent, Steps
from pyworkerd import PyworkerdError, vendor_all
from pyworkerd.requirements import has_requirements
from pyworkerd.vendor import Vendored

AS_IT_WAS = "It runs on as it was."
MEND = "Mend that, and it is taken up."


class Upkeep:
    """Gives the workers of an engine what they need, at the start and after edits."""

    def __init__(self, engine: Engine, databases: Databases) -> None:
        engine.databases = databases
        self._databases = databases
        self._roster, self._runtime, self._journal = engine.roster, engine.runtime, engine.journal
        self._held: dict[str, str] = {}
        self._told: dict[str, str] = {}

    async def vendor(
        self, names: Collection[str], done: Callable[[Vendored], None] = lambda _: None
    ) -> None:
        """Fill the ``python_modules/`` of workers; one whose packages can't be had is refused."""
        folders = {name: self._roster.wanted[name].folder for name in names}
        with_packages = {name: each for name, each in folders.items() if has_requirements(each)}
        failed = await asyncio.to_thread(_vendor, with_packages, done)
        for name, reason in failed.items():
            self._roster.refuse(name, reason)
        copy_tokens(self._roster.root, folders.values())

    async def fill_databases(
        self, edited: Collection[Path] = (), steps: Steps | None = None
    ) -> list[str]:
        """Migrate and fill the databases that are new, or whose migrations were edited.

        Workers that lack theirs are out of service until they have it, and say why. Returns those
        that are out of service now, or no longer.
        """
        running = self._roster.running
        owned = owned_databases(self._runtime, running.values(), self._roster.root)
        new = self._databases.own(owned)
        folders = {path.parent for path in edited}
        due = [each for each in owned if each in new or each.migrations in folders]
        steps = steps or Silent()
        steps.begin("databases", len(due))
        await asyncio.gather(*(self._fill(each, steps) for each in due))
        steps.finish("databases")
        self._held = {name: reason for name, reason in self._held.items() if name in running}
        return [name for name in running if await self._hold(name)]

    async def _fill(self, database: Owned, steps: Steps) -> None:
        done = await self._databases.ready(database)
        if done:
            self._journal.note(f"{database.name}: {', '.join(done)}.")
        steps.advance("databases")

    async def _hold(self, name: str) -> bool:
        """Put a worker out of service, or back, as its databases are; return whether it changed."""
        refusals = self._databases.refusals
        mine = (each.name for each in self._roster.running[name].databases)
        reason = " ".join(refusals[each] for each in mine if each in refusals)
        if reason == self._held.get(name, ""):
            return False
        self._held[name] = reason
        if reason:
            self._journal.note(f"Out of service: {reason}", worker=name, level="error")
            await self._runtime.hold(name, f"{name} is out of service: {reason}")
        else:
            await self._runtime.release(name)
        return True

    def tell_refusals(self) -> None:
        """Write into the log what does not run as its files are, and was not told yet."""
        told = dict(self._complaints())
        for name, text in told.items():
            if self._told.get(name) != text:
                self._journal.note(text, worker=name, level="error")
        self._told = told

    def _complaints(self) -> Iterator[tuple[str, str]]:
        running, workers = self._roster.running, self._roster.root / "workers"
        for name, reason in self._roster.refused.items():
            yield name, f"{reason} {AS_IT_WAS if name in running else MEND}"
        for name in self._roster.absent:
            yield name, f"There is no worker {name} in {workers}: who calls it gets 503."


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
