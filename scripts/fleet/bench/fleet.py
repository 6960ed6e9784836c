"""The main job of every worker that there is, over a service binding: its time, and its CPU.

The whole fleet runs, with its seed data and with the providers' stand-ins behind it; requests come
one after the other from a worker in the same workerd. What workers do behind their answers is held
back until a round's answers are there, so that it is told from the job itself. Beside each worker
runs one in JavaScript that calls its bindings as often.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fleet.bench.rounds import DRIVER, ECHO, Reading, Rounds
from fleet.bench.start import FOLDER
from fleet.bench.trips import ITEM, KEY, NO_CALLS, TABLE, TWIN, VALUE, Calls
from fleet.bench.variants import PROJECTS
from fleet.dev.options import DevOptions, Variables
from fleet.dev.running import DevFleet
from fleet.main_requests import MainRequest, read
from fleet.project import read_fleet
from pyworkerd import Project, Runtime

NO_REPORTS = {"SLOW_MS": "60000"}  # of slow answers, which a busy machine has many of
BARE = MainRequest("POST", "/")
ECHO_SOURCE = "export default { fetch: () => new Response('ok') };\n"
CONFIG = {"compatibility_date": "2026-11-01"}
STORES: dict[str, Any] = {
    "d1_databases": [{"binding": "DB", "database_name": TWIN, "database_id": TWIN}],
    "kv_namespaces": [{"binding": "CACHE_KV", "id": TWIN}],
    "services": [{"binding": "ECHO", "service": ECHO}],
    "ratelimits": [
        {"name": "LIMITER", "namespace_id": "1", "simple": {"limit": 10_000, "period": 60}}
    ],
}


@dataclass(frozen=True)
class Job:
    """A worker's main request; ``cold`` where it has a cache, with requests that all differ.

    ``twin`` is a JavaScript worker that calls as much until its answer, ``twin_behind`` one that
    does so for what follows it, if anything does, and ``bare`` one that calls nothing.
    """

    worker: str
    request: MainRequest
    warm: Reading
    cold: Reading | None = None
    twin: Reading | None = None
    twin_behind: Reading | None = None
    bare: Reading | None = None

    @property
    def own_ms(self) -> float | None:
        """Milliseconds of CPU, warm, less what its calls alone use."""
        readings = (self.warm, self.twin, self.bare)
        ours, twin, bare = (None if each is None else each.cpu_ms for each in readings)
        return None if ours is None or twin is None or bare is None else ours - (twin - bare)


def steps(root: Path) -> int:
    """How often `measure` calls ``progress``."""
    return len(read_fleet(root).workers) + 1


async def measure(
    root: Path, progress: Callable[[str], None], *, quick: bool, only: tuple[str, ...] = ()
) -> list[Job]:
    """Time every worker's main request, or those of some."""
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
        background=True,
        variables=Variables(shared=NO_REPORTS),
        beside=tuple(Project(folder / name, name=name) for name in (DRIVER, ECHO, TWIN)),
        root=root,
    )
    async with DevFleet(options) as fleet:
        await _fill(fleet.runtime)
        rounds = Rounds(fleet.runtime, quick=quick)
        progress("the fleet's driver")
        await rounds.calibrate()
        bare = await _twin(NO_CALLS, BARE, rounds)
        jobs = []
        for name, request in requests.items():
            progress(name)
            if not only or name in only:
                jobs.append(await _job(name, request, bare, rounds))
    return jobs


async def _job(worker: str, request: MainRequest, bare: Reading, rounds: Rounds) -> Job:
    """Time one worker, past its cache and out of it, and JavaScript that calls as much."""
    warm = cold = await rounds.read(worker, request, same=False)
    if request.cached:
        warm = await rounds.read(worker, request, same=True)
    twin = await _twin(warm.calls, request, rounds)
    behind = await _twin(warm.behind, request, rounds) if warm.behind else None
    return Job(worker, request, warm, cold if request.cached else None, twin, behind, bare)


async def _twin(calls: Calls, request: MainRequest, rounds: Rounds) -> Reading:
    return await rounds.read(TWIN, calls.twin(request), same=False)


async def _fill(runtime: Runtime) -> None:
    await runtime.d1(TWIN).query(TABLE)
    await runtime.d1(TWIN).query(ITEM)
    await runtime.kv(TWIN).put(KEY, VALUE)


def _write(root: Path, folder: Path, names: list[str]) -> None:
    """Write the driver, bound to all workers, and those that it compares them with."""
    services = [{"binding": name, "service": name} for name in (*names, ECHO, TWIN)]
    configs: dict[str, dict[str, Any]] = {DRIVER: {"services": services}, ECHO: {}, TWIN: STORES}
    for name, config in configs.items():
        (folder / name).mkdir(parents=True)
        whole = {"name": name, "main": "index.js", **CONFIG, **config}
        (folder / name / "wrangler.json").write_text(json.dumps(whole), encoding="utf-8")
    for name, source in ((DRIVER, "driver"), (TWIN, "twin")):
        shutil.copy(root / PROJECTS / source / "src" / "index.js", folder / name)
    (folder / ECHO / "index.js").write_text(ECHO_SOURCE, encoding="utf-8")
