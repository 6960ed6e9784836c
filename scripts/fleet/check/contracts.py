"""Every operation of a client exists on the worker that it calls, with the same models."""

import re
from collections.abc import Iterator

from fleet.check.apps import Client, Operation, Route, Shape, WorkerApp
from fleet.check.findings import Finding
from fleet.project import Fleet, Worker

Apps = dict[str, WorkerApp]
BODILESS = {"GET", "DELETE"}


def check(fleet: Fleet, workers: list[Worker], apps: Apps) -> Iterator[Finding]:
    """Operations that their target does not serve, or serves with other models."""
    for worker in workers:
        where = fleet.relative(worker.main)
        for client in apps[worker.name].clients.values():
            target = apps.get(client.worker)
            if target is not None and target.failure is None:
                for message in _client(client, target):
                    yield Finding("error", "contracts", where, message)


def _client(client: Client, target: WorkerApp) -> Iterator[str]:
    for operation in client.operations.values():
        name = f"{client.attribute}.{operation.name}"
        route = target.route(operation.method, operation.path)
        if route is None:
            yield (
                f"{name} calls {operation.method} {operation.path}, which {client.worker} "
                f"does not serve; {_nearest(operation, target)}."
            )
        else:
            yield from (f"{name}: {reason}" for reason in _differences(operation, route))


def _nearest(operation: Operation, target: WorkerApp) -> str:
    methods = [route.method for route in target.routes if route.path == operation.path]
    if methods:
        return f"it answers {', '.join(methods)} there"
    paths = sorted({route.path for route in target.routes})
    return f"it has {', '.join(paths)}" if paths else "it has no routes"


def _differences(operation: Operation, route: Route) -> Iterator[str]:
    if operation.method in BODILESS or operation.fields.keys() == _in_path(operation.path):
        yield from _parameters(operation, route)
    elif not operation.request.agrees(route.body):
        yield f"it sends {operation.request.name}, and the route takes {_said(route.body)}."
    if operation.response is not None and not operation.response.agrees(route.result):
        yield f"it expects {operation.response.name}, and the route answers {_said(route.result)}."
    if route.admin and not operation.admin:
        yield "the route wants the admin token: declare the operation with admin=True."


def _in_path(path: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", path))


def _parameters(operation: Operation, route: Route) -> Iterator[str]:
    known = {parameter.name for parameter in route.parameters if parameter.place != "header"}
    for name in operation.fields:
        if name not in known:
            yield f"{operation.request.name} sends {name}, which the route does not read."
    for parameter in route.parameters:
        if parameter.required and not operation.fields.get(parameter.name, False):
            yield f"the route needs {parameter.name}, which {operation.request.name} may not send."


def _said(shape: Shape | None) -> str:
    return shape.name if shape else "nothing"
