"""Ask workers for ``/health``, and keep in the journal what they say."""

import asyncio
from collections.abc import Iterable

import httpx

from fleet.dev.journal import Journal
from fleet.dev.roster import Roster
from pyworkerd import Runtime

HEALTH_SECONDS = 30.0
MORE_TIMES = 2


class Health:
    """Knows whether workers answer. ``ready`` is true once all do that boot at the start."""

    def __init__(self, runtime: Runtime, roster: Roster, journal: Journal) -> None:
        self.ready = False
        self._roster = roster
        self._runtime = runtime
        self._journal = journal

    @property
    def failing(self) -> list[str]:
        """Names of the workers that should answer, and don't, or not yet."""
        records = self._journal.workers
        return [name for name in self._expected if records[name].status != "up"]

    @property
    def _expected(self) -> list[str]:
        unhurried = self._roster.unhurried
        return [name for name in self._runtime.workers if name not in unhurried]

    async def check(self, names: Iterable[str] = ()) -> None:
        """Ask the named workers, or all that boot at the start, at once."""
        async with httpx.AsyncClient(timeout=HEALTH_SECONDS) as client:
            asked = [self._ask(client, name) for name in names or self._expected]
            await asyncio.gather(*asked)
        self.ready = not self.failing

    async def settle(self) -> None:
        """Ask all; those that don't answer yet, on a busy machine at a start, twice more."""
        await self.check()
        for _ in range(MORE_TIMES):
            if not self.failing:
                return
            await asyncio.sleep(1)
            await self.check(self.failing)

    async def _ask(self, client: httpx.AsyncClient, name: str) -> None:
        settings = self._runtime.client_settings(name)
        url = settings["base_url"] + "/health"
        try:
            answer = await client.get(url, headers=settings["headers"])
        except httpx.HTTPError as error:
            reason = f"/health does not answer: {str(error) or type(error).__name__}"
        else:
            reason = "" if answer.status_code == 200 else _complaint(answer)
        record = self._journal.workers[name]
        # A worker that was edited into what can't run says so, though it is up as it was.
        refusal = self._roster.refused.get(name)
        record.status, record.error = "failed" if reason else "up", refusal or reason or None


def _complaint(answer: httpx.Response) -> str:
    lines = [line for line in answer.text.strip().splitlines() if line.strip()]
    return f"/health answers {answer.status_code}: {lines[-1][:300] if lines else 'nothing'}"
