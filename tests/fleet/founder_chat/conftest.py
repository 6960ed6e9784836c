"""founder-chat at work, with slack-intel beside it."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fleet.dev.local import LocalFleet, quiet, run_locally

sys.path.insert(0, str(Path(__file__).parents[1] / "chatbot"))


@pytest.fixture(scope="package")
def running_founder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    """A fleet of founder-chat and slack-intel, with the demo's profile, and no model."""
    options = quiet(tmp_path_factory.mktemp("founder"))
    with run_locally(replace(options, only=("founder-chat",))) as fleet:
        yield fleet


@pytest.fixture
def fleet(running_founder: LocalFleet) -> LocalFleet:
    """The fleet as it is after a start."""
    running_founder.reset()
    return running_founder


@pytest.fixture
def founder(fleet: LocalFleet) -> Iterator[httpx.Client]:
    """A client of founder-chat."""
    with fleet.worker("founder-chat") as client:
        yield client
