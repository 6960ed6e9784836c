"""media-proxy at work, with slack-intel beside it."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fleet.dev.local import LocalFleet, quiet, run_locally

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="package")
def running_media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    """A fleet of media-proxy and slack-intel."""
    options = quiet(tmp_path_factory.mktemp("state"))
    with run_locally(replace(options, only=("media-proxy",))) as fleet:
        yield fleet


@pytest.fixture
def fleet(running_media: LocalFleet) -> LocalFleet:
    """It, with nothing in its stores."""
    running_media.reset()
    return running_media


@pytest.fixture
def media(fleet: LocalFleet) -> Iterator[httpx.Client]:
    """A client of media-proxy."""
    with fleet.worker("media-proxy") as client:
        yield client
