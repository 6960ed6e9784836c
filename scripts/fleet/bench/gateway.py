"""What the gateway adds to a call: the same request through it, and direct.

Both are answered in a bare workerd, without what `fleet dev` puts around each worker. Rounds with
and without the gateway take turns, so that whatever else the machine does hits both alike.
"""

import json
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fleet.bench.rounds import DRIVER
from fleet.bench.start import FOLDER
from fleet.bench.variants import PROJECTS
from fleet.bench.warm import Timing
from fleet.dev.databases import migrate, owned_databases
from fleet.dev.options import development_secret
from fleet.errors import FleetError
from fleet.project import read_fleet
from fleet.seeds.gateway_key import DEMO_KEY, statements
from pyworkerd import Project, Runtime

GATEWAY, BEHIND = "gateway", "playbook-api"
PATHS = ("/api/articles/the-mao-formula", "/api/articles", "/api/search?q=taxes")
SECRETS = ("ADMIN_TOKEN", "KEY_PEPPER")
STUB = "export default { fetch: () => new Response('{}') };\n"
TARGET = 1.5
ROUNDS, WARM_UP, REQUESTS = 30, 60, 50
QUICK_ROUNDS, QUICK_WARM_UP = 10, 30


def steps() -> int:
    """How often `measure` calls ``progress``."""
    return 1 + len(PATHS)


async def measure(root: Path, progress: Callable[[str], None], *, quick: bool) -> dict[str, Timing]:
    """Time each request through the gateway; the yardstick is the direct call."""
    timings = {}
    async with _running(root) as runtime:
        progress("the gateway")
        for path in PATHS:
            timings[path] = await _both(runtime, path, quick=quick)
            progress(f"{path} through the gateway")
    return timings


@asynccontextmanager
async def _running(root: Path) -> AsyncIterator[Runtime]:
    """The gateway and one worker behind it; all others are stubs, which nobody calls."""
    fleet = read_fleet(root).workers
    folder = root / FOLDER / "gateway"
    shutil.rmtree(folder, ignore_errors=True)
    stubs = [name for name in fleet if name not in (GATEWAY, BEHIND)]
    for name in stubs:
        _write(folder / name, STUB)
    driver = (root / PROJECTS / "driver" / "src" / "index.js").read_text("utf-8")
    _write(folder / DRIVER, driver, GATEWAY, BEHIND)
    secrets = {name: development_secret(name) for name in SECRETS}
    real = [Project(fleet[name].folder, vars=secrets) for name in (GATEWAY, BEHIND)]
    async with Runtime([*real, *(Project(folder / name) for name in (*stubs, DRIVER))]) as runtime:
        for database in owned_databases(runtime, [fleet[GATEWAY]], root):
            _ = [name async for name in migrate(database)]
            await database.store.batch(list(statements()))
        yield runtime


def _write(folder: Path, source: str, *services: str) -> None:
    """Write a worker in JavaScript, bound to others."""
    folder.mkdir(parents=True)
    bindings = [{"binding": name, "service": name} for name in services]
    whole = {"name": folder.name, "main": "index.js", "compatibility_date": "2026-11-01"}
    config = json.dumps(whole | {"services": bindings})
    (folder / "wrangler.json").write_text(config, encoding="utf-8")
    (folder / "index.js").write_text(source, encoding="utf-8")


async def _both(runtime: Runtime, path: str, *, quick: bool) -> Timing:
    found: dict[str, list[float]] = {BEHIND: [], GATEWAY: []}
    warm_up = QUICK_WARM_UP if quick else WARM_UP
    for number in range(warm_up + (QUICK_ROUNDS if quick else ROUNDS)):
        for worker, place in ((BEHIND, path), (GATEWAY, f"/{BEHIND}{path}")):
            microseconds = await _drive(runtime, worker, place, number)
            if number >= warm_up:
                found[worker].append(microseconds)
    return Timing(found[GATEWAY], found[BEHIND])


async def _drive(runtime: Runtime, worker: str, path: str, number: int) -> float:
    """Send a request so often, and return the microseconds that each took.

    Each round is a client of its own, so that none is limited.
    """
    headers = {"x-api-key": DEMO_KEY}
    request = {"path": path, "method": "GET", "headers": headers, "body": None}
    order: dict[str, Any] = {"worker": worker, "requests": [request], "count": REQUESTS}
    began = time.perf_counter()
    answer = await runtime.client(DRIVER).post("/", json=order | {"start": number * REQUESTS})
    seconds = time.perf_counter() - began
    found = answer.json() if answer.status_code == 200 else {"error": answer.text}
    if "error" in found:
        raise FleetError(f"The benchmark stopped: {found['error']}")
    return seconds / REQUESTS * 1e6
