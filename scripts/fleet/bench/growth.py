"""Whether anything grows over many requests: the heap of wasm, proxies, or the process itself."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fleet.bench.driver import drive, running
from fleet.bench.memory import workerd_bytes
from fleet.bench.variants import CASES, YARDSTICK
from pyworkerd import Runtime

REQUESTS, QUICK_REQUESTS = 20_000, 2_000
WARM_UP = 3_000
SLICE = 500
WORKERS = (YARDSTICK, "edgekit")


@dataclass(frozen=True)
class Growth:
    """What a worker gained over ``requests`` requests: bytes, and live proxies of JavaScript."""

    worker: str
    requests: int
    process_bytes: int
    wasm_bytes: int
    proxies: int


@dataclass(frozen=True)
class _State:
    process_bytes: int
    wasm_bytes: int
    proxies: int


def steps(*, quick: bool) -> int:
    """How often `measure` calls ``progress``."""
    return len(WORKERS) * (WARM_UP + _requests(quick=quick)) // SLICE


async def measure(root: Path, progress: Callable[[str], None], *, quick: bool) -> list[Growth]:
    """Send the mixed requests to plain JavaScript and to edgekit, each in a runtime of its own."""
    found = []
    for worker in WORKERS:
        async with running(root) as runtime:
            await _send(runtime, worker, WARM_UP, progress)
            before = await _state(runtime, worker)
            requests = _requests(quick=quick)
            await _send(runtime, worker, requests, progress)
            after = await _state(runtime, worker)
        found.append(
            Growth(
                worker,
                requests,
                after.process_bytes - before.process_bytes,
                after.wasm_bytes - before.wasm_bytes,
                after.proxies - before.proxies,
            )
        )
    return found


def _requests(*, quick: bool) -> int:
    return QUICK_REQUESTS if quick else REQUESTS


async def _send(runtime: Runtime, worker: str, count: int, progress: Callable[[str], None]) -> None:
    for _ in range(count // SLICE):
        await drive(runtime, worker, CASES, SLICE)
        progress(f"growth of {worker}")


async def _state(runtime: Runtime, worker: str) -> _State:
    stats = (await runtime.stats()).get(worker, {})
    return _State(
        workerd_bytes(runtime.pid), stats.get("wasm_bytes") or 0, stats.get("live_proxies") or 0
    )
