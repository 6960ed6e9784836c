"""Arithmetic on a quarterly house price index: what was known when, changes, and ratios.

A series is a list of `Observation`, oldest first; a period is named by its last day. A quarter's
value is an average over the quarter, so it stands at the quarter's middle.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from math import exp, log
from typing import NamedTuple

PUBLISHED_AFTER = timedelta(days=60)
"""FHFA publishes a quarter in the last days of the second month after it."""
HALF_A_QUARTER = timedelta(days=45)


class Observation(NamedTuple):
    """The value of the period that ends on `period`."""

    period: date
    value: float


class Level(NamedTuple):
    """An index level on a day; `held` when the day lies outside the known quarters."""

    value: float
    held: bool


Series = Sequence[Observation]


def earlier(day: date, by: timedelta) -> date:
    """A day so much earlier, or the calendar's first."""
    return date.fromordinal(max(day.toordinal() - by.days, 1))


def latest_known(as_of: date) -> date:
    """The last period end that had been published on `as_of`."""
    return earlier(as_of, PUBLISHED_AFTER)


def quarter(period: date) -> str:
    """The quarter that holds the day, as `2024-Q3`."""
    return f"{period.year}-Q{(period.month + 2) // 3}"


def years_before(day: date, years: int) -> date:
    """The same month's last day some years earlier, for a day that ends a month."""
    first_of_next = (day + timedelta(days=1)).replace(day=1)
    return first_of_next.replace(year=first_of_next.year - years) - timedelta(days=1)


def quarter_before(day: date) -> date:
    """The last day of the quarter before the one that holds `day`."""
    first_month = day.month - (day.month - 1) % 3
    return day.replace(month=first_month, day=1) - timedelta(days=1)


def change_since(series: Series, then: date) -> float | None:
    """The last value against that of the period that ended on `then`, as a fraction.

    None where that very period is missing: a gap is not bridged.
    """
    before = next((o.value for o in series if o.period == then), None)
    return round(series[-1].value / before - 1, 5) if before else None


def level_on(series: Series, day: date) -> Level:
    """The index on a day, log-linear between the middles of quarters, flat outside them.

    Flat, because a trend carried past the last figure would be an opinion and not data.
    """
    middles = [o.period - HALF_A_QUARTER for o in series]
    after = bisect_right(middles, day)
    if after == 0 or after == len(series):
        edge = min(after, len(series) - 1)
        return Level(series[edge].value, held=day != middles[edge])
    span = (middles[after] - middles[after - 1]).days
    share = (day - middles[after - 1]).days / span
    low, high = log(series[after - 1].value), log(series[after].value)
    return Level(exp(low + share * (high - low)), held=False)
