"""``fleet chaos`` at a terminal: progress as it goes, figures at the end, findings first."""

import argparse
import secrets
import tempfile
import time
from pathlib import Path

from rich.console import Console

from fleet.chaos.campaign import Outcome, campaign
from fleet.chaos.plan import Plan
from fleet.chaos.recount.counting import grouped

SHOWN = 20
console = Console(highlight=False, soft_wrap=True)


def run(chosen: argparse.Namespace) -> int:
    """Run the command; the exit status is 1 if anything was lost, doubled, unwanted or wrong."""
    seed = secrets.randbelow(1_000_000) if chosen.seed is None else chosen.seed
    seconds = None if chosen.minutes is None else 60.0 * chosen.minutes
    plan = Plan.of(chosen.leads, chosen.kills, seed, seconds, chosen.posters)
    console.print(f"{plan.stories:,} people, {plan.kills} kills, --seed {seed}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        outcome = campaign(plan, Path(folder) / "state", console.print)
    show(outcome, seed)
    console.print(f"It took {(time.monotonic() - began) / 60:.1f} minutes.")
    return 1 if outcome.findings else 0


def show(outcome: Outcome, seed: int) -> None:
    """Print the first findings of each kind, and all figures."""
    for kind, found in grouped((each.kind, each) for each in outcome.findings).items():
        for finding in found[:SHOWN]:
            line = f"{kind}: {finding.what}: {finding.where} (--seed {seed})"
            console.print(line, style="red", markup=False)
        if len(found) > SHOWN:
            console.print(f"… and {len(found) - SHOWN} more {kind}", style="red")
    width = max(map(len, outcome.figures))
    for name, number in outcome.figures.items():
        console.print(f"{name:<{width}} {number:>9,}")
