"""The fleet on Cloudflare's own loader, and what each worker takes to start there."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from fleet.dev.local import LocalFleet, quiet, run_locally
from fleet.project import find_root, read_fleet
from pyworkerd import Project
from pyworkerd.startup import MEMORY_BYTES, Startup, startups

MIB = 1024 * 1024


@pytest.fixture(scope="session")
def running_fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalFleet]:
    """The fleet of this repository with its sample data, booted by Cloudflare's loader."""
    options = replace(quiet(tmp_path_factory.mktemp("state")), official=True, usage=False)
    with run_locally(options) as fleet:
        failing = {name: fleet.dev.journal.workers[name].error for name in fleet.dev.health.failing}
        assert not failing
        yield fleet


@pytest.fixture(scope="session")
def started() -> dict[str, Startup]:
    """Every worker, imported and restored from its dedicated snapshot, by its name."""
    projects = [Project(worker.folder) for worker in read_fleet(find_root()).workers.values()]

    async def collect() -> dict[str, Startup]:
        return {each.worker: each async for each in startups(projects, "/health")}

    return asyncio.run(collect())


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tell what each worker took, the largest first."""
    reports = terminalreporter.getreports("passed")
    found = [dict(report.user_properties) for report in reports if report.when == "call"]
    measured = sorted(
        (each for each in found if "memory" in each), key=lambda each: -each["memory"]
    )
    if not measured:
        return
    limit = MEMORY_BYTES // MIB
    terminalreporter.section(f"on Cloudflare's loader: start-up CPU, linear memory of {limit} MB")
    for each in measured:
        line = f"{each['worker']:<20} {each['cpu_ms']:>6} ms  {each['memory'] / MIB:>6.1f} MB"
        terminalreporter.write_line(line)
