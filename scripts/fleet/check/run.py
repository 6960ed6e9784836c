"""Runs every check over the chosen workers."""

from collections.abc import Callable, Iterator

from fleet.check import (
    apps,
    bindings,
    calls,
    configs,
    contracts,
    databases,
    imports,
    layers,
    leftovers,
    limits,
    randomness,
    sizes,
)
from fleet.check.findings import Finding, ordered
from fleet.project import Fleet, Worker

STATIC = (configs.check, layers.check, databases.check, sizes.check, limits.check, leftovers.check)
WITH_APPS = (imports.check, bindings.check, contracts.check, calls.check, randomness.check)


def run(
    fleet: Fleet, workers: list[Worker], progress: Callable[[str], None] = lambda _: None
) -> list[Finding]:
    """All findings about ``workers``, the worst first; ``progress`` hears what is being checked."""
    return ordered(_all(fleet, workers, progress))


def _all(fleet: Fleet, workers: list[Worker], progress: Callable[[str], None]) -> Iterator[Finding]:
    for static in STATIC:
        progress(_name(static))
        yield from static(fleet, workers)
    progress("imports")
    # All of them, since a call is compared with the worker that it goes to.
    declared = apps.load(fleet, list(fleet.workers.values()))
    for check in WITH_APPS:
        progress(_name(check))
        yield from check(fleet, workers, declared)


def _name(check: Callable[..., object]) -> str:
    return check.__module__.rpartition(".")[2]


COUNT = len(STATIC) + 1 + len(WITH_APPS)
