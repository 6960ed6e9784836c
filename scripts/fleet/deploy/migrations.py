"""Migrations: which are to be applied, that they take nothing away; wrangler applies them.

Code that runs goes on running on the migrated database, so that migrations come first and nothing
of them is taken back when the code is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fleet.check.databases import check_migrations
from fleet.deploy.api import Api, RefusedError, each
from fleet.deploy.environment import Environment
from fleet.deploy.staging import Staging
from fleet.deploy.wrangler import Wrangler
from fleet.errors import FleetError
from fleet.project import Database, Fleet, Worker

APPLIED = "SELECT name FROM d1_migrations ORDER BY id"
NO_TABLE = "no such table"


@dataclass(frozen=True)
class Pending:
    """What one database still needs; ``before`` is the last that it has, empty for none."""

    worker: Worker
    database: Database
    before: str
    names: list[str]


def refuse_losses(fleet: Fleet, workers: Iterable[Worker]) -> None:
    """Raise `FleetError` for migrations that take something away, or can't be applied."""
    folders = dict.fromkeys(base.migrations for worker in workers for base in worker.databases)
    for folder in folders:
        if folder is None or not folder.is_dir():
            continue
        for finding in check_migrations(fleet, folder):
            if finding.level == "error":
                raise FleetError(f"{finding.where}: {finding.message}")


def pending(api: Api, environment: Environment, workers: Iterable[Worker]) -> list[Pending]:
    """The databases that lack migrations; one that is to be made lacks all."""
    owned = [(worker, base) for worker in workers for base in worker.databases if base.migrations]
    found = each(owned, lambda pair: _pending(api, environment, *pair))
    return [one for one in found if one.names]


def _pending(api: Api, environment: Environment, worker: Worker, base: Database) -> Pending:
    key = environment.ids["d1"].get(base.name)
    applied = _applied(api, key) if key is not None else []
    folder = base.migrations or Path()
    names = [path.name for path in sorted(folder.glob("*.sql")) if path.name not in applied]
    return Pending(worker, base, applied[-1] if applied else "", names)


def _applied(api: Api, key: str) -> list[str]:
    try:
        results = api.post(f"/d1/database/{key}/query", {"sql": APPLIED}, again=True)
    except RefusedError as error:
        if NO_TABLE in str(error):
            return []
        raise
    return [str(row["name"]) for row in results[0]["results"]]


def last_applied(api: Api, environment: Environment, base: Database) -> str:
    """The last migration that a database has; empty for none."""
    key = environment.ids["d1"].get(base.name)
    applied = _applied(api, key) if key is not None else []
    return applied[-1] if applied else ""


def apply(
    wrangler: Wrangler,
    staging: Staging,
    todo: Iterable[Pending],
    configs: Mapping[str, dict[str, Any]],
    told: Callable[[str], None],
) -> None:
    """Let wrangler apply them, one database after the other. Raises `FleetError` at the first."""
    for one in todo:
        folder = staging.worker(one.worker, configs[one.worker.name])
        arguments = ("d1", "migrations", "apply", one.database.binding, "--remote")
        try:
            wrangler.run(folder, *arguments)
        except FleetError as error:
            raise FleetError(f"{one.database.name} can't be migrated: {error}") from error
        told(f"migrated {one.database.name} to {one.names[-1]}")
