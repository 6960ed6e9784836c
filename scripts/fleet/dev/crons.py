"""Fire cron triggers when they are due, by Cloudflare's reading of cron expressions.

https://developers.cloudflare.com/workers/configuration/cron-triggers/ — five fields in UTC, as in
crontab, except that days of the week count from 1 = Sunday.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from cronsim import CronSim, CronSimError

from fleet.errors import FleetError

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


async def run_crons(schedules: list[tuple[str, str]], fire: Fire) -> None:
    """Fire every (worker, cron) of ``schedules`` when it is due, until cancelled."""
    now = datetime.now(UTC)
    due = {schedule: next_time(schedule[1], now) for schedule in schedules}
    while due:
        moment = min(due.values())
        await asyncio.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()))
        ripe = [schedule for schedule, when in due.items() if when <= moment]
        due |= {schedule: next_time(schedule[1], moment) for schedule in ripe}
        await asyncio.gather(*(fire(worker, cron, moment) for worker, cron in ripe))


def _from_sunday_0(field: str) -> str:
    """Count days from 0 = Sunday, as CronSim does, leaving steps and the 2 of ``6#2`` alone."""
    return re.sub(r"(?<![/#\d])[1-7](?!\d)", lambda match: str(int(match.group()) - 1), field)
