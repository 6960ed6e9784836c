"""Cron expressions as Cloudflare takes them, which differ from crontab's and from Quartz's.

https://developers.cloudflare.com/workers/configuration/cron-triggers/ — five fields; days of the
week count from 1 = Sunday; a range may wrap round (``50-10``); L, W and # stand alone in a field,
not in a list. What the page leaves open is as in their parser, github.com/cloudflare/saffron.
"""

import re
from dataclasses import dataclass

PART = re.compile(r"(?:\*|(\w+)(?:-(\w+))?)(?:/(\d+))?", re.ASCII)


@dataclass(frozen=True)
class Field:
    """One field: its values, the names for them, and the forms that only it has."""

    what: str
    lowest: int
    highest: int
    names: tuple[str, ...] = ()
    special: str = r"(?!)"  # matches nothing

    def takes(self, text: str) -> bool:
        """Whether ``text`` is right in this place."""
        special = re.fullmatch(self.special, text, re.ASCII)
        if special:
            return all(self._has(day) for day in special.groups() if day)
        return text == "*" or all(self._takes_part(part) for part in text.split(","))

    def said(self) -> str:
        """Its values in words, such as ``1-12 or JAN-DEC``."""
        names = f" or {self.names[0]}-{self.names[-1]}" if self.names else ""
        return f"{self.lowest}-{self.highest}{names}"

    def _takes_part(self, text: str) -> bool:
        match = PART.fullmatch(text)
        if match is None or text == "*":
            return False  # “*” in a list
        first, last, step = match.groups()
        most = self.highest - self.lowest
        return all(self._has(end) for end in (first, last) if end) and (
            step is None or 1 <= int(step) <= most
        )

    def _has(self, text: str) -> bool:
        if text.isdecimal():
            return self.lowest <= int(text) <= self.highest
        return text.upper() in self.names


MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
OFFSET = r"(?:[1-9]|[12]\d|30)"
FIELDS = (
    Field("minute", 0, 59),
    Field("hour", 0, 23),
    Field("day of the month", 1, 31, special=rf"L(?:-{OFFSET})?W?|(\d+)W"),
    Field("month", 1, 12, MONTHS),
    Field("day of the week", 1, 7, DAYS, special=r"L|(\w+)(?:L|#[1-5])"),
)


def mistake(cron: str) -> str:
    """What Cloudflare would refuse in ``cron``, as a sentence; empty where it is right."""
    texts = cron.split()
    if len(texts) != len(FIELDS):
        names = ", ".join(field.what for field in FIELDS)
        return f"The cron “{cron}” needs five fields, not {len(texts)}: {names}."
    for field, text in zip(FIELDS, texts, strict=True):
        if not field.takes(text):
            return (
                f"The cron “{cron}” has “{text}” as its {field.what}, which goes from "
                f"{field.said()}: Cloudflare would refuse it."
            )
    return ""
