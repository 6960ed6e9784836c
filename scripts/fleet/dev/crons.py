"""Fire cron triggers when they are due, by Cloudflare's reading of cron expressions.

https://developers.cloudflare.com/workers/configuration/cron-triggers/ — five fields in UTC, as in
crontab, except that days of the week count from 1 = Sunday.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime

from cronsim import CronSim, CronSimError

from fleet.errors import FleetError

Schedule = tuple[str, str]  # a worker and one of its crons
Fire = Callable[[str, str, datetime], Awaitable[object]]


def next_time(cron: str, after: datetime) -> datetime:
    """Return when ``cron`` is next due after a moment.

    Raises:
        FleetError: an expression that is none.
    """
    fields = cron.split()
    fields[4:] = [_from_sunday_0(field) for field in fields[4:]]
    try:
        return next(CronSim(" ".join(fields), after))
    except (CronSimError, StopIteration) as error:
        raise FleetError(f"“{cron}” is not a cron expression that ever comes due.") from error


class Crons:
    """Fires schedules when they are due, by whatever plan there is at the time."""

    def __init__(self, fire: Fire) -> None:
        self._fire = fire
        self._due: dict[Schedule, datetime] = {}
        self._planned = asyncio.Event()

    def plan(self, schedules: Iterable[Schedule]) -> list[str]:
        """Fire every (worker, cron) of ``schedules`` from now on, and no other.

        Returns what is wrong with those that never come due.
        """
        now = datetime.now(UTC)
        due, wrong = {}, []
        for worker, cron in schedules:
            try:
                due[worker, cron] = self._due.get((worker, cron)) or next_time(cron, now)
            except FleetError as error:
                wrong.append(f"{worker}: {error}")
        self._due = due
        self._planned.set()
        return wrong

    async def run(self) -> None:
        """Fire what is due, until cancelled."""
        while True:
            self._planned.clear()
            moment = min(self._due.values(), default=None)
            await self._wait(moment)
            now = datetime.now(UTC)
            ripe = {schedule: when for schedule, when in self._due.items() if when <= now}
            self._due |= {schedule: next_time(schedule[1], now) for schedule in ripe}
            await asyncio.gather(*(self._fire(*schedule, when) for schedule, when in ripe.items()))

    async def _wait(self, moment: datetime | None) -> None:
        """Wait until a moment or until there is another plan."""
        seconds = None if moment is None else (moment - datetime.now(UTC)).total_seconds()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._planned.wait(), seconds and max(0.0, seconds))


def _from_sunday_0(field: str) -> str:
    """Count days from 0 = Sunday, as CronSim does, leaving steps and the 2 of ``6#2`` alone."""
    return re.sub(r"(?<![/#\d])[1-7](?!\d)", lambda match: str(int(match.group()) - 1), field)
