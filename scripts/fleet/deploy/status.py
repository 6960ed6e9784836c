"""``fleet status``: what runs, of which commit, with which migration; and the last deploys."""

import json
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from fleet.deploy.api import Api, connect, each
from fleet.deploy.command import whole_fleet
from fleet.deploy.configs import Placing
from fleet.deploy.environment import read_environment
from fleet.deploy.ledger import find_ledger
from fleet.deploy.migrations import last_applied
from fleet.deploy.remote import look
from fleet.deploy.resources import Stock, identify, needed
from fleet.project import Worker

SHOWN_DEPLOYS = 5


def status_command(name: str, api_url: str | None, as_json: bool) -> int:
    """Tell of an environment. Returns the exit status."""
    fleet = whole_fleet()
    environment = read_environment(fleet.root, name)
    with connect(api_url, environment.account) as api:
        told = status(api, Placing(fleet, environment))
    if as_json:
        print(json.dumps(told, indent=2))
    else:
        _show(told)
    return 0


def status(api: Api, placing: Placing) -> dict[str, Any]:
    """What runs in an environment, as JSON."""
    workers = list(placing.fleet.workers.values())
    environment = placing.environment
    stock = Stock(api)
    identify(environment, stock, needed(workers))
    running = look(api, placing, [worker.name for worker in workers], stock)
    ledger = find_ledger(api, environment, stock)

    def one(worker: Worker) -> dict[str, Any]:
        now = running.get(worker.name)
        bases = {base.name: last_applied(api, environment, base) for base in worker.databases}
        return {
            "worker": worker.name,
            "deployed": now is not None and not now.stub,
            "version": now.version if now else None,
            "commit": now.commit if now else None,
            "uploaded": now.created if now else None,
            "migrations": bases,
        }

    return {
        "environment": environment.name,
        "workers": each(workers, one),
        "deploys": [
            {
                "id": deploy.id,
                "at": datetime.fromtimestamp(deploy.started, UTC).isoformat(),
                "commit": deploy.commit,
                "by": deploy.by,
                "outcome": deploy.outcome,
                "reason": deploy.reason,
            }
            for deploy in (ledger.history(SHOWN_DEPLOYS) if ledger is not None else [])
        ],
    }


def _show(told: dict[str, Any]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    table = Table("worker", "commit", "version", "uploaded", "migration", box=None)
    for one in told["workers"]:
        migrations = ", ".join(last or "none" for last in one["migrations"].values())
        version = one["version"] or "not deployed"
        table.add_row(
            one["worker"], one["commit"] or "", version, (one["uploaded"] or "")[:19], migrations
        )
    console.print(table)
    for deploy in told["deploys"]:
        reason = f": {deploy['reason']}" if deploy["reason"] else ""
        line = f"{deploy['id']}  {deploy['at']}  {deploy['commit']}  {deploy['by']}  "
        console.print(f"{line}{deploy['outcome']}{reason}", markup=False)
