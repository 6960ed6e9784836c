"""A fleet that runs in a thread of this process, for code that is not asynchronous: tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anyio.from_thread import start_blocking_portal

from fleet.dev.client import FleetClient
from fleet.dev.options import DevOptions
from fleet.dev.running import DevFleet


class LocalFleet(FleetClient):
    """A client of the fleet beside it, with a hold on its processes."""

    def __init__(self, dev: DevFleet) -> None:
        super().__init__(dev.runtime.port)
        self.dev = dev

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
        client = LocalFleet(dev)
        try:
            yield client
        finally:
            client.close()


def quiet(state: Path, root: Path | None = None) -> DevOptions:
    """Return options for tests: any port, and nothing that acts by itself."""
    return DevOptions(port=0, state=state, crons=False, reload=False, root=root)
