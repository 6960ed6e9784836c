"""From what a clock on a wall shows to the instant when it shows it, and back.

Clocks are put forward and back, so some wall times never come and some come twice. Instants are
whole minutes since 1970, UTC: no zone has had an offset with seconds since 1972.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@cache
def zone_names() -> frozenset[str]:
    """The names of the IANA database, as the package ``tzdata`` lists them."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="ascii").split())


def zone(name: str) -> ZoneInfo:
    """A zone by its name; raises ``ValueError`` that says what a name looks like."""
    # ZoneInfo itself takes any path: a folder's name is an IsADirectoryError there.
    if name not in zone_names():
        raise ValueError("is not a time zone of the IANA database, such as America/Los_Angeles")
    return ZoneInfo(name)


def minute_of(moment: datetime) -> int:
    """The instant of an aware time, rounded down to its minute."""
    return (moment - EPOCH) // _MINUTE


def moment_of(minute: int) -> datetime:
    """An instant as a time, UTC."""
    return EPOCH + minute * _MINUTE


def shown_at(minute: int, where: ZoneInfo) -> datetime:
    """What the clock shows at an instant, without its zone."""
    return moment_of(minute).astimezone(where).replace(tzinfo=None)


def instant(wall: datetime, where: ZoneInfo) -> int | None:
    """When the clock first shows a time; ``None`` for one that it skips."""
    minute = minute_of(wall.replace(tzinfo=where))
    return minute if shown_at(minute, where) == wall else None


def reached(wall: datetime, where: ZoneInfo) -> int:
    """When the clock first shows a time or, where it skips that, one after it."""
    exact = instant(wall, where)
    if exact is not None:
        return exact
    # PEP 495: of a skipped time the folds are instants on either side of the change.
    before, after = sorted(minute_of(wall.replace(tzinfo=where, fold=fold)) for fold in (0, 1))
    while after - before > 1:
        middle = (before + after) // 2
        if shown_at(middle, where) < wall:
            before = middle
        else:
            after = middle
    return after


def day_begins(day: date, where: ZoneInfo) -> int:
    """When a day begins, which need not be midnight."""
    return reached(datetime.combine(day, time()), where)
