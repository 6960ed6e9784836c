"""What the tests of gateway share is on the path."""

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fleet.dev.local import LocalFleet

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def gateway(fleet: LocalFleet) -> Iterator[httpx.Client]:
    """A client of gateway, without a key."""
    with fleet.worker("gateway") as client:
        yield client
