"""Days and months of a time zone: what usage and quotas are counted by."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from edgekit import FieldError, Problem


class Period(NamedTuple):
    """A day and its month as they are written, and when each ends, in epoch milliseconds."""

    day: str
    month: str
    day_ends_ms: int
    month_ends_ms: int


def period_at(now_ms: int, tz: str) -> Period:
    """The day and the month that it is in a zone."""
    zone = _zone(tz)
    today = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(zone).date()
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    tomorrow = today + timedelta(days=1)
    ends = _begin_ms(tomorrow, zone), _begin_ms(first, zone)
    return Period(today.isoformat(), today.isoformat()[:7], *ends)


def _begin_ms(day: date, zone: ZoneInfo) -> int:
    """When a day begins: at midnight, or where the clocks skip that, right after (fold 0)."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return round(midnight.timestamp() * 1000)


@lru_cache(maxsize=256)
def _zone(tz: str) -> ZoneInfo:
    return ZoneInfo(tz)


def checked_zone(tz: str) -> str:
    """The name of a zone; raises ``Problem`` 422 for one that the IANA database does not have."""
    try:
        _zone(tz)
    except (ValueError, OSError, LookupError) as error:
        fault = FieldError("/tz", "must be a time zone such as America/Los_Angeles")
        raise Problem(422, "The body has invalid fields: /tz.", errors=[fault]) from error
    return tz
