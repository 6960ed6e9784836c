"""The binding graph: targets exist, clients and bindings match, and cycles are named."""

from collections.abc import Iterator
from functools import partial

from fleet.check import environments
from fleet.check.apps import WorkerApp
from fleet.check.findings import Finding
from fleet.graph.order import calls_of, cycles
from fleet.project import REPORTS_TO, Fleet, ServiceBinding, Worker

Apps = dict[str, WorkerApp]


def check(fleet: Fleet, workers: list[Worker], apps: Apps) -> Iterator[Finding]:
    """Bindings to nowhere, clients without a binding and bindings without a client; cycles."""
    for worker in workers:
        yield from environments.each(worker, partial(_worker, fleet, apps[worker.name]))
    chosen = {worker.name for worker in workers}
    for cycle in cycles(calls_of(fleet)):
        if chosen.intersection(cycle):
            path = " → ".join([*cycle, cycle[0]])
            message = f"Workers call in a circle, so one of them deploys as a stub first: {path}."
            yield Finding("note", "bindings", "", message)


def binding_name(worker: str) -> str:
    """The name that the house gives to a binding of that worker."""
    return worker.upper().replace("-", "_")


def _worker(fleet: Fleet, app: WorkerApp, worker: Worker) -> Iterator[Finding]:
    for service in worker.services:
        where = f"{fleet.relative(worker.config_path)}:{service.line}"
        for message in _binding(fleet, worker, service):
            yield Finding("error", "bindings", where, message)
    if app.failure is None:
        yield from _clients(fleet, worker, app)


def _binding(fleet: Fleet, worker: Worker, service: ServiceBinding) -> Iterator[str]:
    called = fleet.called(worker, service)
    if service.target.removesuffix(f"-{worker.environment}") in {e.worker for e in fleet.broken}:
        return  # its configuration is what is wrong, and is told
    if called is None:
        there = f", nor an env.{worker.environment} there" if worker.environment else ""
        yield f"{service.binding} points to {service.target}, which is not in workers/{there}."
    elif called.name == worker.name:
        yield f"{worker.name} binds itself: remove the binding and call the function."
    elif service.binding != binding_name(called.name):
        yield f"The binding to {called.name} is called {binding_name(called.name)} here."


def _clients(fleet: Fleet, worker: Worker, app: WorkerApp) -> Iterator[Finding]:
    bound: dict[str, ServiceBinding] = {}
    for service in worker.services:
        called = fleet.called(worker, service)
        bound[called.name if called else service.target] = service
    for client in app.clients.values():
        if client.worker not in bound:
            entry = f'{{ "binding": "{client.binding}", "service": "{client.worker}" }}'
            where = fleet.relative(worker.config_path)
            message = f"Services has {client.attribute}, and no binding leads there: add {entry}."
            yield Finding("error", "bindings", where, message)
    declared = {client.worker for client in app.clients.values()} | {REPORTS_TO}
    for target, service in bound.items():
        if target not in declared and target in fleet.workers:
            where = f"{fleet.relative(worker.config_path)}:{service.line}"
            message = f"{service.binding} is bound, and Services does not declare it: "
            yield Finding("error", "bindings", where, message + "remove it or declare the client.")
