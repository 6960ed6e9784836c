"""What the workers' own code declares: routes, services, handlers; learnt by importing each one.

The import happens in another process (`fleet.check.importing`), under CPython, so that a worker
which fails, hangs, prints or changes global state harms nothing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fleet.check import importing
from fleet.project import Fleet, Worker

LONGEST_SECONDS = 20.0  # for the import of one worker; the slowest takes a tenth of a second
GIVEN = "--var"
NOTHING: Mapping[str, Mapping[str, str]] = {}


@dataclass(frozen=True)
class Shape:
    """A type that crosses the wire: its name for people, its JSON Schema for comparison."""

    name: str
    schema: Any

    def agrees(self, other: "Shape | None") -> bool:
        """Whether both describe the same JSON."""
        return other is not None and self.schema == other.schema


@dataclass(frozen=True)
class Parameter:
    """A path, query or header parameter of a route, by its outer name."""

    name: str
    place: str
    required: bool


@dataclass(frozen=True)
class Route:
    """One route of a worker's app; the limits are names of a binding and of a var."""

    method: str
    path: str
    body: Shape | None
    result: Shape | None
    parameters: tuple[Parameter, ...]
    admin: bool
    limit: str | None
    daily_limit: str | None


@dataclass(frozen=True)
class Operation:
    """One operation of a service client; ``fields`` are the request's, and whether required."""

    name: str
    method: str
    path: str
    request: Shape
    response: Shape | None
    fields: dict[str, bool]
    admin: bool


@dataclass(frozen=True)
class Client:
    """One attribute of a worker's ``Services``."""

    attribute: str
    worker: str
    binding: str
    operations: dict[str, Operation]


@dataclass(frozen=True)
class Var:
    """A declared var in words for people; ``default`` is None where it has none that can be told.

    ``optional`` vars need not be set.
    """

    name: str
    type: str
    default: str | None
    meaning: str
    secret: bool
    optional: bool


@dataclass(frozen=True)
class Lifetime:
    """When rows of a table go, and the SQL that finds them (parameters: latest time, how many).

    ``days`` is a number or the name of a field of the worker's vars; "0": the rows say it.
    """

    table: str
    over: str
    days: str


@dataclass(frozen=True)
class PersonalData:
    """Columns of a table that tell something about people, and how they are erased."""

    table: str
    columns: tuple[str, ...]
    erased: str


@dataclass(frozen=True)
class Randomness:
    """A call for randomness during the import, and where it was made."""

    function: str
    path: Path
    line: int


@dataclass(frozen=True)
class Failure:
    """Why a worker can't be imported, and the line of ours that is nearest to the reason."""

    reason: str
    path: Path
    line: int


@dataclass(frozen=True)
class WorkerApp:
    """What one worker's code declares; all empty where ``failure`` is set.

    ``queues`` are those that it consumes by name; an empty name is a consumer of any. ``producers``
    names for each the binding that sends to it. ``tables`` are those of edgekit's that its
    declarations need, ``schema`` has the SQL of all of them. ``kept`` are the tables whose rows
    stay, each with the reason; ``nobody`` has columns that are about no person, each with the
    reason. ``faults`` says by environment what is wrong with its vars there, and under ``GIVEN``
    with those given. ``fallback``: it serves whatever no route has.
    """

    failure: Failure | None = None
    name: str = ""
    topics: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    producers: dict[str, str] = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    schema: dict[str, str] = field(default_factory=dict)
    handlers: frozenset[str] = frozenset()
    lifetimes: tuple[Lifetime, ...] = ()
    kept: dict[str, str] = field(default_factory=dict)
    personal: tuple[PersonalData, ...] = ()
    nobody: dict[str, str] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    fallback: bool = False
    clients: dict[str, Client] = field(default_factory=dict)
    vars: dict[str, Var] = field(default_factory=dict)
    faults: dict[str, dict[str, str]] = field(default_factory=dict)
    randomness: tuple[Randomness, ...] = ()
    openapi: dict[str, Any] = field(default_factory=dict)

    def route(self, method: str, path: str) -> Route | None:
        """The route of that method and path template."""
        return next((r for r in self.routes if (r.method, r.path) == (method, path)), None)


def load(
    fleet: Fleet,
    workers: list[Worker],
    *,
    given: Mapping[str, Mapping[str, str]] = NOTHING,
    seconds: float = LONGEST_SECONDS,
) -> dict[str, WorkerApp]:
    """Import the workers and say what each declares, by name; one import may take ``seconds``.

    ``given`` are vars by worker to be tried beside those of its configuration.

    Raises `ProjectError` if the libraries can't be imported.
    """
    tasks = [
        importing.Task(each.main, {**values(each), GIVEN: given.get(each.name, {})})
        for each in workers
    ]
    found = importing.describe(fleet.root, tasks, seconds)
    return {worker.name: worker_app(each) for worker, each in zip(workers, found, strict=True)}


def values(worker: Worker) -> dict[str, dict[str, Any]]:
    """A worker's vars in each environment, by its name; the top level's is empty."""
    return {each.environment: each.variables for each in (worker, *worker.environments)}


def worker_app(found: dict[str, Any]) -> WorkerApp:
    """What a worker declares, out of the probe's JSON."""
    if found.get("failure"):
        failure = found["failure"]
        reason = Failure(failure["reason"], Path(failure["path"]), failure["line"])
        return WorkerApp(failure=reason, randomness=_randomness(found))
    clients = [_client(client) for client in found["clients"]]
    return WorkerApp(
        name=found["name"],
        topics=tuple(found["topics"]),
        queues=tuple(found["queues"]),
        producers=found["producers"],
        tables=tuple(found["tables"]),
        schema=found["schema"],
        handlers=frozenset(found["handlers"]),
        lifetimes=tuple(Lifetime(**lifetime) for lifetime in found["lifetimes"]),
        kept=found["kept"],
        personal=tuple(_personal(data) for data in found["personal"]),
        nobody=found["nobody"],
        routes=tuple(_route(route) for route in found["routes"]),
        fallback=found["fallback"],
        vars={each["name"]: Var(**each) for each in found["vars"]},
        faults=found["faults"],
        clients={client.attribute: client for client in clients},
        randomness=_randomness(found),
        openapi=found["openapi"],
    )


def _randomness(found: dict[str, Any]) -> tuple[Randomness, ...]:
    calls = found["randomness"]
    return tuple(Randomness(call["function"], Path(call["path"]), call["line"]) for call in calls)


def _personal(data: dict[str, Any]) -> PersonalData:
    return PersonalData(data["table"], tuple(data["columns"]), data["erased"])


def _route(route: dict[str, Any]) -> Route:
    return Route(
        route["method"],
        route["path"],
        _shape(route["body"]),
        _shape(route["result"]),
        tuple(Parameter(**parameter) for parameter in route["parameters"]),
        route["admin"],
        route["limit"],
        route["daily_limit"],
    )


def _client(client: dict[str, Any]) -> Client:
    operations = [_operation(operation) for operation in client["operations"]]
    by_name = {operation.name: operation for operation in operations}
    return Client(client["attribute"], client["worker"], client["binding"], by_name)


def _operation(operation: dict[str, Any]) -> Operation:
    request, response = _shape(operation["request"]), _shape(operation["response"])
    assert request is not None
    return Operation(
        operation["name"],
        operation["method"],
        operation["path"],
        request,
        response,
        operation["fields"],
        operation["admin"],
    )


def _shape(shape: dict[str, Any] | None) -> Shape | None:
    return Shape(shape["name"], shape["schema"]) if shape else None
