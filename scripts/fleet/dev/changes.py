"""Takes up what is edited, added and removed while the fleet runs, and says what it did."""

from collections.abc import Collection
from pathlib import Path

from fleet.dev.crons import Crons
from fleet.dev.edits import Edits
from fleet.dev.engine import Engine
from fleet.dev.upkeep import Upkeep
from fleet.errors import FleetError
from pyworkerd import Project, PyworkerdError

IN_VAIN = "was applied before this edit: write another migration, or start again with --reset."
RESTARTED = "All workers were started again for that, with what was stored."


class Changes:
    """Follows the edits of a running fleet."""

    def __init__(self, engine: Engine, upkeep: Upkeep, crons: Crons, stubs: Path) -> None:
        self._engine = engine
        self._upkeep = upkeep
        self._roster = engine.roster
        self._crons = crons
        self._stubs = stubs

    async def follow(self, edits: Edits) -> None:
        """Take up edits as they come, until cancelled; what goes wrong with one is told."""
        watched = self._roster.watched
        while True:
            files = await edits.take()
            try:
                await self.take_up(files)
            except (FleetError, PyworkerdError, OSError) as error:
                self._engine.journal.note(f"Not taken up: {error}", level="error")
            if watched != self._roster.watched:
                watched = self._roster.watched
                edits.look_again()

    async def take_up(self, files: Collection[Path]) -> None:
        """Run the fleet as its files are now."""
        before = set(self._roster.running)
        edited = self._roster.concerned(files)
        restarted = False
        self._tell_idle(files)
        try:
            if edited:
                restarted = await self._replace(edited)
            affected = await self._upkeep.fill_databases(files)
        finally:
            self._engine.gate.open()
        if edited:
            self.plan_crons()
            broken = await self._wake(edited, everyone=restarted)
            self._tell(before, edited - broken, restarted=restarted)
        elif affected:
            await self._engine.health.check(affected)

    def plan_crons(self) -> None:
        """Let the schedules be those of the workers that run."""
        running = [self._engine.workers[name] for name in self._roster.running]
        wrong = self._crons.plan((info.name, cron) for info in running for cron in info.crons)
        for complaint in wrong:
            self._engine.journal.note(complaint, level="error")

    async def _replace(self, edited: Collection[str]) -> bool:
        roster, runtime = self._roster, self._engine.runtime
        roster.read(edited)
        self._engine.learn()
        await self._upkeep.vendor([name for name in edited if name in roster.wanted])
        self._engine.gate.shut()
        outcome = []

        async def attempt(projects: list[Project]) -> None:
            changed = [name for name in edited if name not in roster.refused]
            outcome.append(await runtime.replace(projects, changed, roster.front_door))

        await roster.run(attempt, self._stubs)
        self._upkeep.tell_refusals()
        return outcome[-1]

    async def _wake(self, edited: Collection[str], *, everyone: bool) -> set[str]:
        """Boot what is new and ask how it is; return the workers that could not start."""
        runtime, health = self._engine.runtime, self._engine.health
        names = [name for name in runtime.workers if everyone or name in edited]
        broken = await runtime.warm(*names) if names else {}
        await health.check(names)
        return set(broken)

    def _tell(self, before: set[str], sound: set[str], *, restarted: bool) -> None:
        roster = self._roster
        now = roster.running.keys() - roster.refused.keys()
        said = {
            "Removed": before - roster.running.keys(),
            "Added": (sound & now) - before,
            "Reloaded": sound & now & before,
        }
        text = " ".join(
            f"{verb} {', '.join(sorted(names))}." for verb, names in said.items() if names
        )
        if text or restarted:
            self._engine.journal.note(f"{text} {RESTARTED if restarted else ''}".strip())

    def _tell_idle(self, files: Collection[Path]) -> None:
        """Say of edits that nothing follows from that it is so."""
        journal, databases = self._engine.journal, self._engine.databases
        if any(self._engine.seeds in path.parents for path in files):
            journal.note("Sample data was edited: start fleet dev again to load it.")
        for name in databases.edited_in_vain(files) if databases else ():
            journal.note(f"{name} {IN_VAIN}", level="warning")
