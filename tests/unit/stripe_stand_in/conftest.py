"""What the tests of Stripe's stand-in share is on the path."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from stripe_client import Shop


@pytest.fixture
def shop() -> Shop:
    """An account at Stripe, in which nothing has happened."""
    return Shop()
