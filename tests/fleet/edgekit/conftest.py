"""The kitchen, running twice: with edgekit's JavaScript module and event loop, and without."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.options import Variables

ROOT = Path(__file__).parent
WAYS = {"fast": Variables(), "plain": Variables(shared={"EDGEKIT_PLAIN": "1"})}


@pytest.fixture(scope="session", params=WAYS)
def both_ways(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LocalFleet]:
    """The kitchen over each of the two bridges."""
    options = quiet(tmp_path_factory.mktemp("state"), ROOT)
    with run_locally(replace(options, variables=WAYS[request.param])) as fleet:
        yield fleet


@pytest.fixture
def kitchen_fleet(both_ways: LocalFleet) -> LocalFleet:
    """The kitchen with empty stores."""
    both_ways.reset()
    return both_ways


@pytest.fixture
def kitchen(kitchen_fleet: LocalFleet) -> Iterator[httpx.Client]:
    """A client of the kitchen."""
    with kitchen_fleet.worker("kitchen") as client:
        yield client
