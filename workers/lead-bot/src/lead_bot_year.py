"""What each year has: holidays, the ends of seasons and of months, and no 30 February."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

HOLIDAYS: dict[str, Callable[[int], date]] = {
    r"christmas(?: eve)?|x-?mas|the holidays": lambda year: date(year, 12, 25),
    r"new year'?s eve": lambda year: date(year, 12, 31),
    r"new year'?s?(?: day)?|the new year": lambda year: date(year, 1, 1),
    r"valentine'?s?(?: day)?": lambda year: date(year, 2, 14),
    r"st\.? patrick'?s(?: day)?": lambda year: date(year, 3, 17),
    r"easter": lambda year: _easter(year),
    r"mother'?s day": lambda year: _nth(year, 5, 6, 2),
    r"memorial day": lambda year: _last_monday(year, 5),
    r"father'?s day": lambda year: _nth(year, 6, 6, 3),
    r"(?:the )?(?:4th|fourth) of july|independence day": lambda year: date(year, 7, 4),
    r"labor day": lambda year: _nth(year, 9, 0, 1),
    r"hallowe?'?en": lambda year: date(year, 10, 31),
    r"thanksgiving": lambda year: _nth(year, 11, 3, 4),
}
SEASONS = {  # the last day of each, as month and day
    "winter": (3, 20),
    "spring": (6, 20),
    "summer": (9, 22),
    "fall": (12, 21),
    "autumn": (12, 21),
}
HOLIDAY = re.compile(r"(?<!\w)(?:" + "|".join(f"({names})" for names in HOLIDAYS) + r")(?!\w)")


def made(year: int, month: int, day: int) -> date | None:
    """The day, if there is such a one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def end_of_month(today: date, months: int) -> date:
    """The last day of the month that comes so many months after today's."""
    month = today.month - 1 + months
    year, month = today.year + month // 12, month % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday(year: int, month: int) -> date:
    last = date(year, month, monthrange(year, month)[1])
    return last - timedelta(days=last.weekday())


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * weekday) // 433
    month = (h + weekday - 7 * m + 90) // 25
    return date(year, month, (h + weekday - 7 * m + 33 * month + 19) % 32)
