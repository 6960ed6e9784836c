"""Runs every check over the chosen workers."""

from collections.abc import Callable
from typing import NamedTuple

from fleet.check import (
    apps,
    bindings,
    calls,
    configs,
    contracts,
    databases,
    edgekit_layers,
    imports,
    layers,
    leftovers,
    lifetimes,
    limits,
    main_requests,
    packages,
    personal_data,
    queues,
    randomness,
    settings,
    sizes,
    tables,
)
from fleet.check.findings import Finding, ordered
from fleet.project import Fleet, Worker

STATIC = (
    configs.check,
    layers.check,
    edgekit_layers.check,
    packages.check,
    databases.check,
    sizes.check,
    limits.check,
    leftovers.check,
)
WITH_APPS = (
    imports.check,
    bindings.check,
    contracts.check,
    main_requests.check,
    calls.check,
    queues.check,
    tables.check,
    lifetimes.check,
    personal_data.check,
    settings.check,
    randomness.check,
)


class Outcome(NamedTuple):
    """All findings, the worst first, and what every worker of the fleet declares."""

    findings: list[Finding]
    apps: dict[str, apps.WorkerApp]


def run(
    fleet: Fleet, workers: list[Worker], progress: Callable[[str], None] = lambda _: None
) -> Outcome:
    """Check ``workers``; ``progress`` hears what is being checked."""
    found: list[Finding] = []
    for static in STATIC:
        progress(_name(static))
        found += static(fleet, workers)
    progress("imports")
    # All of them, since a call is compared with the worker that it goes to.
    declared = apps.load(fleet, list(fleet.workers.values()))
    for check in WITH_APPS:
        progress(_name(check))
        found += check(fleet, workers, declared)
    return Outcome(ordered(found), declared)


def _name(check: Callable[..., object]) -> str:
    return check.__module__.rpartition(".")[2]


COUNT = len(STATIC) + 1 + len(WITH_APPS)
