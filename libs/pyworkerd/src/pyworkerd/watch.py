"""Reload workers when what they are made of changes: sources, config, path libraries."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import watchfiles

from pyworkerd.errors import PyworkerdError
from pyworkerd.requirements import has_requirements
from pyworkerd.runtime import Runtime
from pyworkerd.vendor import local_sources, vendor_all

DEBOUNCE_MS = 150
UNWATCHED = {"python_modules", "node_modules", "__pycache__", "tests", "dist", "build"}


@dataclass(frozen=True)
class Reloaded:
    """One reload: which workers, and what was wrong with the edit, if anything."""

    workers: tuple[str, ...]
    files: tuple[Path, ...]
    error: str | None = None


async def edits(
    roots: Collection[Path], stop: asyncio.Event | None = None
) -> AsyncIterator[set[Path]]:
    """Give the source files that were edited below ``roots``, a batch at a time, until ``stop``."""
    filtered = SourceFilter(roots)
    async for changes in watchfiles.awatch(
        *sorted(roots), watch_filter=filtered, debounce=DEBOUNCE_MS, step=50, stop_event=stop
    ):
        yield {Path(path) for _, path in changes}


async def watch(runtime: Runtime, told: Callable[[Reloaded], None]) -> None:
    """Reload what an edit concerns, until cancelled.

    An edit that can't be vendored or run is told with its error; the other workers keep running,
    and so does the old code.
    """
    while True:
        sources = _sources(runtime)
        stop = asyncio.Event()
        async for files in edits({each for folders in sources.values() for each in folders}, stop):
            concerned = [name for name, folders in sources.items() if _within(files, folders)]
            if concerned:
                told(await _reload(runtime, concerned, files))
            if any(path.name == "pyproject.toml" for path in files):
                stop.set()  # the path libraries to watch may have changed


async def _reload(runtime: Runtime, names: list[str], files: Iterable[Path]) -> Reloaded:
    error = None
    try:
        folders = [runtime.workers[name].dir for name in names]
        projects = [folder for folder in folders if has_requirements(folder)]
        await asyncio.to_thread(vendor_all, projects)
        broken = await _reload_each(runtime, names)
        error = "; ".join(f"{name}: {reason}" for name, reason in broken.items()) or None
    except PyworkerdError as problem:
        error = str(problem)
    return Reloaded(tuple(names), tuple(sorted(files)), error)


async def _reload_each(runtime: Runtime, names: list[str]) -> dict[str, str]:
    """Reload workers and start them; return why some don't."""
    if len(names) == len(runtime.workers):
        await runtime.reload()
    else:
        for name in names:
            await runtime.reload(name)
    return await runtime.warm(*names)


def _sources(runtime: Runtime) -> dict[str, list[Path]]:
    return {name: [info.dir, *_libraries(info.dir)] for name, info in runtime.workers.items()}


def _libraries(folder: Path) -> list[Path]:
    try:
        return local_sources(folder)
    except PyworkerdError:
        return []


def _within(files: Iterable[Path], folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(folder) for path in files for folder in folders)


class SourceFilter:
    """Whether a changed file may be a source: nothing hidden, vendored, built or of a test is.

    Only the path within a watched folder counts: the folder itself may lie in a hidden one.
    """

    def __init__(self, roots: Iterable[Path]) -> None:
        self._roots = tuple(roots)

    def __call__(self, _: watchfiles.Change, path: str) -> bool:
        inside = next((root for root in self._roots if Path(path).is_relative_to(root)), None)
        parts = Path(path).relative_to(inside).parts if inside else ()
        hidden = any(part.startswith(".") and part != ".dev.vars" for part in parts)
        return not hidden and not UNWATCHED.intersection(parts) and not path.endswith((".pyc", "~"))
