"""A fleet of email and what it calls; what its tests share is on the path."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fleet.dev.local import LocalFleet, quiet, run_locally

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def running_mail_fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    options = replace(quiet(tmp_path_factory.mktemp("state")), only=("email",), seed=None)
    with run_locally(options) as fleet:
        yield fleet


@pytest.fixture
def mail_fleet(running_mail_fleet: LocalFleet) -> LocalFleet:
    """The fleet as it is after a start."""
    running_mail_fleet.reset()
    return running_mail_fleet


@pytest.fixture
def email(mail_fleet: LocalFleet) -> Iterator[httpx.Client]:
    with mail_fleet.worker("email") as client:
        yield client
