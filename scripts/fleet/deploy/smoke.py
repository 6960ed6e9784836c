"""Asks deployed workers how they are: public ones for their deep health, which tries bindings.

A private worker has no address: it is as well as those that are bound to it find it.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from fleet.deploy.api import each
from fleet.project import Worker

HEALTH = "/health?deep=1"
TIMEOUT_S = 20.0
PAUSE_S = 1.0


@dataclass(frozen=True)
class Health:
    """What one address told: ``reason`` is empty if all is well."""

    name: str
    reason: str
    bindings: dict[str, str]  # what is wrong with each binding; empty text for nothing


def ask(name: str, address: str, patience_s: float) -> Health:
    """The health of the worker at an address; it is asked again for a while, since the edge takes
    seconds to learn of a new version."""
    until = time.monotonic() + patience_s
    while True:
        found = _ask(name, address)
        if not found.reason or time.monotonic() + PAUSE_S > until:
            return found
        time.sleep(PAUSE_S)


def _ask(name: str, address: str) -> Health:
    try:
        answer = httpx.get(address + HEALTH, timeout=TIMEOUT_S)
        told: Any = answer.json()
    except httpx.HTTPError as error:
        return Health(name, f"{address} does not answer: {error}", {})
    except ValueError:
        return Health(name, f"{address}{HEALTH} answers {answer.status_code} and no health", {})
    if not isinstance(told, dict) or "status" not in told:
        return Health(name, f"{address}{HEALTH} answers {answer.status_code} and no health", {})
    bindings = {
        str(key): str(value.get("error") or "down") if value.get("status") == "down" else ""
        for key, value in (told.get("bindings") or {}).items()
    }
    return Health(name, _reason(answer.status_code, told, bindings), bindings)


def _reason(status: int, told: dict[str, Any], bindings: dict[str, str]) -> str:
    if told["status"] == "ok" and status == httpx.codes.OK:
        return ""
    wrong = [f"{name} is down ({error})" for name, error in bindings.items() if error]
    wrong += [str(fault) for fault in (told.get("vars") or {}).values()]
    return f"it is {told['status']}" + (": " + ", ".join(wrong) if wrong else "")


def smoke(addresses: Mapping[str, str], patience_s: float) -> list[Health]:
    """The health of all these workers, by name and address."""
    return each(addresses.items(), lambda pair: ask(*pair, patience_s))


def unseen(workers: Iterable[Worker], found: Iterable[Health]) -> list[str]:
    """Those of ``workers`` that no address and no binding tells of."""
    told = {health.name for health in found}
    bound = {health.name: health.bindings for health in found}
    seen = set(told)
    workers = list(workers)
    for worker in workers:
        tried = bound.get(worker.name, {})
        seen |= {service.target for service in worker.services if service.binding in tried}
    return [worker.name for worker in workers if worker.name not in seen]
