"""The chapter of status: ninety days of probes, three outages, and an hour without a probe."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from contracts.status import Impact
from edgekit import Statement
from fleet.story.dice import dice, story_id
from fleet.story.plot import DAYS, chapter_hour
from fleet.story.scratch import Scratch, scratch, use_workers

use_workers("status")

from status_rows import COUNT, UpdateRow, opening, updating  # noqa: E402
from status_services import WORKERS  # noqa: E402
from status_uptime import DAY_MINUTES  # noqa: E402

DATABASE = "status-db"
UNWATCHED = timedelta(days=55)  # ago: for an hour no probe was made
UNWATCHED_MINUTES = 60


class Outage(NamedTuple):
    """A worker that was down: how long ago that began, and for how long. By hand if titled."""

    worker: str
    ago: timedelta
    minutes: int
    title: str = ""


OUTAGES = (
    Outage("valuation", timedelta(days=41, hours=3), 12),
    Outage("email", timedelta(days=23, hours=7), 95, "Mails leave late"),
    Outage("geocode", timedelta(days=9, hours=5), 80),
)
DEGRADED = {("property-data", 30): 35, ("crm-sync", 12): 18, ("sms", 4): 7}


def statements() -> Iterator[tuple[str, list[str]]]:
    """SQL and parameters that fill an empty status-db."""
    now = chapter_hour()
    with scratch(DATABASE) as database:
        for ago in range(DAYS - 1, -1, -1):
            day = (now - timedelta(days=ago)).date()
            rows = [_row(worker, day, ago, now) for worker in WORKERS]
            database.run(Statement(COUNT, (json.dumps(rows), day.isoformat())))
        for outage in OUTAGES:
            _tell(database, outage, now)
        yield from database.copied("days", "incidents")


def _row(worker: str, day: date, ago: int, now: datetime) -> list[object]:
    """What ``COUNT`` takes of a worker's day."""
    probes = DAY_MINUTES if day != now.date() else now.hour * 60
    if (now - UNWATCHED).date() == day:
        probes -= UNWATCHED_MINUTES
    down = sum(
        outage.minutes
        for outage in OUTAGES
        if outage.worker == worker and (now - outage.ago).date() == day
    )
    down = min(down, probes)
    degraded = min(DEGRADED.get((worker, ago), 0), probes - down)
    up = probes - down - degraded
    luck = dice("probe", worker, ago)
    each = luck.triangular(4, 60, 12)
    return [worker, up, degraded, down, 0, up + degraded, round((up + degraded) * each)]


def _tell(database: Scratch, outage: Outage, now: datetime) -> None:
    key, begun = story_id("inc", outage.worker), _ms(now - outage.ago)
    ended = begun + outage.minutes * 60_000
    impact: Impact = "minor" if outage.title else "major"
    first = "Mails wait in the queue; none is lost." if outage.title else _failed(outage.worker)
    last = "All mails that waited have left." if outage.title else "It answers again."
    database.run(
        opening(
            key,
            UpdateRow(status="investigating", message=first, at=begun),
            title=outage.title or f"{outage.worker} does not answer",
            impact=impact,
            workers=[outage.worker],
            by_rule_for=None if outage.title else outage.worker,
        )
    )
    if outage.title:
        said = "The provider refuses mails for now; they are sent again each minute."
        found = UpdateRow(status="identified", message=said, at=begun + 20 * 60_000)
        database.run(updating(key, found, resolved_at=None))
    over = UpdateRow(status="resolved", message=last, at=ended)
    database.run(updating(key, over, resolved_at=ended))


def _failed(worker: str) -> str:
    return f"3 checks in a row have failed. {worker} did not answer in time."


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
