"""sms at work, with only slack-intel beside it: what its tests share is on the path."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.dev.options import Variables

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[2] / "workers" / "sms" / "src")]


@pytest.fixture(scope="package")
def running_sms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    """A fleet of sms and slack-intel, without a bot, that gives Twilio a second to answer.

    Whenever the tests run, it is quiet in Seattle and not in New York.
    """
    from sms_alone import fleet_root
    from sms_at_work import QUIET_FROM, QUIET_UNTIL

    given = (
        *("PROVIDER_TIMEOUT_MS=1000", "SETTLE_SECONDS=0"),
        *(f"QUIET_FROM={QUIET_FROM:%H:%M}", f"QUIET_UNTIL={QUIET_UNTIL:%H:%M}"),
    )
    root = fleet_root(tmp_path_factory.mktemp("sms"), has_bot=False)
    options = quiet(root / "state", root)
    impatient = Variables.parse(f"sms:{each}" for each in given)
    with run_locally(replace(options, only=("sms",), seed=None, variables=impatient)) as fleet:
        yield fleet


@pytest.fixture
def fleet(running_sms: LocalFleet) -> LocalFleet:
    """The fleet as it is after a start."""
    running_sms.reset()
    return running_sms


@pytest.fixture
def sms(fleet: LocalFleet) -> Iterator[httpx.Client]:
    """A client of sms."""
    with fleet.worker("sms") as client:
        yield client
