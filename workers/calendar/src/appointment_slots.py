"""Which appointments can be booked: a pure function of the rules, the bookings and the time.

An appointment may begin at an opening of the business, and every ``slot_minutes`` after it, by the
clock on the wall; it lasts ``duration_minutes`` and ends before the business closes. So that nobody
is misled when clocks change:

- a time that the clock skips is no slot;
- a time that comes twice is one slot, the first time;
- an appointment lasts as long on such a day as on any other, and closing time is when the clock
  first shows it (or, where it skips that, when it jumps past it).

Spans that meet are one: a span that ends at 24:00 goes on in the next day's that begins at 00:00,
and an appointment may lie across. Every span counts its slots from its own opening.

An appointment occupies its own time and the buffers before and after it, in or out of hours. Two
may touch, but never overlap: between them lie the buffer after the one and that before the other.

A slot can be booked from ``min_notice_minutes`` before it, measured in minutes that pass, and as
far ahead as ``horizon_days`` days after the business's today. A day that has ``per_day`` bookings
is full.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from math import inf
from typing import NamedTuple
from zoneinfo import ZoneInfo

from calendar_rules import MIDNIGHT, CalendarRules
from wall_clock import day_begins, instant, minute_of, reached, shown_at

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class Occupied(NamedTuple):
    """The time of a booking, in minutes since 1970: when it starts, and its time with buffers."""

    starts: int
    since: int
    until: int


def occupied_by(start: int, rules: CalendarRules) -> Occupied:
    """What an appointment occupies that starts at an instant."""
    until = start + rules.duration_minutes + rules.buffer_after_minutes
    return Occupied(start, start - rules.buffer_before_minutes, until)


def business_day(start: int, rules: CalendarRules) -> date:
    """The day, where the business is, on which an appointment starts."""
    return shown_at(start, rules.zone).date()


def free_slots(
    rules: CalendarRules, since: int, until: int, now: int, bookings: Iterable[Occupied]
) -> list[int]:
    """The instants in ``since`` ≤ … < ``until`` at which an appointment can be booked to start.

    ``bookings`` are those that could be in the way: all of the business's days in that time, and
    of the days beside it.
    """
    bookings = sorted(bookings, key=lambda booking: booking.since)
    begins = [booking.since for booking in bookings]
    ends = list(accumulate((booking.until for booking in bookings), max))
    booked = Counter(business_day(booking.starts, rules) for booking in bookings)
    most = inf if rules.per_day is None else rules.per_day

    before, after = rules.buffer_before_minutes, rules.duration_minutes + rules.buffer_after_minutes

    def is_free(start: int) -> bool:
        began = bisect_left(begins, start + after)
        return began == 0 or ends[began - 1] <= start - before

    return [
        start
        for day, start in openings(rules, since, until, now)
        if booked[day] < most and is_free(start)
    ]


def is_slot(rules: CalendarRules, start: int, now: int) -> bool:
    """Whether an appointment may start at an instant, if nobody else has it."""
    return any(found == start for _, found in openings(rules, start, start + 1, now))


def openings(rules: CalendarRules, since: int, until: int, now: int) -> Iterator[tuple[date, int]]:
    """Every slot that starts in ``since`` ≤ … < ``until``, booked or not, and its business day."""
    where = rules.zone
    since = max(since, now + rules.min_notice_minutes)
    last_day = shown_at(now, where).date() + rules.horizon_days * DAY
    until = min(until, day_begins(last_day + DAY, where))
    if since >= until:
        return
    day, end = shown_at(since, where).date(), shown_at(until - 1, where).date()
    while day <= end:
        yield from ((day, start) for start in _of_day(rules, day) if since <= start < until)
        day += DAY


@lru_cache(maxsize=512)
def _of_day(rules: CalendarRules, day: date) -> tuple[int, ...]:
    """Every slot of a business day; kept, because the same days are asked for again and again."""
    return tuple(start for span in rules.spans(day) for start in _of_span(rules, day, *span))


def _of_span(rules: CalendarRules, day: date, opens: int, closes: int) -> Iterator[int]:
    where, midnight = rules.zone, datetime.combine(day, time())
    begin, close = midnight + opens * MINUTE, _closing(rules, day, closes)
    end = reached(close, where)
    latest = end - rules.duration_minutes
    first = minute_of(begin.replace(tzinfo=where))
    if end - first == (close - begin) // MINUTE:
        # No clock changes meanwhile: none does so twice in the days of one span.
        yield from range(first, min(latest + 1, first + closes - opens), rules.slot_minutes)
        return
    for minutes in range(opens, closes, rules.slot_minutes):
        start = instant(midnight + minutes * MINUTE, where)
        if start is not None and start <= latest:
            yield start


def _closing(rules: CalendarRules, day: date, closes: int) -> datetime:
    """When the business closes that is open until ``closes``, with the spans that go on from it.

    It looks no further than an appointment that began on this day can last.
    """
    furthest = day + 2 * DAY
    while True:
        goes_on = [end for begin, end in rules.spans(day) if begin == closes]
        if goes_on:
            closes = goes_on[0]
        elif closes == MIDNIGHT and day < furthest:
            day, closes = day + DAY, 0
            if not any(begin == 0 for begin, _ in rules.spans(day)):
                return datetime.combine(day, time())
        else:
            return datetime.combine(day, time()) + closes * MINUTE


def window(rules: CalendarRules, first: date, last: date, where: ZoneInfo, now: int) -> range:
    """The instants of a visitor's days, as far as any of them can hold a slot."""
    today = shown_at(now, where).date()
    first = max(first, today - DAY)
    last = min(last, today + (rules.horizon_days + 2) * DAY)
    if first > last:
        return range(0)
    return range(day_begins(first, where), day_begins(last + DAY, where))
