"""What the tests of site share."""

import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fleet.dev.local import LocalFleet

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def site(fleet: LocalFleet) -> Iterator[httpx.Client]:
    """A browser at the site: it asks for pages, and follows no redirect."""
    with fleet.worker("site") as client:
        client.timeout = httpx.Timeout(30)
        client.headers["Accept"] = "text/html,*/*"
        yield client
