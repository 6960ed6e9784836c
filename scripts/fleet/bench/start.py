"""Starting the whole fleet: until it is ready, until every worker has answered, and its memory."""

import asyncio
import contextlib
import shutil
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from fleet.bench.memory import workerd_bytes
from fleet.errors import FleetError
from fleet.new.parts import stem_of
from fleet.new.scaffold import scaffold
from fleet.project import find_root, read_fleet
from fleet.vendor import vendor_workers
from pyworkerd import Runtime

LONGEST_SECONDS = 180.0
FOLDER = Path(".fleet/bench")


@dataclass(frozen=True)
class Start:
    """Seconds from the start until ready, and until the last first answer; bytes of memory."""

    workers: int
    ready: float
    answered: float
    process_bytes: int

    @property
    def bytes_each(self) -> float:
        return self.process_bytes / self.workers


def whole_fleet(root: Path) -> list[Path]:
    """Folders of all workers that ``wrangler/workers.toml`` lists; missing ones are scaffolded."""
    fleet = read_fleet(root)
    filler = root / FOLDER / "fleet"
    shutil.rmtree(filler, ignore_errors=True)
    filler.mkdir(parents=True)
    # A copy, since each worker that is made adds its contract.
    shutil.copytree(root / "libs", filler / "libs", ignore=shutil.ignore_patterns("__pycache__"))
    for name, access in (fleet.access | fleet.planned).items():
        if name not in fleet.workers:
            # Others call it already, by a contract that none of what is measured here needs.
            contract = filler / "libs/contracts/src/contracts" / f"{stem_of(name)}.py"
            contract.unlink(missing_ok=True)
            scaffold(filler, name, f"Stands in for {name}.", private=access == "private")
    made = sorted(filler.glob("workers/*")) if (filler / "workers").is_dir() else []
    return [*(worker.folder for worker in fleet.workers.values()), *made]


async def measure(folders: list[Path], progress: Callable[[str], None]) -> Start:
    """Start everything twice, the first time to fill the caches, and time the second."""
    progress("cold start")
    await _start(folders)
    progress("warm start")
    return await _start(folders)


async def _start(folders: list[Path]) -> Start:
    began = time.perf_counter()
    async with Runtime(folders) as runtime:
        ready = time.perf_counter() - began
        answers = [runtime.client(name).get("/health", timeout=120) for name in runtime.workers]
        for answer in await asyncio.gather(*answers):
            if answer.status_code != 200:
                raise FleetError(f"{answer.url} answered its first request with {answer.text}.")
        answered = time.perf_counter() - began
        return Start(len(folders), ready, answered, workerd_bytes(runtime.pid))


async def measure_dev(root: Path, progress: Callable[[str], None]) -> float:
    """Seconds that a second `fleet dev --seed demo` takes until every worker answers."""
    state = root / FOLDER / "state"
    shutil.rmtree(state, ignore_errors=True)
    progress("first fleet dev")
    async with _dev(root, state):
        pass
    progress("second fleet dev")
    async with _dev(root, state) as seconds:
        return seconds


@contextlib.asynccontextmanager
async def _dev(root: Path, state: Path) -> AsyncIterator[float]:
    """Run `fleet dev` until it is usable; the value is how many seconds that took."""
    port = _free_port()
    command = [sys.executable, "-m", "fleet", "dev", "--port", str(port), "--seed", "demo"]
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *command,
        *("--state", str(state)),
        cwd=root,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        await asyncio.wait_for(_until_ready(process, port), LONGEST_SECONDS)
        yield time.perf_counter() - began
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        await process.wait()


async def _until_ready(process: asyncio.subprocess.Process, port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        while process.returncode is None:
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get("/__fleet/ready")).status_code == 200:
                    return
            await asyncio.sleep(0.05)
    raise FleetError("fleet dev ended before it was ready: run it by itself to see why.")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def prepare() -> list[Path]:
    """Make the fleet complete and vendor every bundle of it."""
    folders = whole_fleet(find_root())
    vendor_workers(folders)
    return folders
