"""Uptime as a percentage that is never better than it was, and the days that it is made of."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from pydantic import BaseModel

from contracts.status import DayReport

DAY_MINUTES = 1440
MINUTE_MS = 60_000
PAGE_DAYS = 90


class DayRow(BaseModel):
    """A worker's probes of a UTC day; one stands for a minute. ``ms`` is what ``answered`` took."""

    worker: str
    day: date
    up: int = 0
    degraded: int = 0
    down: int = 0
    maintenance: int = 0
    answered: int = 0
    ms: int = 0

    @property
    def well(self) -> int:
        """Probes that found it working, fully or not."""
        return self.up + self.degraded

    @property
    def known(self) -> int:
        """Probes that count; those that failed during maintenance do not."""
        return self.well + self.down


def percentage(well: int, known: int) -> float | None:
    """The share in percent, rounded down to hundredths; ``None`` of nothing.

    >>> percentage(24_999, 25_000), percentage(25_000, 25_000), percentage(0, 0)
    (99.99, 100.0, None)
    """
    return well * 10_000 // known / 100 if known else None


def uptime(rows: Iterable[DayRow]) -> float | None:
    """The percentage over some days; what is not known is left out of both sides."""
    counted = [(row.well, row.known) for row in rows]
    return percentage(sum(well for well, _ in counted), sum(known for _, known in counted))


def spoken(share: float | None) -> str:
    """A percentage for people: ``99.99 %``, ``100 %``, or ``no data``."""
    if share is None:
        return "no data"
    return f"{share:.2f}".rstrip("0").rstrip(".") + " %"


def first_day(today: date, days: int) -> date:
    """The first of some days that end with today."""
    return today - timedelta(days=days - 1)


def days_of(rows: Iterable[DayRow], now_ms: int, days: int) -> tuple[DayReport, ...]:
    """Each of some days that end today, the oldest first, whether or not there is a row of it."""
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    by_day = {row.day: row for row in rows}
    begin = first_day(now.date(), days)
    return tuple(
        _report(by_day.get(day) or DayRow(worker="", day=day), now)
        for day in (begin + timedelta(days=number) for number in range(days))
    )


def _report(row: DayRow, now: datetime) -> DayReport:
    minutes = now.hour * 60 + now.minute + 1 if row.day == now.date() else DAY_MINUTES
    return DayReport(
        day=row.day,
        uptime=percentage(row.well, row.known),
        up_minutes=row.up,
        degraded_minutes=row.degraded,
        down_minutes=row.down,
        maintenance_minutes=row.maintenance,
        unknown_minutes=max(0, minutes - row.known - row.maintenance),
        response_ms=row.ms // row.answered if row.answered else None,
    )
