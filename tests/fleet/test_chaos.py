"""The whole business under random faults and kills: nothing lost, doubled or unwanted.

`fleet chaos` at the size of a test. ``CHAOS_SEED=7`` throws other dice.
"""

import os
from pathlib import Path

from fleet.chaos.campaign import campaign
from fleet.chaos.plan import Plan

KILLS, LEAST = 2, 300
SEED = int(os.environ.get("CHAOS_SEED", "1"))
PLAN = Plan(leads=70, kills=KILLS, seed=SEED, texters=40, readers=35, visitors=50, buyers=15)


def test_under_faults_and_kills_nothing_acknowledged_is_lost_or_doubled(tmp_path: Path) -> None:
    outcome = campaign(PLAN, tmp_path / "state", print)
    assert outcome.findings == [], f"CHAOS_SEED={SEED}"
    figures = outcome.figures
    kinds = ("leads", "texts", "mails", "bookings")
    assert sum(figures[f"acknowledged {kind}"] for kind in kinds) >= LEAST, figures
    assert figures["kill -9 of workerd"] == KILLS
    assert min(number for name, number in figures.items() if name.startswith("broken")) > 0
