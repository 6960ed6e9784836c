"""What stays behind when a worker is deleted: its line, its page in the docs, its migrations."""

from collections.abc import Iterator

from fleet import docs
from fleet.check.findings import Finding
from fleet.project import Fleet, Worker


def check(fleet: Fleet, workers: list[Worker]) -> Iterator[Finding]:
    """Lines and pages of workers that are not there, whichever workers were chosen."""
    there = {*fleet.workers, *(error.worker for error in fleet.broken)}
    listed = fleet.relative(fleet.list_path)
    for name in sorted(fleet.access.keys() - there):
        message = f"There is no workers/{name}: take it out, or to [planned] if it is to come."
        yield Finding("error", "leftovers", listed, message)
    for name in sorted(fleet.planned.keys() & there):
        message = f"workers/{name} is there by now: take it out of [planned]."
        yield Finding("error", "leftovers", listed, message)
    for page in docs.leftovers(fleet):
        message = f"There is no workers/{page.stem}: run `fleet docs`, which takes this page away."
        yield Finding("error", "leftovers", fleet.relative(page), message)
    if not fleet.broken:
        yield from _migrations(fleet)


def _migrations(fleet: Fleet) -> Iterator[Finding]:
    """Folders of migrations for databases that no worker has."""
    owned = {each.name for worker in fleet.workers.values() for each in worker.databases}
    for folder in sorted((fleet.root / "wrangler" / "migrations").glob("*/")):
        if folder.name not in owned:
            message = f"No worker has a database {folder.name}: delete these, or bind it."
            yield Finding("error", "leftovers", fleet.relative(folder), message)
