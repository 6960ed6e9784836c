"""Runs the parts of the benchmark, prints their tables and writes the page."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from fleet.bench import fleet, gateway, growth, leads, machine, sales, start, warm
from fleet.bench.report import Results, page, tables, with_fleet
from fleet.bench.variants import PROJECTS, python_projects
from fleet.check.bundles import dry_run
from fleet.errors import FleetError
from fleet.project import find_root
from fleet.vendor import vendor_workers

PARTS = ("bundle", "start", "requests", "fleet", "gateway", "sales", "leads", "growth")
START_STEPS = 4
BUNDLED = "edgekit"  # an App with pydantic, and nothing of its own to speak of


def bench(output: Path, parts: list[str], *, quick: bool, workers: tuple[str, ...] = ()) -> int:
    """Run the named parts, or all, and write the page. Returns the exit status.

    ``workers`` are those whose main request is timed; all of them without any.

    Raises:
        FleetError: a part that there is none of.
    """
    chosen = parts_of(parts, workers)
    root = find_root()
    vendor_workers(python_projects(root))
    results = Results(machine.facts(root), machine.load())
    steps = _steps(root, chosen, quick=quick)
    columns = (TextColumn("{task.description:32}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=steps)

        def progress(what: str) -> None:
            bar.update(task, advance=1, description=what)

        asyncio.run(_measure(root, chosen, results, progress, quick=quick, workers=workers))
    results.load = machine.load()
    print(tables(results))
    whole = not workers
    if whole and set(chosen) == set(PARTS):
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(page(results), encoding="utf-8")
        print(f"\nWritten to {output}.")
    elif whole and chosen == ["fleet"] and output.is_file() and not quick:
        output.write_text(with_fleet(output.read_text("utf-8"), results), encoding="utf-8")
        print(f"\nThe fleet's table is written to {output}.")
    else:
        print(f"\n{output} is left as it is: only a full run, or the fleet's table, is written.")
    return 0


def parts_of(named: Sequence[str], workers: Sequence[str]) -> list[str]:
    """What is run: the parts that are named, else the fleet's of some workers, else all.

    Raises:
        FleetError: a part that there is none of.
    """
    unknown = [part for part in named if part not in PARTS]
    if unknown:
        raise FleetError(f"There is no part {unknown[0]}; there are {', '.join(PARTS)}.")
    return list(named or (("fleet",) if workers else PARTS))


def _steps(root: Path, parts: list[str], *, quick: bool) -> int:
    steps = {
        "fleet": fleet.steps(root),
        "gateway": gateway.steps(),
        "bundle": 1,
        "start": START_STEPS,
        "requests": warm.steps(quick=quick),
        "sales": sales.steps(quick=quick),
        "leads": leads.steps(quick=quick),
        "growth": growth.steps(quick=quick),
    }
    return sum(steps[part] for part in parts)


async def _measure(
    root: Path,
    parts: list[str],
    results: Results,
    progress: Callable[[str], None],
    *,
    quick: bool,
    workers: tuple[str, ...],
) -> None:
    if "bundle" in parts:
        results.bundles = _bundles(root)
        progress("bundle")
    if "start" in parts:
        results.start = await start.measure(start.prepare(), progress)
        results.dev_seconds = await start.measure_dev(root, progress)
    if "requests" in parts:
        results.timings = await warm.measure(root, progress, quick=quick)
    if "fleet" in parts:
        results.jobs = await fleet.measure(root, progress, quick=quick, only=workers)
    if "gateway" in parts:
        results.gateway = await gateway.measure(root, progress, quick=quick)
    if "sales" in parts:
        results.sales = await sales.measure(root, progress, quick=quick)
    if "leads" in parts:
        results.leads = await leads.measure(root, progress, quick=quick)
    if "growth" in parts:
        results.growth = await growth.measure(root, progress, quick=quick)


def _bundles(root: Path) -> dict[str, int]:
    bundled = dry_run(root, root / PROJECTS / BUNDLED)
    if bundled.reason:
        raise FleetError(f"wrangler can't bundle {PROJECTS / BUNDLED}: {bundled.reason}")
    return {"a worker with edgekit and pydantic": bundled.gzip_bytes}
