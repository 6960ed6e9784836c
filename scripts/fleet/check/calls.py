"""What the sources use against what is declared: service calls, secrets, bindings and limits."""

from collections.abc import Iterator
from functools import partial

from fleet.check import environments, sources
from fleet.check.apps import Route, WorkerApp
from fleet.check.findings import Finding
from fleet.project import Fleet, Worker

Apps = dict[str, WorkerApp]
ADMIN_TOKEN = "ADMIN_TOKEN"  # noqa: S105 - the name of the secret, not the secret
OUTBOX_QUEUE = "OUTBOX_QUEUE"
BINDING_LISTS = ("d1_databases", "kv_namespaces", "r2_buckets", "ratelimits")


def check(fleet: Fleet, workers: list[Worker], apps: Apps) -> Iterator[Finding]:
    """Undeclared calls, secrets, bindings and limits, and handlers that nothing triggers."""
    for worker in workers:
        read = [sources.read(path) for path in worker.sources()]
        yield from environments.each(worker, partial(_worker, fleet, apps[worker.name], read))


def _worker(
    fleet: Fleet, app: WorkerApp, read: list[sources.Source], worker: Worker
) -> Iterator[Finding]:
    told: set[str] = set()
    for source in read:
        for use, message in _uses(worker, app, source):
            # What an environment lacks is put right in its block, so that one place is enough.
            if not worker.environment or message not in told:
                where = f"{fleet.relative(source.path)}:{use.line}"
                yield Finding("error", "calls", where, message)
            told.add(message)
    if app.failure is None:
        limits = (message for route in app.routes for message in _limits(worker, app, route))
        for message in (*_events(worker, app), *_outbox_queue(worker, app), *limits):
            yield Finding("error", "calls", fleet.relative(worker.config_path), message)


def _uses(
    worker: Worker, app: WorkerApp, source: sources.Source
) -> Iterator[tuple[sources.Use, str]]:
    for use in source.service_calls if app.failure is None else ():
        reason = _undeclared(app, use.name)
        if reason:
            yield use, reason
    for use in source.secrets:
        declared = app.vars.get(use.name)
        if use.name not in worker.secrets and not (declared and declared.secret):
            yield use, f"The secret {use.name} is not declared: add it to secrets.required."
    bound = bindings(worker)
    for use in source.bindings:
        if use.name not in bound:
            yield use, f"{worker.name} has no binding {use.name}: add it to wrangler.jsonc."


def _undeclared(app: WorkerApp, call: str) -> str:
    service, _, operation = call.partition(".")
    client = app.clients.get(service)
    if client is None:
        return f"Services does not declare {service}: add it, and its binding."
    if operation not in client.operations:
        return f"The client {service} has no {operation}; it has {', '.join(client.operations)}."
    return ""


def _events(worker: Worker, app: WorkerApp) -> Iterator[str]:
    """What wrangler would deploy and nothing would serve, or the other way round."""
    if any(route.admin for route in app.routes) and ADMIN_TOKEN not in worker.secrets:
        yield f"It has private endpoints: add {ADMIN_TOKEN} to secrets.required."
    if app.name != worker.name:
        yield f"The app calls itself {app.name}; this worker is {worker.name}."
    if "on_fetch" not in app.handlers and "Default" not in app.handlers:
        yield "src/entry.py serves nothing: add on_fetch = app.on_fetch."
    if app.topics and not worker.crons:
        yield "It has an outbox, and no cron to deliver what failed at first: set triggers.crons."
    for handler, declared, key in (
        ("on_scheduled", worker.crons, "triggers.crons"),
        ("on_queue", worker.consumed_queues, "queues.consumers"),
    ):
        if declared and handler not in app.handlers:
            yield f"{key} is set, and src/entry.py has no {handler} = app.{handler}: add it."
        elif handler in app.handlers and not declared:
            yield f"src/entry.py has {handler}, and nothing triggers it: set {key}."


def _outbox_queue(worker: Worker, app: WorkerApp) -> Iterator[str]:
    """An outbox whose queue nobody empties, or somebody else does."""
    queue = worker.produced_queues.get(OUTBOX_QUEUE)
    if queue is None:
        return
    if queue not in worker.consumed_queues:
        yield f"{OUTBOX_QUEUE} leads to {queue}, which it must consume: add that to the consumers."
    if "" in app.queues:
        yield f"A consumer of any queue would take what is in {queue}: name its own in @app.queue."


def _limits(worker: Worker, app: WorkerApp, route: Route) -> Iterator[str]:
    """Limits that would let everybody pass: edgekit takes what is not configured as no limit."""
    bound, path = bindings(worker), f"{route.method} {route.path}"
    if route.limit and route.limit not in bound:
        yield f"{path} has the limit {route.limit}, which is not bound: add it to ratelimits."
    if not route.daily_limit:
        return
    if app.vars[route.daily_limit].default is None and not worker.variables.get(route.daily_limit):
        yield f"{path} has the daily limit {route.daily_limit}: set that var, or give it a default."
    if "CACHE_KV" not in bound:
        yield f"{path} has a daily limit, counted in CACHE_KV: add that to kv_namespaces."


def bindings(worker: Worker) -> set[str]:
    """Names under which the worker finds stores and queues in its ``env``."""
    lists = [worker.config.get(key, []) for key in BINDING_LISTS]
    lists.append(worker.config.get("queues", {}).get("producers", []))
    return {str(e.get("binding") or e.get("name")) for entries in lists for e in entries}
