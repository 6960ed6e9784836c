"""Quiet hours (47 CFR 64.1200(c)(1)): no texts before 8 a.m. and after 9 p.m. where somebody is.

Pure: the time is given, zones are IANA's, and nothing is sent or stored.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from sms_zones import clock

ROUNDS = 8
"""Attempts to find a time that suits all zones; two are enough for windows that overlap."""


class QuietHours(NamedTuple):
    """The span of a day in which nobody is texted: from its first minute up to its end.

    One that begins later than it ends goes across midnight; one without width is none at all.
    """

    start: time
    end: time

    def hold(self, local: time) -> bool:
        """Whether it is quiet at a local time."""
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end


class Verdict(NamedTuple):
    """Whether somebody may be texted, the zone that decides, and else from when (UTC)."""

    allowed: bool
    zone: str
    opens_at: datetime | None = None


def verdict(at: datetime, zones: Sequence[str], quiet: QuietHours) -> Verdict:
    """Whether a time suits somebody who may be in any of these zones.

    If it does not, ``opens_at`` is the first time that suits all of them, and the zone is the one
    that is waited for longest. Where no time suits all, the likeliest zone, the first, decides.
    """
    moment, last = at, ""
    for _ in range(ROUNDS):
        waits = [(opening(moment, zone, quiet), zone) for zone in zones]
        until, zone = max(waits, key=lambda wait: wait[0])
        if until == moment:
            break
        moment, last = until, zone
    else:
        return verdict(at, zones[:1], quiet)
    if moment == at:
        return Verdict(allowed=True, zone=zones[0])
    return Verdict(allowed=False, zone=last, opens_at=moment.astimezone(UTC))


def opening(at: datetime, zone: str, quiet: QuietHours) -> datetime:
    """The time itself if it is not quiet then in a zone, else when that is over."""
    there = clock(zone)
    local = at.astimezone(there)
    if not quiet.hold(local.time()):
        return at
    for days in (0, 1, 2):
        day = local.date() + timedelta(days=days)
        end = datetime.combine(day, quiet.end, there).astimezone(UTC)
        if end > at:
            return end
    raise AssertionError("a span of a day ends within two days")
