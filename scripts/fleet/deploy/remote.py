"""What runs in an environment now: versions, how they are marked, and their triggers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fleet.deploy.api import Api, each
from fleet.deploy.configs import Placing
from fleet.deploy.resources import Stock

TAG = "workers/tag"
MESSAGE = "workers/message"
MARK = "fleet-"
STUB = "fleet-stub"
MARKED = re.compile(r"commit=(\S+) code=(\S+)")
CONSUMER_SETTINGS = {
    "max_batch_size": ("batch_size", 1),
    "max_retries": ("max_retries", 1),
    "max_batch_timeout": ("max_wait_time_ms", 1000),
    "max_concurrency": ("max_concurrency", 1),
    "retry_delay": ("retry_delay", 1),
}
"""A consumer's settings in the configuration, and in the API with the factor between them."""


@dataclass(frozen=True)
class Running:
    """One deployed worker: its version, its mark, and what no version holds."""

    version: str
    tag: str
    message: str
    created: str
    secrets: frozenset[str]
    crons: tuple[str, ...]
    public: bool
    consumers: dict[str, dict[str, Any]]  # by the queue's name in the account

    @property
    def stub(self) -> bool:
        """Whether it only stands for a worker that is to come."""
        return self.tag == STUB

    @property
    def commit(self) -> str:
        """The commit that it was made of; empty where it is unknown."""
        marked = MARKED.search(self.message)
        return marked[1] if marked else ""

    @property
    def code(self) -> str:
        """The hash of its files; empty where it is unknown."""
        marked = MARKED.search(self.message)
        return marked[2] if marked else ""


def look(api: Api, placing: Placing, workers: Iterable[str], stock: Stock) -> dict[str, Running]:
    """Those of ``workers`` that are deployed, by their names in the repository."""
    deployed = {str(script["id"]) for script in api.get("/workers/scripts")}
    names = [name for name in workers if placing.called(name) in deployed]
    return dict(
        zip(names, each(names, lambda n: _running(api, placing.called(n), stock)), strict=True)
    )


def _running(api: Api, called: str, stock: Stock) -> Running:
    path = f"/workers/scripts/{called}"
    version = active_version(api, called)
    told = api.get(f"{path}/versions/{version}")
    annotations = told.get("annotations") or {}
    bindings = told["resources"].get("bindings") or []
    return Running(
        version,
        str(annotations.get(TAG, "")),
        str(annotations.get(MESSAGE, "")),
        str(told.get("metadata", {}).get("created_on", "")),
        frozenset(str(b["name"]) for b in bindings if b["type"] == "secret_text"),
        tuple(str(entry["cron"]) for entry in api.get(f"{path}/schedules")["schedules"]),
        bool(api.get(f"{path}/subdomain")["enabled"]),
        {
            str(queue["queue_name"]): entry
            for queue in stock.queues
            for entry in queue.get("consumers") or []
            if called in (entry.get("script"), entry.get("service"), entry.get("script_name"))
        },
    )


def active_version(api: Api, called: str) -> str:
    """The id of the version that has most of a worker's traffic."""
    deployments = api.get(f"/workers/scripts/{called}/deployments")["deployments"]
    versions = deployments[0]["versions"]
    return str(max(versions, key=lambda each: each["percentage"])["version_id"])


def triggers_differ(running: Running, config: dict[str, Any]) -> list[str]:
    """Which of a worker's triggers are not as its configuration wants them."""
    wanted = config.get("triggers", {}).get("crons", [])
    differ = [] if sorted(running.crons) == sorted(wanted) else ["crons"]
    if running.public != bool(config.get("workers_dev", not config.get("routes"))):
        differ.append("workers.dev")
    consumers = config.get("queues", {}).get("consumers", [])
    if not all(_consumes(running.consumers.get(entry["queue"]), entry) for entry in consumers):
        differ.append("queue consumers")
    return differ


def _consumes(found: dict[str, Any] | None, wanted: dict[str, Any]) -> bool:
    if found is None:
        return False
    settings = found.get("settings") or {}
    return all(
        settings.get(key) == wanted[name] * factor
        for name, (key, factor) in CONSUMER_SETTINGS.items()
        if name in wanted
    )
