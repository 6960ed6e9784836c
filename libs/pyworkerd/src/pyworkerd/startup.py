"""What it takes workers to start on Cloudflare, tried on its own loader in a workerd each."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from pyworkerd.cache import cache_dir
from pyworkerd.errors import CallError
from pyworkerd.npm import find_node_parts
from pyworkerd.project import Project
from pyworkerd.supervisor import Supervisor

# https://developers.cloudflare.com/workers/platform/limits/
MEMORY_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True)
class Startup:
    """How a worker was imported, kept in a snapshot, and restored from it.

    ``cpu_ms`` is the processor's time, on this machine, that importing took beyond the boot of
    Python; ``memory_bytes`` the linear memory after it; ``status`` and ``body`` what the restored
    worker answered, which has its variables and no other binding. With a ``refusal``, which says
    what Cloudflare would and where, there is nothing else.
    """

    worker: str
    cpu_ms: int = 0
    memory_bytes: int = 0
    snapshot_bytes: int = 0
    status: int = 0
    body: str = ""
    refusal: str = ""


async def startups(
    projects: Iterable[Project], path: str = "/", *, at_once: int = 2
) -> AsyncIterator[Startup]:
    """Start each of some projects, ask it for ``path``, and tell how it went, as they end.

    Raises:
        CallError: a config that can't be run, or a workerd that can't be given its Pyodide.
    """
    waiting = asyncio.Semaphore(at_once)
    async with _supervisor([project.dir for project in projects]) as supervisor:

        async def one(project: Project) -> Startup:
            async with waiting:
                return await _start(supervisor, project, path)

        for ended in asyncio.as_completed([one(project) for project in projects]):
            yield await ended


@asynccontextmanager
async def _supervisor(folders: list[Path]) -> AsyncIterator[Supervisor]:
    parts = await asyncio.to_thread(find_node_parts, *folders)
    supervisor = await Supervisor.launch(parts, lambda _: None)
    try:
        yield supervisor
    finally:
        await supervisor.close()


async def _start(supervisor: Supervisor, project: Project, path: str) -> Startup:
    params = {"project": project.as_params(), "cache": str(cache_dir()), "path": path}
    try:
        return Startup(**await supervisor.call("startup", **params))
    except CallError as error:
        if error.kind != "not_snapshotted":
            raise
        return Startup(worker=project.name or project.dir.name, refusal=str(error))
