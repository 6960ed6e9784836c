"""A fleet of crm-sync, webhooks and what they call; what the tests share is on the path."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fleet.dev.local import LocalFleet, quiet, run_locally

sys.path.insert(0, str(Path(__file__).parent))

WORKERS = ("crm-sync", "webhooks")


@pytest.fixture(scope="session")
def running_crm_fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    options = replace(quiet(tmp_path_factory.mktemp("state")), only=WORKERS, seed=None)
    with run_locally(options) as fleet:
        yield fleet


@pytest.fixture
def crm_fleet(running_crm_fleet: LocalFleet) -> LocalFleet:
    """The fleet as it is after a start."""
    running_crm_fleet.reset()
    return running_crm_fleet


@pytest.fixture
def crm(crm_fleet: LocalFleet) -> Iterator[httpx.Client]:
    with crm_fleet.worker("crm-sync") as client:
        yield client
