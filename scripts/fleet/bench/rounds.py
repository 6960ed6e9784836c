"""Sends requests in rounds, and tells what they cost before their answers from what follows."""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fleet.bench.cpu import workerd_clock
from fleet.bench.trips import NO_CALLS, Calls
from fleet.errors import FleetError
from fleet.main_requests import MainRequest
from pyworkerd import Runtime

DRIVER, ECHO = "bench-driver", "bench-echo"
ECHO_REQUEST = MainRequest("GET", "/")
FIRST = 1000  # requests are numbered from here: where a number is a size, a home has so many feet
ROUNDS, ROUND_SECONDS, WARM_SECONDS = 15, 0.2, 2.0
QUICK_ROUNDS, QUICK_ROUND_SECONDS, QUICK_WARM_SECONDS = 5, 0.1, 0.7
FEWEST, MOST = 3, 200  # requests in a round
MOST_HELD = 8  # of those with something behind the answer: it all begins at once when let go
LOOK_SECONDS, QUIET_LOOKS, QUIET_CPU_SECONDS = 0.02, 3, 0.001
IDLE_SECONDS = 1.0


@dataclass(frozen=True)
class Reading:
    """What a request took: milliseconds until its answer in each round, and of CPU on the average.

    ``cpu_ms`` was used until the answer, ``behind_ms`` for what it set going; ``None``: unknown.
    """

    rounds: list[float]
    cpu_ms: float | None = None
    behind_ms: float | None = None
    calls: Calls = NO_CALLS
    behind: Calls = NO_CALLS

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)


@dataclass
class _Sums:
    """Over all rounds of a reading."""

    requests: int = 0
    cpu: float = 0.0
    behind: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)
    calls_behind: Counter[str] = field(default_factory=Counter)


class Rounds:
    """Reads what requests cost, less what a request costs that does nothing, and idling."""

    def __init__(self, runtime: Runtime, *, quick: bool) -> None:
        self._runtime = runtime
        self._rounds = QUICK_ROUNDS if quick else ROUNDS
        self._round_seconds = QUICK_ROUND_SECONDS if quick else ROUND_SECONDS
        self._warm_seconds = QUICK_WARM_SECONDS if quick else WARM_SECONDS
        clock = workerd_clock(runtime.pid)
        self._has_clock = clock is not None
        self._cpu: Callable[[], float] = clock or float  # float() is 0.0
        self._idle = 0.0  # seconds of CPU a second
        self._round = self._request = self._release = 0.0  # seconds of CPU that each costs at least
        self._number = FIRST

    async def calibrate(self) -> None:
        """Learn what idling costs, a round, and a request to a worker that does nothing."""
        await self._quiet()
        began, before = time.perf_counter(), self._cpu()
        await asyncio.sleep(IDLE_SECONDS)
        self._idle = (self._cpu() - before) / (time.perf_counter() - began)
        await self._warm(ECHO, ECHO_REQUEST, same=True)
        few, many = [await self._sum(ECHO, ECHO_REQUEST, n, [], same=True) for n in (FEWEST, MOST)]
        # A line through both: so much a round, and so much a request.
        self._request = (many.cpu - few.cpu) / (MOST - FEWEST) / self._rounds
        self._round = few.cpu / self._rounds - FEWEST * self._request
        self._release = few.behind / self._rounds

    async def read(self, worker: str, request: MainRequest, *, same: bool) -> Reading:
        """Send requests that are all the same, or all differ."""
        each = await self._warm(worker, request, same=same)
        most = MOST_HELD if await self._holds(worker, request, same=same) else MOST
        count = max(FEWEST, min(most, round(self._round_seconds / each)))
        rounds: list[float] = []
        sums = await self._sum(worker, request, count, rounds, same=same)
        calls = [Calls.each(each, sums.requests) for each in (sums.calls, sums.calls_behind)]
        if not self._has_clock:
            return Reading(rounds, None, None, *calls)
        own = sums.cpu - self._rounds * self._round - sums.requests * self._request
        behind = max(0.0, sums.behind - self._rounds * self._release)
        return Reading(rounds, own / sums.requests * 1e3, behind / sums.requests * 1e3, *calls)

    async def _sum(
        self, worker: str, request: MainRequest, count: int, rounds: list[float], *, same: bool
    ) -> _Sums:
        """Send so many requests in each round, and add what each took of time to ``rounds``."""
        sums, runtime = _Sums(), self._runtime
        await self._quiet()
        await runtime.take_calls()
        for _ in range(self._rounds):
            await runtime.hold_background()
            began, before = time.perf_counter(), self._cpu()
            seconds = await self._drive(worker, request, count, same=same)
            answered, used = time.perf_counter(), self._cpu()
            sums.calls.update(await runtime.take_calls())
            await runtime.release_background()
            await self._quiet()
            sums.cpu += used - before - self._idle * (answered - began)
            sums.behind += self._cpu() - used - self._idle * (time.perf_counter() - answered)
            sums.calls_behind.update(await runtime.take_calls())
            sums.requests += count
            rounds.append(seconds / count * 1000)
        return sums

    async def _warm(self, worker: str, request: MainRequest, *, same: bool) -> float:
        """Send requests for a while; answers the seconds that the last ones took each."""
        # By CPU, where it is known: on a busy machine little of that is to be had in a while.
        clock = self._cpu if self._has_clock else time.perf_counter
        until, seconds = clock() + self._warm_seconds, 1.0
        while clock() < until:
            seconds = await self._drive(worker, request, FEWEST, same=same) / FEWEST
        return seconds

    async def _holds(self, worker: str, request: MainRequest, *, same: bool) -> bool:
        """Whether anything follows behind the answers of some requests."""
        await self._quiet()
        await self._runtime.hold_background()
        await self._drive(worker, request, FEWEST, same=same)
        await asyncio.sleep(LOOK_SECONDS)
        held = (await self._runtime.take_calls())["held"]
        await self._runtime.release_background()
        return held > 0

    async def _quiet(self) -> None:
        """Wait until nothing is done any more behind answers, by queues neither."""
        await self._settled()
        await self._runtime.queue_flush()
        await self._settled()

    async def _settled(self) -> None:
        quiet, before, at = 0, self._cpu(), time.perf_counter()
        while quiet < QUIET_LOOKS:
            await asyncio.sleep(LOOK_SECONDS)
            used, now = self._cpu(), time.perf_counter()
            allowed = QUIET_CPU_SECONDS + 2 * self._idle * (now - at)
            quiet = quiet + 1 if used - before <= allowed else 0
            before, at = used, now

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
