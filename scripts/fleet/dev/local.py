"""A fleet that runs in a thread of this process, for code that is not asynchronous: tests."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from anyio.from_thread import BlockingPortal, start_blocking_portal

from fleet.dev.client import FleetClient
from fleet.dev.options import DevOptions
from fleet.dev.outbox import Rule
from fleet.dev.providers import Answer, Exchange, StandIn
from fleet.dev.running import DevFleet
from pyworkerd.local import LocalR2


class LocalFleet(FleetClient):
    """A client of the fleet beside it, with a hold on its processes."""

    def __init__(self, dev: DevFleet, portal: BlockingPortal) -> None:
        super().__init__(dev.runtime.port)
        self.dev = dev
        self._portal = portal

    def r2(self, worker: str) -> LocalR2:
        """Return a worker's R2 bucket."""
        return LocalR2(self._portal, self.dev.runtime.r2(worker))

    def deliver(self, worker: str, queue: str, *messages: Mapping[str, Any]) -> dict[str, Any]:
        """Hand a batch to a queue's consumer; return what it acknowledged and retried.

        A message is its ``body``, and ``id`` and ``attempts`` where they matter.
        """
        told: dict[str, Any] = self._portal.call(self.dev.runtime.queue, worker, queue, messages)
        return told

    def send_out(self, exchange: Exchange) -> Answer:
        """Let the provider's stand-in answer a request as if a worker had sent it."""
        return self._portal.call(self.dev.outbox.answer, exchange)

    def recall(self) -> None:
        """Let the providers' stand-ins take up what the databases know, as at a start."""
        self._portal.call(self.dev.engine.recall)

    def stand_in(self, name: str) -> StandIn:
        """Return a provider's stand-in."""
        [found] = self.dev.outbox.directory.called(name)
        return found

    def misbehave(self, rules: Sequence[Rule]) -> None:
        """Let providers misbehave by these rules and no others; needs no workerd."""

        def change() -> None:
            self.dev.outbox.clear_rules()
            for rule in rules:
                self.dev.outbox.add_rule(rule)

        self._portal.call(change)

    def in_runtime(self, method: str, *arguments: Any) -> Any:
        """Call a coroutine method of the runtime.

        Raises:
            PyworkerdError: workerd is not there, as after a kill.
        """
        return self._portal.call(getattr(self.dev.runtime, method), *arguments)

    def run_cron(self, worker: str, at: datetime | None = None) -> dict[str, Any]:
        """Run a worker's first schedule as of a time, and tell how it went; needs no open port."""
        cron, when = self.dev.workers[worker].crons[0], at or datetime.now(UTC)
        told: dict[str, Any] = self._portal.call(self.dev.engine.fire, worker, cron, when)
        return told

    def workerd_pid(self) -> int:
        """Return the process id of workerd itself (Linux only)."""
        for entry in Path("/proc").glob("[0-9]*/stat"):
            name, _, rest = entry.read_text().partition(") ")
            if name.endswith("(workerd") and int(rest.split()[2]) == self.dev.runtime.pid:
                return int(entry.parent.name)
        raise ProcessLookupError("workerd is not running")


@contextmanager
def run_locally(options: DevOptions) -> Iterator[LocalFleet]:
    """Run a fleet while the block lasts."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(DevFleet(options)) as dev,
    ):
        client = LocalFleet(dev, portal)
        try:
            yield client
        finally:
            client.close()


def quiet(state: Path, root: Path | None = None) -> DevOptions:
    """Return options for tests: any port, and nothing that acts by itself."""
    return DevOptions(
        port=0, state=state, root=root, crons=False, reload=False, eager=False, snapshots=False
    )
