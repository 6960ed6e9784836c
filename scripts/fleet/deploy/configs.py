"""A worker's configuration in an environment: its own names, ids, addresses and vars."""

import copy
import hashlib
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from fleet.deploy.environment import PLACE, Environment
from fleet.errors import FleetError
from fleet.project import Fleet, Worker

# An address of the fleet on this machine; the first label is the worker, the site's has none.
LOCAL = re.compile(r"http://(?:([a-z0-9-]+)\.)?localhost:8787(?![\w.-])")
SITE = "site"
LARGEST_LIMITER = 2**31 - 1


@dataclass(frozen=True)
class Placing:
    """Where things are: the environment, and which workers it has of its own; None for all."""

    fleet: Fleet
    environment: Environment
    own: Collection[str] | None = None

    def home(self, worker: str) -> Environment:
        """The environment in which the workers of this one find another."""
        base = self.environment.base
        return self.environment if base is None or self.has(worker) else base

    def has(self, worker: str) -> bool:
        """Whether the environment has this worker of its own."""
        return self.own is None or worker in self.own

    def called(self, worker: str) -> str:
        """What Cloudflare calls the worker that is reached from here."""
        return self.home(worker).called(worker)


def config_of(placing: Placing, worker: Worker) -> dict[str, Any]:
    """What wrangler is given for this worker, apart from the places of its files.

    A resource that has no id yet is left without one. Raises `FleetError` where the worker's own
    file speaks of this environment.
    """
    name = placing.environment.name
    if any(inside.environment == name for inside in worker.environments):
        raise FleetError(
            f"{worker.config_path} has env.{name}, and environments are in wrangler/environments: "
            "take it out, and put its vars there."
        )
    config = copy.deepcopy({k: v for k, v in worker.config.items() if k not in ("$schema", "env")})
    config["name"] = placing.called(worker.name)
    _bind_services(placing, worker, config)
    _bind_resources(placing.environment, config)
    _route(placing.environment, worker.name, config)
    config["vars"] = _variables(placing, worker.name, config.get("vars", {}))
    if "ratelimits" in config:
        config["ratelimits"] = [_limiter(placing, each) for each in config["ratelimits"]]
    return config


def _bind_services(placing: Placing, worker: Worker, config: dict[str, Any]) -> None:
    for entry, service in zip(config.get("services", []), worker.services, strict=True):
        target = placing.fleet.called(worker, service)
        if target is not None:
            entry["service"] = placing.called(target.name)


def _bind_resources(environment: Environment, config: dict[str, Any]) -> None:
    called, ids = environment.called, environment.ids
    for entry in config.get("d1_databases", []):
        local = entry["database_name"]
        entry["database_name"] = called(local)
        _identify(entry, "database_id", ids["d1"].get(local))
    for entry in config.get("kv_namespaces", []):
        _identify(entry, "id", ids["kv"].get(namespace_name(entry)))
    for entry in config.get("r2_buckets", []):
        entry["bucket_name"] = called(entry["bucket_name"])
    queues = config.get("queues", {})
    for entry in [*queues.get("producers", []), *queues.get("consumers", [])]:
        entry["queue"] = called(entry["queue"])
        if "dead_letter_queue" in entry:
            entry["dead_letter_queue"] = called(entry["dead_letter_queue"])


def namespace_name(entry: dict[str, Any]) -> str:
    """The name of a KV namespace: in the repository its id is one."""
    return str(entry["id"])


def _identify(entry: dict[str, Any], key: str, known: str | None) -> None:
    entry.pop(key, None)
    if known is not None:
        entry[key] = known


def _route(environment: Environment, worker: str, config: dict[str, Any]) -> None:
    """A route leads to one worker of an account: another environment's would be taken from it."""
    if environment.names != PLACE:
        config.pop("routes", None)
        config.pop("route", None)
    if worker in environment.routes:
        config.pop("route", None)
        config["routes"] = environment.routes[worker]


def _variables(placing: Placing, worker: str, variables: dict[str, Any]) -> dict[str, Any]:
    environment = placing.environment
    shared = {k: v for k, v in environment.vars.get("*", {}).items() if k in variables}
    given = {**variables, **shared, **environment.vars.get(worker, {})}

    def address(match: re.Match[str]) -> str:
        name = match[1] or SITE
        return placing.home(name).address(name) if name in placing.fleet.workers else match[0]

    return {name: _replaced(value, address) for name, value in given.items()}


def _replaced(value: Any, address: Callable[[re.Match[str]], str]) -> Any:
    """``value`` with the fleet's addresses on this machine made those of the environment."""
    if isinstance(value, str):
        return LOCAL.sub(address, value)
    if isinstance(value, list):
        return [_replaced(each, address) for each in value]
    if isinstance(value, dict):
        return {key: _replaced(each, address) for key, each in value.items()}
    return value


def _limiter(placing: Placing, entry: dict[str, Any]) -> dict[str, Any]:
    """A limiter of the environment's own: one id in an account is one count."""
    names = placing.environment.names
    if names == PLACE:
        return entry
    text = f"{names} {entry['namespace_id']}".encode()
    number = int.from_bytes(hashlib.sha256(text).digest()[:8]) % LARGEST_LIMITER + 1
    return entry | {"namespace_id": str(number)}
