"""One running fleet for all rings that want one, put back to its seeded state before each test."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleet.dev.local import LocalFleet, quiet, run_locally

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def running_fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    """The fleet of this repository with its sample data, for the whole session."""
    with run_locally(quiet(tmp_path_factory.mktemp("state"))) as fleet:
        failing = {name: fleet.dev.journal.workers[name].error for name in fleet.dev.health.failing}
        assert not failing
        yield fleet


@pytest.fixture
def fleet(running_fleet: LocalFleet) -> LocalFleet:
    """The fleet as it is after a start."""
    running_fleet.reset()
    return running_fleet
