"""The files that are edited while the fleet runs, collected until somebody takes them."""

import asyncio
from collections.abc import Callable, Collection
from pathlib import Path

from fleet.design import is_copy
from pyworkerd.watch import edits

Roots = Callable[[], Collection[Path]]


class Edits:
    """Edits below some folders. ``roots`` says which; it is asked again after `look_again`."""

    def __init__(self, roots: Roots) -> None:
        self._roots = roots
        self._files: set[Path] = set()
        self._some = asyncio.Event()
        self._stop = asyncio.Event()

    async def collect(self) -> None:
        """Collect edits, until cancelled."""
        while True:
            self._stop.clear()
            roots = [root for root in self._roots() if root.is_dir()]
            async for files in edits(roots, self._stop):
                edited = {path for path in files if not is_copy(path)}
                if edited:
                    self._files |= edited
                    self._some.set()

    async def take(self) -> set[Path]:
        """Wait for edits and return all that there are by then, once."""
        await self._some.wait()
        self._some.clear()
        files, self._files = self._files, set()
        return files

    def look_again(self) -> None:
        """Watch the folders that matter by now."""
        self._stop.set()
