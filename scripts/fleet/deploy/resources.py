"""D1 databases, KV namespaces, R2 buckets and queues: found by name, made where there are none."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from fleet.deploy.api import Api, RefusedError, UnreachableError, each
from fleet.deploy.environment import Environment
from fleet.errors import FleetError
from fleet.project import Worker


class Resource(NamedTuple):
    """A resource as the repository calls it."""

    kind: str
    local: str


@dataclass(frozen=True)
class Kind:
    """How the API lists and makes one kind of resource."""

    word: str
    path: str
    naming: str  # the field of its name
    key: str  # the field of its id
    creating: str  # the field of its name when it is made


KINDS = {
    "d1": Kind("D1 database", "/d1/database", "name", "uuid", "name"),
    "kv": Kind("KV namespace", "/storage/kv/namespaces", "title", "id", "title"),
    "r2": Kind("R2 bucket", "/r2/buckets", "name", "name", "name"),
    "queues": Kind("queue", "/queues", "queue_name", "queue_id", "queue_name"),
}


def needed(workers: Iterable[Worker]) -> list[Resource]:
    """What these workers are bound to, each once, in the order of the workers."""
    return list(dict.fromkeys(resource for worker in workers for resource in _of(worker)))


def _of(worker: Worker) -> Iterator[Resource]:
    for base in worker.databases:
        yield Resource("d1", base.name)
    for _, entry in worker.entries("kv_namespaces"):
        yield Resource("kv", str(entry["id"]))
    for _, entry in worker.entries("r2_buckets"):
        yield Resource("r2", str(entry["bucket_name"]))
    consumers = worker.config.get("queues", {}).get("consumers", [])
    letters = [each["dead_letter_queue"] for each in consumers if "dead_letter_queue" in each]
    for name in (*worker.produced_queues.values(), *worker.consumed_queues, *letters):
        yield Resource("queues", name)


class Stock:
    """What an account has: ids by the names that they have there, for each kind."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self.queues: list[dict[str, Any]] = []
        listed = each(KINDS, self._list)
        self.ids = dict(zip(KINDS, listed, strict=True))

    def _list(self, kind: str) -> dict[str, str]:
        how = KINDS[kind]
        if kind == "r2":  # its list has no pages, and lies deeper
            entries = self._api.get(how.path, per_page=1000)["buckets"]
        else:
            entries = self._api.list(how.path)
        if kind == "queues":
            self.queues = entries
        return {str(entry[how.naming]): str(entry[how.key]) for entry in entries}

    def again(self, kind: str) -> None:
        """Look once more at one kind."""
        self.ids[kind] = self._list(kind)


def identify(
    environment: Environment, stock: Stock, resources: Iterable[Resource]
) -> list[Resource]:
    """Fill in the ids of what the account has; what is missing is returned.

    Raises `FleetError` where the environment's file has the id of another account's resource.
    """
    missing = []
    for resource in resources:
        kind, local = resource
        name = environment.called(local)
        known = environment.ids[kind].get(local)
        found = stock.ids[kind].get(name)
        if known is not None and known != found:
            raise FleetError(
                f"{environment.path} has {known} as the id of the {KINDS[kind].word} {name}, which "
                "this account has not: look whether it is the right account, or take the id out."
            )
        if found is None:
            missing.append(resource)
        else:
            environment.ids[kind][local] = found
    return missing


def make(
    api: Api,
    environment: Environment,
    stock: Stock,
    missing: Iterable[Resource],
    told: Callable[[str], None],
) -> None:
    """Make what is missing, and keep each id at once, so that a kill loses none."""
    for resource in missing:
        kind, local = resource
        name = environment.called(local)
        environment.ids[kind][local] = create(api, stock, kind, name)
        environment.save()
        told(f"made the {KINDS[kind].word} {name}")


def create(api: Api, stock: Stock, kind: str, name: str) -> str:
    """Make one resource. An answer that was lost is looked for before it is tried again."""
    how = KINDS[kind]
    try:
        return str(api.post(how.path, {how.creating: name})[how.key])
    except (UnreachableError, RefusedError) as error:
        stock.again(kind)
        if name in stock.ids[kind]:
            return stock.ids[kind][name]
        if isinstance(error, RefusedError) and error.status < 500:
            raise
        return str(api.post(how.path, {how.creating: name})[how.key])
