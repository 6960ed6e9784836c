"""The whole business under random faults and kills: nothing lost, doubled or unwanted.

`fleet chaos` at the size of a test. ``CHAOS_SEED=7`` throws other dice.
"""

import os
from pathlib import Path

import pytest

from fleet.chaos.campaign import campaign
from fleet.chaos.plan import Plan

KILLS, FAULTS, LEAST = 2, 10, 300
SEED = int(os.environ.get("CHAOS_SEED", "1"))
PLAN = Plan(leads=70, kills=KILLS, seed=SEED, texters=40, readers=35, visitors=50, buyers=15)


@pytest.mark.timeout(1800)  # a machine that is busy restarts workerd in minutes
def test_under_faults_and_kills_nothing_acknowledged_is_lost_or_doubled(tmp_path: Path) -> None:
    print(f"CHAOS_SEED={SEED}")  # noqa: T201 - pytest shows it when the test fails
    outcome = campaign(PLAN, tmp_path / "state", print)
    assert outcome.findings == [], f"CHAOS_SEED={SEED}"
    figures = outcome.figures
    kinds = ("leads", "texts", "mails", "bookings")
    assert sum(figures[f"acknowledged {kind}"] for kind in kinds) >= LEAST, figures
    assert figures["kill -9 of workerd"] == KILLS
    assert len([name for name in figures if name.startswith("broken")]) == FAULTS
