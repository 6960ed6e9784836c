"""The fleet as its files describe it: the workers' folders and their ``wrangler.jsonc``.

Everything that the ``fleet`` command knows of a worker's configuration is read here and nowhere
else. Nothing is run; a broken configuration is kept as an error beside the workers that are fine.
"""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from fleet import jsonc
from fleet.errors import FleetError

CONFIG = "wrangler.jsonc"
# Of the keys that are read here, those that an environment does not take from the top level.
NOT_INHERITED = {
    "env",
    "vars",
    "secrets",
    "services",
    "d1_databases",
    "kv_namespaces",
    "r2_buckets",
    "ratelimits",
    "queues",
}
REPORTS_TO = "slack-intel"  # every worker reports errors and slow requests there


class ProjectError(FleetError):
    """Something about the repository is not as the command needs it; the text says what to do."""


class ConfigError(ProjectError):
    """A ``wrangler.jsonc`` that can't be read: whose, where, and why."""

    def __init__(self, path: Path, line: int, column: int, reason: str) -> None:
        super().__init__(f"{path}:{line}:{column} is not valid JSONC: {reason}.")
        self.worker = path.parent.name
        self.path = path
        self.line = line
        self.column = column
        self.reason = reason


@dataclass(frozen=True)
class ServiceBinding:
    """One entry of ``services``: the name in ``env``, the worker behind it, its line."""

    binding: str
    target: str
    line: int


@dataclass(frozen=True)
class Database:
    """One entry of ``d1_databases``; ``migrations`` is None where no folder is named."""

    binding: str
    name: str
    id: str
    migrations: Path | None
    line: int


