"""What the tests of lead-bot share is on the path."""

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fleet.dev.local import LocalFleet

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def bot(fleet: LocalFleet) -> Iterator[httpx.Client]:
    """A client of lead-bot."""
    with fleet.worker("lead-bot") as client:
        client.timeout = httpx.Timeout(30)
        yield client
