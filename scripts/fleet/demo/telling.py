"""What a person at the terminal reads while the day goes by."""

import time
from collections.abc import Callable
from typing import TypeVar

from rich.console import Console

from fleet.dev.client import eventually
from fleet.errors import FleetError

T = TypeVar("T")
SECONDS = 30.0


class Teller:
    """Prints short lines: what is done, what has come of it, and where to look."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()

    def part(self, title: str) -> None:
        """A part of the day begins."""
        self._console.print(f"\n[bold]{title}[/]  [dim]{self.seconds:.0f} s[/]")

    def did(self, text: str, look: str = "") -> None:
        """Something was done; ``look`` is the address where it can be seen."""
        self._line("•", text, look)

    def wait(self, text: str, look: Callable[[], T], at: str = "") -> T:
        """Wait for the first true answer of ``look``, and say how long it took.

        Raises:
            FleetError: it did not come in time.
        """
        began = time.monotonic()
        with self._console.status(f"  waiting: {text}"):
            try:
                found = eventually(look, SECONDS)
            except AssertionError as error:
                raise FleetError(f"This did not happen within {SECONDS:.0f} s: {text}.") from error
        self._line("[green]✓[/]", f"{text} [dim]({time.monotonic() - began:.1f} s)[/]", at)
        return found

    @property
    def seconds(self) -> float:
        """Since the day began."""
        return time.monotonic() - self._began

    def _line(self, mark: str, text: str, look: str) -> None:
        self._console.print(f"  {mark} {text}")
        if look:
            self._console.print(f"    [dim]{look}[/]")
