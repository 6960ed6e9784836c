"""The main job of every worker that there is, over a service binding: its time, and its CPU.

The whole fleet runs, with its seed data and with the providers' stand-ins behind it; requests come
one after the other from a worker in the same workerd. CPU is what workerd used for them and for
what follows behind their answers, less what it uses when it idles, and less what as many requests
to a worker that does nothing cost.
"""

import asyncio
import json
import shutil
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fleet.bench.cpu import workerd_seconds
from fleet.bench.start import FOLDER
from fleet.bench.variants import PROJECTS
from fleet.dev.options import DevOptions
from fleet.dev.running import DevFleet
from fleet.errors import FleetError
from fleet.main_requests import MainRequest, read
from fleet.project import read_fleet
from pyworkerd import Project, Runtime

DRIVER, ECHO = "bench-driver", "bench-echo"
ECHO_SOURCE = "export default { fetch: () => new Response('ok') };\n"
ECHO_REQUEST = MainRequest("GET", "/")
CONFIG = {"compatibility_date": "2026-11-01"}
FIRST = 1000  # requests are numbered from here: where a number is a size, a home has so many feet
ROUNDS, ROUND_SECONDS, WARM_SECONDS = 15, 0.2, 3.0
QUICK_ROUNDS, QUICK_ROUND_SECONDS, QUICK_WARM_SECONDS = 5, 0.1, 0.5
SETTLE_SECONDS = 0.5
FEWEST, MOST = 3, 200  # requests in a round


@dataclass(frozen=True)
class Reading:
    """Milliseconds a request took in each round, and of CPU on the average; ``None``: unknown."""

    rounds: list[float]
    cpu_ms: float | None

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)


@dataclass(frozen=True)
class Job:
    """A worker's main request; ``cold`` where it has a cache, with requests that all differ."""

    worker: str
    request: MainRequest
    warm: Reading
    cold: Reading | None


def steps(root: Path) -> int:
    """How often `measure` calls ``progress``."""
    return len(read_fleet(root).workers) + 1


async def measure(root: Path, progress: Callable[[str], None], *, quick: bool) -> list[Job]:
    """Time every worker's main request."""
    requests = {name: read(each.folder) for name, each in read_fleet(root).workers.items()}
    folder = root / FOLDER / "main-requests"
    shutil.rmtree(folder, ignore_errors=True)
    _write(root, folder, list(requests))
    options = DevOptions(
        port=0,
        state=folder / "state",
        crons=False,
        reload=False,
        usage=False,
        beside=(Project(folder / DRIVER, name=DRIVER), Project(folder / ECHO, name=ECHO)),
        root=root,
    )
    async with DevFleet(options) as fleet:
        bench = _Bench(fleet.runtime, quick=quick)
        progress("the fleet's driver")
        await bench.calibrate()
        jobs = []
        for name, request in requests.items():
            progress(name)
            jobs.append(await bench.job(name, request))
    return jobs


class _Bench:
    """Sends requests in rounds, and knows what a request costs that does nothing."""

    def __init__(self, runtime: Runtime, *, quick: bool) -> None:
        self._runtime = runtime
        self._rounds = QUICK_ROUNDS if quick else ROUNDS
        self._round_seconds = QUICK_ROUND_SECONDS if quick else ROUND_SECONDS
        self._warm_seconds = QUICK_WARM_SECONDS if quick else WARM_SECONDS
        self._idle = 0.0  # seconds of CPU a second
        self._nothing_ms = 0.0  # of CPU a request
        self._number = FIRST

    async def calibrate(self) -> None:
        """Learn what idling costs, and a request to a worker that does nothing."""
        await asyncio.sleep(SETTLE_SECONDS)
        began, before = time.perf_counter(), workerd_seconds(self._runtime.pid)
        await asyncio.sleep(2 * SETTLE_SECONDS)
        self._idle = _less(before, self._cpu()) / (time.perf_counter() - began)
        self._nothing_ms = (await self._reading(ECHO, ECHO_REQUEST, same=True)).cpu_ms or 0.0

    async def job(self, worker: str, request: MainRequest) -> Job:
        """Time one worker, past its cache and out of it."""
        cold = await self._reading(worker, request, same=False)
        if not request.cached:
            return Job(worker, request, cold, None)
        return Job(worker, request, await self._reading(worker, request, same=True), cold)

    async def _reading(self, worker: str, request: MainRequest, *, same: bool) -> Reading:
        each = await self._warm(worker, request, same=same)
        count = max(FEWEST, min(MOST, round(self._round_seconds / each)))
        began, before = time.perf_counter(), self._cpu()
        rounds = [
            await self._drive(worker, request, count, same=same) / count * 1000
            for _ in range(self._rounds)
        ]
        await self._runtime.queue_flush()
        await asyncio.sleep(SETTLE_SECONDS)
        if before is None:
            return Reading(rounds, None)
        used = _less(before, self._cpu()) - self._idle * (time.perf_counter() - began)
        return Reading(rounds, used / (count * self._rounds) * 1000 - self._nothing_ms)

    async def _warm(self, worker: str, request: MainRequest, *, same: bool) -> float:
        """Send requests for a while; answers the seconds that the last ones took each."""
        until, seconds = time.perf_counter() + self._warm_seconds, 1.0
        while time.perf_counter() < until:
            seconds = await self._drive(worker, request, FEWEST, same=same) / FEWEST
        return seconds

    async def _drive(self, worker: str, request: MainRequest, count: int, *, same: bool) -> float:
        order: dict[str, Any] = {"worker": worker, "requests": [request.order()], "count": count}
        order |= {"start": FIRST if same else self._number, "same": same}
        self._number += 0 if same else count
        began = time.perf_counter()
        answer = await self._runtime.client(DRIVER).post("/", json=order)
        seconds = time.perf_counter() - began
        error = answer.json().get("error") if answer.status_code == 200 else answer.text
        if error:
            raise FleetError(f"The benchmark stopped: {error}")
        return seconds

    def _cpu(self) -> float | None:
        return workerd_seconds(self._runtime.pid)


def _less(before: float | None, after: float | None) -> float:
    return 0.0 if before is None or after is None else after - before


def _write(root: Path, folder: Path, names: list[str]) -> None:
    """Write the driver, bound to all workers, and the worker that does nothing."""
    driver, echo = folder / DRIVER, folder / ECHO
    for place in (driver, echo):
        place.mkdir(parents=True)
    shutil.copy(root / PROJECTS / "driver" / "src" / "index.js", driver)
    (echo / "index.js").write_text(ECHO_SOURCE, encoding="utf-8")
    services = [{"binding": name, "service": name} for name in (*names, ECHO)]
    for place, config in ((driver, {"name": DRIVER, "services": services}), (echo, {"name": ECHO})):
        whole = {"main": "index.js", **CONFIG, **config}
        (place / "wrangler.json").write_text(json.dumps(whole), encoding="utf-8")
