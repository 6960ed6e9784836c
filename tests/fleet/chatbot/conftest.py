"""A client of chatbot for its tests; the fleet runs with the playbook loaded, and no model."""

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fleet.dev.local import LocalFleet

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE), str(ROOT / "workers" / "chatbot" / "src")]


@pytest.fixture
def chatbot(fleet: LocalFleet) -> Iterator[httpx.Client]:
    """A client of chatbot."""
    with fleet.worker("chatbot") as client:
        yield client
