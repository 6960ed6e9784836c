"""What the tests of deploying share: the stand-in of Cloudflare's API."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cloudflare_stand_in import Cloudflare


@pytest.fixture
def cloudflare() -> Iterator[Cloudflare]:
    """Cloudflare's API on this machine, with an empty account."""
    with Cloudflare() as running:
        yield running
