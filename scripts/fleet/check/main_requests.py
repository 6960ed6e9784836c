"""Every worker says what its main job is, so that ``make bench`` times it."""

from collections.abc import Iterator

from fleet import main_requests
from fleet.check.apps import WorkerApp
from fleet.check.findings import Finding
from fleet.errors import FleetError
from fleet.main_requests import FILE
from fleet.project import Fleet, Worker


def check(fleet: Fleet, workers: list[Worker], apps: dict[str, WorkerApp]) -> Iterator[Finding]:
    """Workers without a main request, with one that can't be read, or that no route answers."""
    for worker in workers:
        where = fleet.relative(worker.folder / FILE)
        try:
            request = main_requests.read(worker.folder)
        except FleetError as error:
            yield Finding("error", "main_request", where, str(error))
            continue
        app = apps[worker.name]
        if (
            app.failure is None
            and not app.fallback
            and not _answered(app, request.method, request.route_path)
        ):
            message = f"{worker.name} has no route for {request.method} {request.route_path}."
            yield Finding("error", "main_request", where, message)


def _answered(app: WorkerApp, method: str, path: str) -> bool:
    return any(route.method == method and _fits(route.path, path) for route in app.routes)


def _fits(pattern: str, path: str) -> bool:
    wanted, given = pattern.split("/"), path.split("/")
    return len(wanted) == len(given) and all(
        part == each or part.startswith("{") for part, each in zip(wanted, given, strict=True)
    )
