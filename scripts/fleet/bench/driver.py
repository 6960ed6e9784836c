"""Sends requests through the driver worker, which sits in the same workerd as what it measures."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from fleet.bench.variants import BACKDROP, PROJECTS, ROW, TABLE, VARIANTS, YARDSTICK, Case
from fleet.errors import FleetError
from pyworkerd import Runtime

GREETING = "hello from KV"


@asynccontextmanager
async def running(root: Path) -> AsyncIterator[Runtime]:
    """A runtime with every variant, its stores filled and every isolate booted."""
    projects = [variant.project(root) for variant in VARIANTS]
    async with Runtime([*projects, *(root / PROJECTS / name for name in BACKDROP)]) as runtime:
        await runtime.d1(YARDSTICK).query(TABLE)
        await runtime.d1(YARDSTICK).query(ROW)
        await runtime.kv(YARDSTICK).put("greeting", GREETING)
        await runtime.warm()
        yield runtime


async def drive(runtime: Runtime, worker: str, cases: Sequence[Case], count: int) -> float:
    """Send ``count`` requests, the cases in turn, and return the seconds that they took.

    Raises `FleetError` if an answer is not 200.
    """
    order = {"worker": worker, "requests": [c.request() for c in cases], "count": count}
    started = time.perf_counter()
    answer = await runtime.client("driver").post("/", json=order)
    seconds = time.perf_counter() - started
    error = answer.json().get("error") if answer.status_code == 200 else answer.text
    if error:
        raise FleetError(f"The benchmark stopped, because an answer was not as it should: {error}")
    return seconds
