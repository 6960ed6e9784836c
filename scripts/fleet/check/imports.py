"""Workers that can't even be imported."""

from collections.abc import Iterator

from fleet.check.apps import WorkerApp
from fleet.check.findings import Finding
from fleet.project import Fleet, Worker


def check(fleet: Fleet, workers: list[Worker], apps: dict[str, WorkerApp]) -> Iterator[Finding]:
    """One error for each worker whose ``src/entry.py`` fails, at the line that is to blame."""
    for worker in workers:
        failure = apps[worker.name].failure
        if failure is not None:
            where = f"{fleet.relative(failure.path)}:{failure.line}"
            message = f"{worker.name} can't be imported: {failure.reason}"
            yield Finding("error", "import", where, message)
