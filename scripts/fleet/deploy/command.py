"""``fleet deploy``: the plan, the question, the progress and the outcome."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from fleet.deploy.api import Api, connect
from fleet.deploy.configs import Placing
from fleet.deploy.deploying import Target, deploy, outlook, public_addresses
from fleet.deploy.environment import read_environment
from fleet.deploy.given_secrets import read_secrets
from fleet.errors import FleetError
from fleet.project import Fleet, read_fleet
from fleet.vendor import vendor_workers


@dataclass(frozen=True)
class DeployOptions:
    """What the command line asks for."""

    environment: str
    api: str | None
    yes: bool
    plan_only: bool
    secrets: Path | None
    patience_s: float


def deploy_command(options: DeployOptions) -> int:
    """Deploy the whole fleet. Returns the exit status."""
    fleet = whole_fleet()
    vendor_workers([worker.folder for worker in fleet.workers.values()])
    environment = read_environment(fleet.root, options.environment)
    given = read_secrets(options.secrets, fleet.workers)
    with connect(options.api, environment.account) as api:
        workers = list(fleet.workers.values())
        placing = Placing(fleet, environment)
        target = Target(api, placing, workers, given, options.patience_s)
        return carry_out(target, options.yes, options.plan_only)


def carry_out(target: Target, yes: bool, plan_only: bool) -> int:
    """Show the plan, ask, deploy. Returns the exit status."""
    console = Console(highlight=False, soft_wrap=True)
    environment = target.placing.environment
    name = environment.name
    plan = outlook(target).plan
    for line in plan.lines(target.called, environment.called):
        console.print(line, markup=False)
    if plan_only:
        return 0
    if not plan.empty and not yes:
        confirm(f"Deploy this to {name}?")
    started = time.monotonic()
    done = deploy(target, lambda line: console.print(line, markup=False))
    seconds = time.monotonic() - started
    if done.empty:
        console.print(f"{name} is up to date: nothing was uploaded.")
        return 0
    console.print(f"{name}: {len(done.uploads)} workers deployed in {seconds:.0f} s.")
    for worker, address in sorted(public_addresses(target.placing, target.workers).items()):
        console.print(f"  {worker}  {address}", markup=False)
    return 0


def confirm(question: str) -> None:
    """Go on only with a yes. Raises `FleetError` without one, and where nobody can be asked."""
    if not sys.stdin.isatty():
        raise FleetError(f"{question} Nobody is here to be asked: give --yes.")
    if input(f"{question} [y/N] ").strip().lower() not in ("y", "yes"):
        raise FleetError("Nothing was done.")


def whole_fleet() -> Fleet:
    """The fleet of this repository. Raises for a configuration that can't be read."""
    fleet = read_fleet()
    for error in fleet.broken:
        raise error
    return fleet


__all__ = ["Api", "DeployOptions", "carry_out", "confirm", "deploy_command", "whole_fleet"]
