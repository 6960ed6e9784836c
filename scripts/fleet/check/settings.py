"""Vars in the configuration, every environment's, against those that the code declares."""

from collections.abc import Iterator
from functools import partial

from fleet.check import environments
from fleet.check.apps import WorkerApp
from fleet.check.findings import Finding
from fleet.project import Fleet, Worker


def check(fleet: Fleet, workers: list[Worker], apps: dict[str, WorkerApp]) -> Iterator[Finding]:
    """Vars that nobody declares, that do not fit or are not set; and declared ones unexplained."""
    for worker in workers:
        app = apps[worker.name]
        if app.failure is None:
            yield from environments.each(worker, partial(_configured, fleet, app))
            yield from _unexplained(fleet, worker, app)


def _configured(fleet: Fleet, app: WorkerApp, worker: Worker) -> Iterator[Finding]:
    """What is wrong in one environment: each at the line of the var, or where it is missing."""

    def finding(name: str, message: str) -> Finding:
        pointer = ("vars", name) if name in worker.variables else ("vars",)
        where = f"{fleet.relative(worker.config_path)}:{worker.line(*pointer)}"
        return Finding("error", "vars", where, message)

    for name, fault in app.faults[worker.environment].items():
        yield finding(name, fault)
    for name in worker.variables:
        declared = app.vars.get(name)
        if declared is None:
            yield finding(name, f"No code reads {name}: declare it in a class of Vars, or drop it.")
        elif declared.secret:
            yield finding(name, f"{name} is a secret: set it with wrangler secret put, not here.")


def _unexplained(fleet: Fleet, worker: Worker, app: WorkerApp) -> Iterator[Finding]:
    where = fleet.relative(worker.main)
    for name, var in app.vars.items():
        if not var.meaning:
            message = f"Nothing says what {name} means: write a docstring under {name.lower()}."
            yield Finding("error", "vars", where, message)