@dataclass(frozen=True)
class Worker:
    """One folder of ``workers/``; ``name`` is the folder's, which must be the configuration's.

    With an ``environment`` it is the same worker as ``wrangler deploy --env`` would make it: its
    ``config`` is what stands in that block of ``env``, and what the block inherits.
    """

    folder: Path
    document: jsonc.Document
    environment: str = ""

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def deployed_name(self) -> str:
        """What Cloudflare calls it: an environment is a worker of its own."""
        if not self.environment:
            return self.name
        return str(self._block.get("name") or f"{self.name}-{self.environment}")

    @cached_property
    def config(self) -> dict[str, Any]:
        whole: dict[str, Any] = self.document.value
        if not self.environment:
            return whole
        inherited = {key: value for key, value in whole.items() if key not in NOT_INHERITED}
        return {**inherited, **self._block}

    @cached_property
    def environments(self) -> list["Worker"]:
        """The worker in each of its environments."""
        blocks = self.document.value.get("env")
        named = blocks.items() if isinstance(blocks, dict) else ()
        return [replace(self, environment=name) for name, each in named if isinstance(each, dict)]

    def line(self, *pointer: str | int) -> int:
        """The line of a part of ``config``, or of the nearest thing around it."""
        key = pointer[0] if pointer else ""
        if not self.environment or (key in self.config and key not in self._block):
            return self.document.line(*pointer)
        return self.document.line("env", self.environment, *pointer)

    @property
    def config_path(self) -> Path:
        return self.folder / CONFIG

    @property
    def main(self) -> Path:
        return self.folder / str(self.config.get("main", "src/entry.py"))

    @property
    def private(self) -> bool:
        """Whether only service bindings reach it."""
        return self.config.get("workers_dev") is False and not self.routes

    @property
    def routes(self) -> list[Any]:
        single = self.config.get("route")
        return [*self.config.get("routes", []), *([single] if single else [])]

    @cached_property
    def services(self) -> list[ServiceBinding]:
        return [
            ServiceBinding(
                str(entry.get("binding", "")),
                str(entry.get("service", "")),
                self.line("services", index),
            )
            for index, entry in self.entries("services")
        ]

    @cached_property
    def databases(self) -> list[Database]:
        return [
            Database(
                str(entry.get("binding", "")),
                str(entry.get("database_name", "")),
                str(entry.get("database_id", "")),
                self._folder(entry.get("migrations_dir")),
                self.line("d1_databases", index),
            )
            for index, entry in self.entries("d1_databases")
        ]

    @property
    def calls(self) -> list[str]:
        """Names of the workers that this one can reach over a binding."""
        return [service.target for service in self.services]

    @property
    def crons(self) -> list[str]:
        return list(self.config.get("triggers", {}).get("crons", []))

    @property
    def secrets(self) -> list[str]:
        return list(self.config.get("secrets", {}).get("required", []))

    @property
    def variables(self) -> dict[str, Any]:
        return dict(self.config.get("vars", {}))

    @property
    def produced_queues(self) -> dict[str, str]:
        """The queues that it sends to, by binding."""
        producers = self.config.get("queues", {}).get("producers", [])
        return {str(each.get("binding", "")): str(each.get("queue", "")) for each in producers}

    @property
    def consumed_queues(self) -> list[str]:
        consumers = self.config.get("queues", {}).get("consumers", [])
        return [str(consumer.get("queue", "")) for consumer in consumers]

    def sources(self) -> list[Path]:
        """The worker's own Python files, sorted."""
        return sorted(self.main.parent.rglob("*.py"))

    def entries(self, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
        """The objects in a list of the configuration, each with its index."""
        entries = self.config.get(key, [])
        if isinstance(entries, list):
            yield from ((i, entry) for i, entry in enumerate(entries) if isinstance(entry, dict))

    @property
    def _block(self) -> dict[str, Any]:
        """What stands in the environment's own block."""
        block: dict[str, Any] = self.document.value["env"][self.environment]
        return block

    def _folder(self, relative: object) -> Path | None:
        return (self.folder / relative).resolve() if isinstance(relative, str) else None


@dataclass(frozen=True)
class Fleet:
    """All workers of a repository, by name, and the configurations that could not be read."""

    root: Path
    workers: dict[str, Worker]
    broken: tuple[ConfigError, ...] = ()

    def select(self, names: Iterable[str]) -> list[Worker]:
        """The named workers, or all of them for no names. Raises `ProjectError` for an unknown."""
        wanted = list(names)
        unknown = [name for name in wanted if name not in self.workers]
        if unknown:
            raise ProjectError(
                f"There is no worker {', '.join(unknown)}; there are {', '.join(self.workers)}."
            )
        return [self.workers[name] for name in wanted or self.workers]

    def called(self, worker: Worker, service: ServiceBinding) -> Worker | None:
        """The worker behind a service binding of ``worker``; None for one that is not here.

        An environment calls the other's environment of the same name, by the name under which that
        is deployed, or the other as it stands at the top level (one geocoder for all, say).
        """
        for other in self.workers.values():
            same = (each for each in other.environments if each.environment == worker.environment)
            if service.target in {other.name, *(each.deployed_name for each in same)}:
                return other
        return None

    def relative(self, path: Path) -> str:
        """``path`` as people say it: from the repository's root where it lies inside."""
        try:
            return path.resolve().relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()

    @cached_property
    def access(self) -> dict[str, str]:
        """``public`` or ``private`` for each worker, as ``wrangler/workers.toml`` lists them."""
        return self._listed("workers")

    @cached_property
    def planned(self) -> dict[str, str]:
        """The same for each worker that is to come."""
        return self._listed("planned")

    def _listed(self, table: str) -> dict[str, str]:
        if not self.list_path.is_file():
            return {}
        try:
            listed: dict[str, dict[str, str]] = tomllib.loads(self.list_path.read_text("utf-8"))
        except ValueError as error:  # no TOML, or no UTF-8
            raise ProjectError(f"{self.list_path} can't be read as TOML: {error}.") from error
        return listed.get(table, {})

    @property
    def list_path(self) -> Path:
        """The file that lists the workers and who may reach them."""
        return self.root / "wrangler" / "workers.toml"


def find_root(start: Path | None = None) -> Path:
    """The repository's root: the nearest folder upward with ``workers/`` and ``wrangler/`` in it.

    Raises `ProjectError` outside a repository.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        if (folder / "workers").is_dir() and (folder / "wrangler").is_dir():
            return folder
    raise ProjectError(
        f"{start} is not inside a fleet: run this in a repository with workers/ and wrangler/."
    )


def read_fleet(root: Path | None = None) -> Fleet:
    """Read every ``workers/*/wrangler.jsonc`` below ``root``."""
    root = (root or find_root()).resolve()
    workers: dict[str, Worker] = {}
    broken = []
    for path in sorted((root / "workers").glob(f"*/{CONFIG}")):
        try:
            workers[path.parent.name] = read_worker(path.parent)
        except ConfigError as error:
            broken.append(error)
    return Fleet(root, workers, tuple(broken))


def read_worker(folder: Path) -> Worker:
    """Read one worker's folder. Raises `ConfigError` with the place of a mistake."""
    path = folder / CONFIG
    try:
        document = jsonc.parse(path.read_text(encoding="utf-8"))
    except jsonc.JsoncError as error:
        raise ConfigError(path, error.line, error.column, str(error)) from error
    except UnicodeDecodeError as error:
        raise ConfigError(path, 1, 1, "the file is not UTF-8: save it as that") from error
    if not isinstance(document.value, dict):
        raise ConfigError(path, 1, 1, "a configuration is an object: { … }")
    return Worker(folder, document)
