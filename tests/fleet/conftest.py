"""One running fleet for the whole ring, put back to its seeded state before each test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal

from fleet.dev.client import FleetClient
from fleet.dev.options import DevOptions
from fleet.dev.running import DevFleet


class LocalFleet(FleetClient):
    """A fleet that runs in a thread of the test run."""

    def __init__(self, dev: DevFleet) -> None:
        super().__init__(dev.runtime.port)
        self.dev = dev

    def workerd_pid(self) -> int:
        """Return the process id of workerd itself."""
        for entry in Path("/proc").glob("[0-9]*/stat"):
            name, _, rest = entry.read_text().partition(") ")
            if name.endswith("(workerd") and int(rest.split()[2]) == self.dev.runtime.pid:
                return int(entry.parent.name)
        raise AssertionError("workerd is not running")


@contextmanager
def run_locally(options: DevOptions) -> Iterator[LocalFleet]:
    """Run a fleet in a thread of its own while the block lasts."""
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
    """Options for tests: any port, nothing that acts by itself."""
    return DevOptions(port=0, state=state, crons=False, reload=False, root=root)


@pytest.fixture(scope="session")
def running_fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    """The fleet of this repository with its sample data, for the whole session."""
    with run_locally(quiet(tmp_path_factory.mktemp("state"))) as fleet:
        assert not fleet.dev.health.failing, fleet.logs()
        yield fleet


@pytest.fixture
def fleet(running_fleet: LocalFleet) -> LocalFleet:
    """The fleet as it is after a start."""
    running_fleet.reset()
    return running_fleet
