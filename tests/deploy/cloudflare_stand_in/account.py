"""The state of one account: workers with their versions, databases, namespaces, buckets, queues."""

import sqlite3
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cloudflare_stand_in.envelope import NO_WORKER, ApiError

SECRET = "secret_text"


def now() -> str:
    """The time as the API writes it."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class Version:
    """One uploaded version of a worker: what it is made of, and what it is bound to."""

    id: str
    number: int
    created: str
    metadata: dict[str, Any]
    bindings: dict[str, dict[str, Any]]
    modules: dict[str, bytes]
    assets: dict[str, str] | None  # path → hash

    @property
    def annotations(self) -> dict[str, str]:
        """The tag and the message that it was uploaded with."""
        return {k: v for k, v in self.metadata.get("annotations", {}).items() if v is not None}

    def document(self) -> dict[str, Any]:
        """It as the API tells it; the values of secrets are never told."""
        told = [_told(each) for each in self.bindings.values()]
        return {
            "id": self.id,
            "number": self.number,
            "metadata": {"created_on": self.created, "source": "wrangler", "author_id": "u"},
            "annotations": self.annotations,
            "resources": {
                "bindings": told,
                "script": {"etag": self.id.replace("-", ""), "handlers": ["fetch"]},
                "script_runtime": {"usage_model": "standard"},
            },
            "startup_time_ms": 12,
        }


def _told(binding: dict[str, Any]) -> dict[str, Any]:
    hidden = binding["type"] == SECRET
    return {k: v for k, v in binding.items() if not (hidden and k == "text")}


@dataclass
class Worker:
    """One worker: its versions, which of them gets the traffic, and its triggers."""

    name: str
    tag: str = field(default_factory=lambda: uuid.uuid4().hex)
    versions: list[Version] = field(default_factory=list)
    deployments: list[dict[str, Any]] = field(default_factory=list)  # the newest last
    crons: list[str] = field(default_factory=list)
    public: bool = False
    previews: bool = False
    tags: list[str] = field(default_factory=list)
    settings: dict[str, Any] = field(default_factory=dict)

    def version(self, wanted: str) -> Version:
        """The version with this id."""
        for version in self.versions:
            if version.id == wanted:
                return version
        raise ApiError(404, 10016, f"The version {wanted} does not exist.")

    @property
    def active(self) -> Version:
        """The version that gets the traffic."""
        return self.version(self.deployments[-1]["versions"][0]["version_id"])

    def deploy(self, versions: list[dict[str, Any]], message: str | None) -> dict[str, Any]:
        """Give these versions the traffic."""
        for each in versions:
            self.version(each["version_id"])
        deployment = {
            "id": str(uuid.uuid4()),
            "source": "wrangler",
            "strategy": "percentage",
            "author_email": "deployer@example.com",
            "created_on": now(),
            "annotations": {"workers/message": message} if message else {},
            "versions": versions,
        }
        self.deployments.append(deployment)
        return deployment


@dataclass
class Queue:
    """A queue and who takes from it."""

    id: str
    name: str
    consumers: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Database:
    """A D1 database: a real SQLite in memory."""

    id: str
    name: str
    sqlite: sqlite3.Connection


@dataclass
class Account:
    """All that the account has; each dictionary is by name, or by id where the API has ids."""

    workers: dict[str, Worker] = field(default_factory=dict)
    databases: dict[str, Database] = field(default_factory=dict)
    namespaces: dict[str, str] = field(default_factory=dict)  # id → title
    buckets: dict[str, dict[str, bytes]] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    assets: dict[str, bytes] = field(default_factory=dict)  # hash → content
    sessions: dict[str, dict[str, str]] = field(default_factory=dict)  # jwt → manifest
    subdomain: str = "example"

    def worker(self, name: str) -> Worker:
        """The worker of this name."""
        if name not in self.workers:
            raise NO_WORKER
        return self.workers[name]

    def database(self, name: str) -> Database:
        """The database of this name."""
        return next(base for base in self.databases.values() if base.name == name)

    def queue(self, name: str) -> Queue:
        """The queue of this name."""
        return next(queue for queue in self.queues.values() if queue.name == name)

    def names(self) -> dict[str, list[str]]:
        """What there is, by kind, for a test to compare."""
        return {
            "workers": sorted(self.workers),
            "databases": sorted(base.name for base in self.databases.values()),
            "namespaces": sorted(self.namespaces.values()),
            "buckets": sorted(self.buckets),
            "queues": sorted(queue.name for queue in self.queues.values()),
        }

    def consumers(self) -> dict[str, list[str]]:
        """Which workers take from each queue."""
        return {
            queue.name: sorted(each["script_name"] for each in queue.consumers)
            for queue in self.queues.values()
        }

    def close(self) -> None:
        """Let the databases go."""
        for base in self.databases.values():
            base.sqlite.close()
