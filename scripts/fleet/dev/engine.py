"""`Engine`: the parts of a running fleet that the control endpoints look into and steer."""

import asyncio
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from fleet.dev.databases import Databases
from fleet.dev.health import Health
from fleet.dev.journal import Journal
from fleet.dev.options import DevOptions
from fleet.dev.outbox import Outbox
from fleet.dev.providers import Directory
from fleet.dev.usage import UsageLedger
from fleet.project import Worker
from pyworkerd import Project, PyworkerdError, Runtime, WorkerInfo


class Engine:
    """The workers, their databases, what they sent out, and what has happened."""

    def __init__(self, options: DevOptions, configs: list[Worker], seeds: Path) -> None:
        self.options = options
        self.configs = configs
        self.journal = Journal()
        self.outbox = Outbox(Directory(seeds))
        self.runtime = Runtime(Project(worker.folder) for worker in configs)
        self.health = Health(self.runtime, self.journal)
        self.databases: Databases | None = None
        self._usage = UsageLedger()

    @property
    def workers(self) -> dict[str, WorkerInfo]:
        """The workers as the runtime serves them, by name."""
        return self.runtime.workers

    async def fire(self, worker: str, cron: str, at: datetime) -> dict[str, Any]:
        """Run a worker's schedule as of a moment; a failure is logged and given back."""
        try:
            result = await self.runtime.scheduled(worker, cron, round(at.timestamp() * 1000))
        except PyworkerdError as error:
            self.journal.note(f"Cron {cron} failed: {error}", worker=worker, level="error")
            return {"outcome": "exception", "error": str(error)}
        return {"outcome": "ok"} | (result if isinstance(result, dict) else {})

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
        databases = self.databases
        restored = [databases.restore(each) for each in databases.owned] if databases else []
        await asyncio.gather(
            self.runtime.clear_faults(), self.runtime.reset(keep_d1=True), *restored
        )
        self.outbox.reset()
        self.journal.clear()
        (await self.usage()).clear()
