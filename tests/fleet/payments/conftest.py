"""payments at work, with only slack-intel beside it."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.options import Variables

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PATHS = (HERE, ROOT / "tests" / "unit" / "stripe_stand_in", ROOT / "workers" / "payments" / "src")
sys.path[:0] = [str(path) for path in PATHS]


@pytest.fixture(scope="package")
def running_payments(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    """A fleet of payments and slack-intel that gives Stripe a second to answer."""
    options = quiet(tmp_path_factory.mktemp("payments"))
    impatient = Variables.parse(["payments:PROVIDER_TIMEOUT_MS=1000"])
    with run_locally(replace(options, only=("payments",), seed=None, variables=impatient)) as fleet:
        yield fleet


@pytest.fixture
def fleet(running_payments: LocalFleet) -> LocalFleet:
    """The fleet as it is after a start."""
    running_payments.reset()
    return running_payments


@pytest.fixture
def payments(fleet: LocalFleet) -> Iterator[httpx.Client]:
    """A client of payments."""
    with fleet.worker("payments") as client:
        yield client
