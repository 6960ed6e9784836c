"""The days that a summary is about: ``7d``, ``4w``, or from one day to another."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from edgekit import FieldError, Problem

MAX_DAYS = 366
_RANGE = re.compile(r"([0-9]{1,4})([dw])")


class Span(NamedTuple):
    """Days, both included, and how they were asked for."""

    text: str
    first: date
    last: date


def span_of(text: str, first: date | None, last: date | None, today: date) -> Span:
    """The days asked for; raises ``Problem`` 422 for none, backwards ones, or over a year."""
    if first is None and last is None:
        days = _days(text)
        return Span(text, today - timedelta(days=days - 1), today)
    end = last or today
    begin = first or end
    if begin > end:
        raise _refused("/from", "The range is backwards: from is after to.", "is after to")
    if (end - begin).days >= MAX_DAYS:
        raise _refused("/from", f"The range is longer than {MAX_DAYS} days.", "too long ago")
    return Span(f"{begin}..{end}", begin, end)


def _days(text: str) -> int:
    found = _RANGE.fullmatch(text)
    days = int(found[1]) * (7 if found[2] == "w" else 1) if found else 0
    if not 1 <= days <= MAX_DAYS:
        detail = f"The range is not known: give days or weeks, as 7d or 4w, up to {MAX_DAYS} days."
        raise _refused("/range", detail, "not a number of days or weeks, as 7d or 4w")
    return days


def _refused(pointer: str, detail: str, reason: str) -> Problem:
    return Problem(422, detail, errors=[FieldError(pointer, reason)])
