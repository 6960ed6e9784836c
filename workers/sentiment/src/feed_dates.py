"""Dates as feeds write them: RFC 822, RFC 3339, C's ``ctime``, and in American and British words.

What can't be read is no date: a guess would count an old article among today's.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
         "october", "november", "december")  # fmt: skip
_NUMBER = {name: n % 12 + 1 for n, name in enumerate(_MONTHS + _FULL)} | {"sept": 9}
_HOURS = {"z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2,
          "eet": 2, "eest": 3, "msk": 3, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12,
          "nzdt": 13, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
          "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "ast": -4, "adt": -3, "et": -5, "ct": -6,
          "mt": -7, "pt": -8}  # fmt: skip

_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4}|\d{2})"
_TIME = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>[0-5]\d|60)(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?"
)
_ZONE = r"(?:\s*(?P<zone>(?:gmt|utc|ut)?\s?[+-]\d{1,2}(?::?\d\d)?|[a-z]{1,5}))?(?:\s*\([^()]*\))?"
_REST = rf"(?:(?:, at |,? at |, ?| ?[-|·–@] ?|t| ){_TIME}{_ZONE})?"
_FORMS = [
    re.compile(form)
    for form in (
        rf"{_WEEKDAY}{_DAY}(?:\s+of)?[\s.-]+{_MONTH},?[\s-]+{_YEAR}{_REST}",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}{_REST}",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY}\s+{_TIME}(?:\s+(?P<zone>[a-z]{{1,5}}))?\s+{_YEAR}",
        rf"{_WEEKDAY}(?P<year>\d{{4}})[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?){_REST}",
        rf"{_WEEKDAY}(?P<month>\d\d?)/(?P<day>\d\d?)/{_YEAR}{_REST}",
        rf"{_WEEKDAY}(?P<day>\d\d?)\.(?P<month>\d\d?)\.{_YEAR}{_REST}",
    )
]
LONGEST = 100  # characters
PIVOT = 70
"""Years of two digits from here on are of the last century (RFC 2822, 4.3, knows none before)."""


def parse_date(text: str) -> datetime | None:
    """The moment that a date names, in UTC, or ``None`` for what is none or is ambiguous.

    A date without a time is its midnight, a time without a zone or with an unknown one is UTC.
    """
    plain = " ".join(text.split())[:LONGEST]
    try:
        return _in_utc(datetime.fromisoformat(plain))
    except (ValueError, OverflowError):
        pass
    lowered = plain.lower()
    for form in _FORMS:
        if found := form.fullmatch(lowered):
            return _moment(found.groupdict())
    return None


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _moment(parts: dict[str, str | None]) -> datetime | None:
    month, day = parts["month"] or "", int(parts["day"] or 0)
    number = int(month) if month.isdigit() else _NUMBER.get(month, 0)
    if number > 12 >= day:
        number, day = day, number  # 20/11/2026: no month has that number
    hour, minute = int(parts["hour"] or 0), int(parts["minute"] or 0)
    if parts["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if parts["half"] == "p" else 0)
    # A leap second and the end of a day are the moment that follows.
    days, hour = (1, 0) if (hour, minute) == (24, 0) else (0, hour)
    second = int(parts["second"] or 0)
    year, zone = _year(parts["year"] or ""), parts["zone"] or ""
    try:
        local = datetime(year, number, day, hour, minute, min(second, 59), tzinfo=_zone(zone))
        return (local + timedelta(days=days, seconds=second == 60)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year >= PIVOT else 2000)


def _zone(text: str) -> timezone:
    """The offset that a zone's name or number means; raises ``ValueError`` for what is none."""
    found = re.fullmatch(r"(?:gmt|utc|ut)?\s?([+-])(\d{1,2}):?(\d\d)?", text)
    if not found:
        return timezone(timedelta(hours=_HOURS.get(text, 0)))
    minutes = 60 * int(found[2]) + int(found[3] or 0)
    return timezone(timedelta(minutes=-minutes if found[1] == "-" else minutes))
