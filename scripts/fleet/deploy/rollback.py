"""``fleet rollback``: the fleet as it ran before a deployment, or after an earlier one.

Only versions and their triggers go back: migrations stay, as the older code runs on them too.
"""

from dataclasses import dataclass

from rich.console import Console

from fleet.deploy import restore
from fleet.deploy.api import Api, connect
from fleet.deploy.command import confirm, whole_fleet
from fleet.deploy.configs import Placing
from fleet.deploy.deploying import commit_of, person
from fleet.deploy.environment import read_environment
from fleet.deploy.ledger import Deploy, Ledger, find_ledger
from fleet.deploy.order import order
from fleet.deploy.remote import Running, look
from fleet.deploy.resources import Stock
from fleet.errors import FleetError
from fleet.graph.order import calls_of

ROLLED_BACK = "rolled back"
WENT_THROUGH = ("ok", "under way", ROLLED_BACK)


@dataclass(frozen=True)
class Step:
    """One worker that is another than it was: ``kept`` is None where it was not there."""

    name: str
    running: Running | None
    kept: restore.Kept | None

    def line(self) -> str:
        """The step for people."""
        now = self.running.version if self.running is not None else "nothing"
        return f"{self.name}: {now} → {self.kept['version'] if self.kept else 'removed'}"


def rollback_command(name: str, api_url: str | None, to: str | None, yes: bool) -> int:
    """Put an environment's workers back. Returns the exit status."""
    fleet = whole_fleet()
    environment = read_environment(fleet.root, name)
    console = Console(highlight=False, soft_wrap=True)
    with connect(api_url, environment.account) as api:
        placing = Placing(fleet, environment)
        ledger, stock = _ledger(api, placing)
        goal = _goal(ledger, to)
        steps = _steps(placing, goal, look(api, placing, fleet.workers, stock))
        for step in steps:
            console.print(step.line(), markup=False)
        if not steps:
            console.print(f"{name} runs that already: nothing was changed.")
            return 0
        if not yes:
            confirm(f"Put {name} back to this?")
        with ledger.locked():
            running = look(api, placing, fleet.workers, stock)
            steps = _steps(placing, goal, running)
            before = {each: restore.kept(one) for each, one in running.items() if not one.stub}
            key = ledger.begin(commit_of(fleet.root), person(), before)
            called = {worker: placing.called(worker) for worker in fleet.workers}
            names = [step.name for step in steps]
            message = f"fleet rollback by {person()}"
            ledger.forget_secrets(names)
            for line in restore.bring_back(api, called, goal, names, message):
                console.print(line, markup=False)
            ledger.end(key, ROLLED_BACK, goal)
    console.print(f"{name}: {len(steps)} workers are back.")
    return 0


def _ledger(api: Api, placing: Placing) -> tuple[Ledger, Stock]:
    stock = Stock(api)
    ledger = find_ledger(api, placing.environment, stock)
    if ledger is None:
        raise FleetError(f"{placing.environment.name} was never deployed to by `fleet deploy`.")
    return ledger, stock


def _goal(ledger: Ledger, to: str | None) -> dict[str, restore.Kept]:
    """What is to run: by default what ran before the last deployment that went through."""
    history = ledger.history(100)
    if to is None:
        last = next((each for each in history if each.outcome in WENT_THROUGH), None)
        if last is None or not last.before:
            raise FleetError("There is nothing before the last deployment to go back to.")
        return last.before
    found = next((each for each in history if each.id == to), None)
    if found is None or not found.after:
        known = ", ".join(each.id for each in history if _kept(each)) or "none"
        raise FleetError(f"There is no finished deployment {to}; there are {known}.")
    return found.after


def _kept(deploy: Deploy) -> bool:
    return bool(deploy.after)


def _steps(
    placing: Placing, goal: dict[str, restore.Kept], running: dict[str, Running]
) -> list[Step]:
    """What differs, callers first, so that nobody calls what is gone already."""
    waves = order(calls_of(placing.fleet), list(placing.fleet.workers)).waves
    steps = []
    for name in reversed([name for wave in waves for name in wave]):
        now, kept = running.get(name), goal.get(name)
        same = now is not None and kept is not None and restore.kept(now) == kept
        if not same and (now is not None or kept is not None):
            steps.append(Step(name, now, kept))
    gone = [step.name for step in steps if step.running is None]
    if gone:
        raise FleetError(
            f"{', '.join(gone)} was removed from the account since, and with it its versions: "
            "check out the commit and deploy that."
        )
    return steps
