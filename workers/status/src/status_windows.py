"""When a window of maintenance is: in a zone whose clock is put forward and back, over midnight.

A window lasts for so many minutes that pass, whatever a clock shows meanwhile. A repeated one
begins each time at the same time of that clock.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BaseModel, Json

from contracts.status import DAY_MINUTES, Maintenance, NewMaintenance, Repeat
from edgekit import FieldError, Problem

MINUTE_MS = 60_000
STEPS: dict[Repeat, int] = {"daily": 1, "weekly": 7}
END_OF_TIME = datetime(2200, 1, 1, tzinfo=UTC)


class Window(BaseModel):
    """A row of ``maintenance``; times are epoch milliseconds. No ``workers`` are all of them."""

    id: str
    title: str
    message: str
    workers: Json[tuple[str, ...]]
    tz: str
    first_wall: datetime
    starts_at: int
    minutes: int
    repeat: Repeat
    ends_at: int | None

    def is_about(self, worker: str) -> bool:
        """Whether a worker is among those that are worked on."""
        return not self.workers or worker in self.workers

    def occurrence(self, now_ms: int) -> tuple[int, int]:
        """When the one that is now begins and ends, else the next one, else the last."""
        length = self.minutes * MINUTE_MS
        step = STEPS.get(self.repeat)
        if step is None:
            return self.starts_at, self.starts_at + length
        zone = ZoneInfo(self.tz)
        # One that began on a day before, or on the day itself, may not be over yet.
        back = self.minutes // DAY_MINUTES + 2
        today = datetime.fromtimestamp(now_ms / 1000, zone).date()
        gone = (today - self.first_wall.date()).days - back
        number = max(0, gone // step)
        while True:
            starts = instant(self.first_wall + timedelta(days=number * step), zone)
            if starts + length > now_ms:
                return starts, starts + length
            number += 1

    def is_now(self, now_ms: int) -> bool:
        """Whether the work is going on."""
        starts, ends = self.occurrence(now_ms)
        return starts <= now_ms < ends

    def told(self, now_ms: int) -> Maintenance:
        """The window as it is answered."""
        starts, ends = self.occurrence(now_ms)
        return Maintenance(
            id=self.id,
            title=self.title,
            message=self.message,
            workers=self.workers,
            tz=self.tz,
            repeat=self.repeat,
            status="over" if ends <= now_ms else "in_progress" if starts <= now_ms else "scheduled",
            starts_at=moment(starts),
            ends_at=moment(ends),
            duration_minutes=self.minutes,
        )


@cache
def zone_names() -> frozenset[str]:
    """The names of the IANA database."""
    return frozenset(available_timezones())


def instant(wall: datetime, zone: ZoneInfo) -> int:
    """When a clock first shows a time; where it skips that, as much later as it is put forward."""
    return int(wall.replace(tzinfo=zone).timestamp()) * 1000


def moment(milliseconds: int) -> datetime:
    """Epoch milliseconds as a time, UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def planned(window_id: str, new: NewMaintenance) -> Window:
    """The window that is asked for; raises ``Problem`` 422 for one that can't be."""
    if new.tz not in zone_names():
        raise _wrong("/tz", "is no time zone of the IANA database, such as America/Los_Angeles")
    zone = ZoneInfo(new.tz)
    starts = _instant("/starts_at", new.starts_at, zone)
    minutes = new.duration_minutes
    if minutes is None:
        assert new.ends_at is not None, "the contract wants one of the two"
        minutes = (_instant("/ends_at", new.ends_at, zone) - starts) // MINUTE_MS
    if not 1 <= minutes <= new.longest_minutes:
        longest = new.longest_minutes
        said = f"it should last 1 to {longest} minutes, and is {minutes}"
        raise _wrong("/duration_minutes" if new.duration_minutes else "/ends_at", said)
    wall = datetime.fromtimestamp(starts / 1000, zone).replace(tzinfo=None)
    ends = None if new.repeat in STEPS else starts + minutes * MINUTE_MS
    return Window.model_construct(
        id=window_id,
        title=new.title,
        message=new.message,
        workers=new.workers,
        tz=new.tz,
        first_wall=wall,
        starts_at=starts,
        minutes=minutes,
        repeat=new.repeat,
        ends_at=ends,
    )


def _instant(field: str, given: datetime | str, zone: ZoneInfo) -> int:
    if isinstance(given, datetime):
        return int(given.timestamp()) * 1000
    try:
        wall = datetime.fromisoformat(given)
        if not date(1970, 1, 2) <= wall.date() < END_OF_TIME.date():
            raise ValueError(given)
    except ValueError as error:
        raise _wrong(field, "is no time that a clock of our days shows") from error
    return instant(wall, zone)


def _wrong(field: str, said: str) -> Problem:
    return Problem(422, f"{field[1:]} {said}.", errors=[FieldError(field, said)])
