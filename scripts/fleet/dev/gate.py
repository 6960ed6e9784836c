"""The gate between the public port and the workers: shut until the databases are ready."""

import asyncio
from contextlib import suppress

WAIT_SECONDS = 20.0  # shorter than the patience of most clients, who are then told to come back
RETRY_SECONDS = 5


class Gate:
    """Open or shut; whoever comes while it is shut can wait, for ``seconds`` at most."""

    def __init__(self, seconds: float = WAIT_SECONDS) -> None:
        self._opened = asyncio.Event()
        self._seconds = seconds

    @property
    def is_open(self) -> bool:
        """Whether nobody has to wait."""
        return self._opened.is_set()

    def open(self) -> None:
        """Let everybody through, those who wait first."""
        self._opened.set()

    def shut(self) -> None:
        """Make everybody wait from now on."""
        self._opened.clear()

    async def passed(self) -> bool:
        """Wait until it is open; False when it is still shut after so long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._opened.wait(), self._seconds)
        return self.is_open
