"""What the tests of instant-offer share is on the path, and the rules of its unit tests."""

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fleet.dev.local import LocalFleet

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parents[2] / "unit" / "instant_offer")]


@pytest.fixture
def offers(fleet: LocalFleet) -> Iterator[httpx.Client]:
    """A client of instant-offer."""
    with fleet.worker("instant-offer") as client:
        client.timeout = httpx.Timeout(30)
        yield client
