"""What the gateway adds to a call: workers' main requests through it, beside the same ones direct.

The whole fleet runs. Rounds with and without the gateway take turns, so that whatever else the
machine does hits both alike.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from fleet.bench.fleet import running
from fleet.bench.rounds import DRIVER
from fleet.bench.warm import Timing
from fleet.errors import FleetError
from fleet.main_requests import MainRequest, read
from fleet.project import read_fleet
from pyworkerd import Runtime

GATEWAY = "gateway"
BEHIND = ("playbook-api", "market-intelligence", "valuation", "offer-grader")
TARGET = 1.5
ROUNDS, WARM_UP, REQUESTS = 30, 8, 50
QUICK_ROUNDS, QUICK_WARM_UP = 10, 4


def steps() -> int:
    """How often `measure` calls ``progress``."""
    return 1 + len(BEHIND)


async def measure(root: Path, progress: Callable[[str], None], *, quick: bool) -> dict[str, Timing]:
    """Time each worker's main request through the gateway; the yardstick is a direct call."""
    workers = read_fleet(root).workers
    key = read(workers[GATEWAY].folder).headers
    timings = {}
    async with running(root) as runtime:
        progress("the fleet with its gateway")
        for worker in BEHIND:
            direct = _always_the_same(read(workers[worker].folder))
            headers = {**direct.headers, **key}
            through = replace(direct, path=f"/{worker}{direct.path}", headers=headers)
            timings[worker] = await _both(runtime, {worker: direct, GATEWAY: through}, quick=quick)
            progress(f"{worker} through the gateway")
    return timings


def _always_the_same(request: MainRequest) -> MainRequest:
    """A request that a cache knows, so that what is timed beside the gateway is short."""
    filled = {"{n}": "1000", "{day}": "2026-10-01"}
    path, body = request.path, request.body
    for place, value in filled.items():
        path, body = path.replace(place, value), body and body.replace(place, value)
    return replace(request, path=path, body=body)


async def _both(runtime: Runtime, requests: Mapping[str, MainRequest], *, quick: bool) -> Timing:
    found: dict[str, list[float]] = {worker: [] for worker in requests}
    for worker, request in requests.items():
        for number in range(QUICK_WARM_UP if quick else WARM_UP):
            await _drive(runtime, worker, request, number)
    for number in range(QUICK_ROUNDS if quick else ROUNDS):
        for worker, request in requests.items():
            found[worker].append(await _drive(runtime, worker, request, number))
    direct, through = found.values()
    return Timing(through, direct)


async def _drive(runtime: Runtime, worker: str, request: MainRequest, number: int) -> float:
    """Send a request so often, and return the microseconds that each took.

    Each round is a client of its own, so that none is limited.
    """
    order: dict[str, Any] = {"worker": worker, "requests": [request.order()], "count": REQUESTS}
    began = time.perf_counter()
    answer = await runtime.client(DRIVER).post("/", json=order | {"start": number * REQUESTS})
    seconds = time.perf_counter() - began
    found = answer.json() if answer.status_code == 200 else {"error": answer.text}
    if "error" in found:
        raise FleetError(f"The benchmark stopped: {found['error']}")
    return seconds / REQUESTS * 1e6
