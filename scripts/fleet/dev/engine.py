"""`Engine`: the parts of a running fleet that the control endpoints look into and steer."""

import asyncio
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from fleet.dev.databases import Databases
from fleet.dev.gate import Gate
from fleet.dev.health import Health
from fleet.dev.journal import Journal
from fleet.dev.options import DevOptions
from fleet.dev.outbox import Outbox
from fleet.dev.providers import Directory
from fleet.dev.roster import Roster
from fleet.dev.usage import UsageLedger
from pyworkerd import Project, PyworkerdError, Runtime, WorkerInfo

FLUSH_SECONDS = 2.0


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
        self._usage = UsageLedger()

    @property
    def workers(self) -> dict[str, WorkerInfo]:
        """The workers as the runtime serves them, by name."""
        return self.runtime.workers

    def learn(self) -> None:
        """Let the outbox know the providers' addresses that the workers have."""
        for variables in self.roster.variables:
            self.outbox.directory.learn(variables)

    async def recall(self) -> None:
        """Let stand-ins take up what the workers' databases know of them."""
        for stand_in in self.outbox.directory.stand_ins:
            worker, sql = stand_in.memory or ("", "")
            info = self.workers.get(worker)
            binding = info.binding("d1") if info else None
            if info is None or binding is None:
                continue
            try:
                stand_in.recall(await self.runtime.d1(info.name, binding.name).query(sql))
            except PyworkerdError as error:
                text = f"The stand-in for {stand_in.name} starts empty: {error}"
                self.journal.note(text, worker=worker, level="warning")

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

    async def usage(self) -> UsageLedger:
        """Return what events have used of Cloudflare's limits, up to now.

        While workerd starts, or starts again, it can't be asked: then it is what is known.
        """
        if self.workers:
            with suppress(PyworkerdError):
                self._usage.take(await self.runtime.usage())
        return self._usage

    async def reset(self) -> None:
        """Empty what tests fill: KV, R2, queues, faults, outbox, logs; databases as seeded."""
        restored = [self.databases.restore(self.runtime)] if self.databases else []
        await asyncio.gather(
            self.runtime.clear_faults(), self.runtime.reset(keep_d1=True), *restored
        )
        self.outbox.reset()
        await self.recall()
        self.journal.clear()
        (await self.usage()).clear()
