"""Slots as a visitor sees them: in a zone of theirs, by day, with the business's zone named."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contracts.calendar import Slot
from site_markup import day

# What most visitors are in; any other of the IANA database is taken as well.
ZONES = {
    "America/Los_Angeles": "Pacific",
    "America/Denver": "Mountain",
    "America/Phoenix": "Arizona",
    "America/Chicago": "Central",
    "America/New_York": "Eastern",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
}


class DayOfSlots(NamedTuple):
    """The free times of one day of a visitor."""

    day: date
    starts: list[datetime]


@cache
def _names() -> frozenset[str]:
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="ascii").split())


def known_zone(*names: str | None) -> str:
    """The first of these that is a time zone; the last one is taken as it is."""
    return next((name for name in names if name and name in _names()), names[-1] or "UTC")


def zone_words(name: str) -> str:
    """A zone as people call it: ``Pacific time``, ``Europe/Berlin time``."""
    return f"{ZONES.get(name, name.replace('_', ' '))} time"


def by_day(slots: Iterable[Slot], tz: str) -> list[DayOfSlots]:
    """Slots by the days of a zone, in order."""
    zone = ZoneInfo(tz)
    starts = sorted(slot.start.astimezone(zone) for slot in slots)
    return [DayOfSlots(on, list(each)) for on, each in groupby(starts, key=datetime.date)]


def clock(at: datetime) -> str:
    """A time of day, ``9:30 AM``."""
    return f"{at:%I:%M %p}".lstrip("0")


def spoken_day(on: date) -> str:
    """A day, ``Tuesday, December 1``."""
    return f"{on:%A, %B} {on.day}"


def spoken(at: datetime, tz: str) -> str:
    """A moment in a zone, ``Tuesday, December 1, 9:30 AM Pacific time``."""
    there = at.astimezone(ZoneInfo(tz))
    return f"{spoken_day(there.date())}, {clock(there)} {zone_words(tz)}"


def dated(at: datetime, tz: str) -> str:
    """A moment in a zone, with its year: ``December 13, 2026, 6:30 PM Pacific time``."""
    there = at.astimezone(ZoneInfo(tz))
    return f"{day(there.date())}, {clock(there)} {zone_words(tz)}"
