"""The command itself: progress, the findings as text or JSON, and the exit status."""

import json
from dataclasses import asdict

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from fleet.check import bundles, placeholders
from fleet.check.apps import WorkerApp
from fleet.check.findings import Finding, ordered, summary
from fleet.check.run import COUNT, Outcome, run
from fleet.project import Fleet, Worker, read_fleet

COLOURS = {"error": "bold red", "warning": "yellow", "note": "cyan"}


def check(names: list[str], *, as_json: bool, dry_run: bool, deploy: str | None = None) -> int:
    """Check the named workers, or all. Returns 1 if there are errors, else 0.

    ``deploy`` names the environment that is to be deployed, empty for the top level; None for no
    look at what only a deployment needs.
    """
    fleet = read_fleet()
    workers = _chosen(fleet, names)
    findings, declared = _outcome(fleet, workers, dry_run=dry_run)
    if deploy is not None:
        findings = ordered([*findings, *placeholders.check(fleet, workers, deploy)])
    if as_json:
        print(json.dumps(_document(workers, findings, declared), indent=2))
    else:
        _print(findings, len(workers))
    return int(any(finding.level == "error" for finding in findings))


def _chosen(fleet: Fleet, names: list[str]) -> list[Worker]:
    broken = {error.worker for error in fleet.broken}
    readable = [name for name in names if name not in broken]
    return fleet.select(readable) if readable or not names else []


def _outcome(fleet: Fleet, workers: list[Worker], *, dry_run: bool) -> Outcome:
    columns = (TextColumn("Checking {task.description}"), BarColumn())
    steps = COUNT + (len(workers) if dry_run else 0)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=steps)

        def progress(what: str) -> None:
            bar.update(task, advance=1, description=what)

        findings, declared = run(fleet, workers, progress)
        if dry_run:
            findings = ordered([*findings, *bundles.check(fleet, workers, progress)])
    return Outcome(findings, declared)


def _print(findings: list[Finding], count: int) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for finding in findings:
        console.print(f"[{COLOURS[finding.level]}]{finding.level}[/]", end="")
        console.print(finding.line().removeprefix(finding.level), markup=False)
    console.print(summary(findings, count), markup=False)


def _document(
    workers: list[Worker], findings: list[Finding], declared: dict[str, WorkerApp]
) -> dict[str, object]:
    return {
        "ok": not any(finding.level == "error" for finding in findings),
        "workers": [worker.name for worker in workers],
        "findings": [asdict(finding) for finding in findings],
        "variables": {
            worker.name: dict.fromkeys(declared[worker.name].vars) | worker.variables
            for worker in workers
        },
    }
