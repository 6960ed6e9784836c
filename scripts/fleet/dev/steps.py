"""The steps of a start, told as they go: a progress bar at a terminal, silence in tests."""

from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)


class Steps(Protocol):
    """Hears how far each named step is."""

    def begin(self, name: str, total: int) -> None:
        """Start a step of ``total`` pieces."""

    def advance(self, name: str) -> None:
        """Note that a piece of a step is done."""

    def finish(self, name: str) -> None:
        """End a step, however far it got."""


class Silent:
    """Tells nobody."""

    def begin(self, name: str, total: int) -> None:
        """Do nothing."""

    def advance(self, name: str) -> None:
        """Do nothing."""

    def finish(self, name: str) -> None:
        """Do nothing."""


class Bars:
    """One bar a step, gone when all is done. A context manager."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Take the bars away."""
        self._progress.stop()

    def begin(self, name: str, total: int) -> None:
        """Add the step's bar."""
        self._tasks[name] = self._progress.add_task(name, total=total)

    def advance(self, name: str) -> None:
        """Move the step's bar by one."""
        self._progress.advance(self._tasks[name])

    def finish(self, name: str) -> None:
        """Fill the step's bar."""
        task = self._progress.tasks[self._tasks[name]]
        self._progress.update(task.id, completed=task.total or 1, total=task.total or 1)
