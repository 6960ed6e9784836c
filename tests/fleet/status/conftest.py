"""What the tests of status share."""

from collections.abc import Iterator

import httpx
import pytest

from fleet.dev.local import LocalFleet


@pytest.fixture
def status(fleet: LocalFleet) -> Iterator[httpx.Client]:
    with fleet.worker("status") as client:
        yield client
