"""A fleet of partner-hooks and what it calls; what its tests share is on the path."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.options import Variables

sys.path.insert(0, str(Path(__file__).parent))

TIMEOUT_MS = 1500


@pytest.fixture(scope="session")
def running_partner_fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    given = Variables.parse([f"partner-hooks:ATTEMPT_TIMEOUT_MS={TIMEOUT_MS}"])
    state = tmp_path_factory.mktemp("state")
    options = replace(quiet(state), only=("partner-hooks",), seed=None, variables=given)
    with run_locally(options) as fleet:
        yield fleet


@pytest.fixture
def partners(running_partner_fleet: LocalFleet) -> LocalFleet:
    """The fleet as it is after a start, with nothing on its way that another test has published."""
    running_partner_fleet.flush_queues()
    running_partner_fleet.reset()
    return running_partner_fleet


@pytest.fixture
def hooks(partners: LocalFleet) -> Iterator[httpx.Client]:
    with partners.worker("partner-hooks") as client:
        yield client
