"""chatbot at work, with leads and whom that calls; what its tests share is on the path."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fleet.dev.local import LocalFleet, quiet, run_locally

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE), str(ROOT / "workers" / "chatbot" / "src")]


@pytest.fixture(scope="package")
def running_chatbot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    """A fleet of chatbot and whom it calls, with the playbook loaded, and no model."""
    options = quiet(tmp_path_factory.mktemp("chatbot"))
    with run_locally(replace(options, only=("chatbot",))) as fleet:
        yield fleet


@pytest.fixture
def fleet(running_chatbot: LocalFleet) -> LocalFleet:
    """The fleet as it is after a start."""
    running_chatbot.reset()
    return running_chatbot


@pytest.fixture
def chatbot(fleet: LocalFleet) -> Iterator[httpx.Client]:
    """A client of chatbot."""
    with fleet.worker("chatbot") as client:
        yield client
