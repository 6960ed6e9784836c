"""When appointments can be: what the var ``CALENDAR`` says, as FLEET's users write it."""

import re
from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    model_validator,
)

from wall_clock import zone

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT = 24 * 60
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)


def _minutes(text: Any) -> Any:
    """Minutes since the day began, of a text such as 09:30; 24:00 is the day's end."""
    if not isinstance(text, str) or not _CLOCK.fullmatch(text):
        raise ValueError("should be a time from 00:00 to 24:00, such as 09:30")
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _spans(spans: tuple["Span", ...]) -> tuple["Span", ...]:
    ordered = tuple(sorted(spans))
    for opens, closes in ordered:
        if opens >= closes:
            raise ValueError(
                "a span should end after it begins; past midnight it ends at 24:00, and the next "
                "day goes on from 00:00"
            )
    for (_, closes), (opens, _) in pairwise(ordered):
        if opens < closes:
            raise ValueError("the spans of a day should not overlap")
    return ordered


ClockTime = Annotated[
    int, BeforeValidator(_minutes), PlainSerializer(_clock, return_type=str, when_used="json")
]
Span = tuple[ClockTime, ClockTime]
"""From when to when, minutes of a day."""
Spans = Annotated[tuple[Span, ...], AfterValidator(_spans)]
Zone = Annotated[str, AfterValidator(lambda name: zone(name).key)]
Minutes = Annotated[int, Field(ge=0, le=MIDNIGHT)]

NINE_TO_FIVE: tuple[Span, ...] = ((9 * 60, 17 * 60),)
USUAL_HOURS: dict[Weekday, Spans] = {
    **dict.fromkeys(WEEKDAYS[:5], NINE_TO_FIVE),
    "sat": ((10 * 60, 14 * 60),),
}


class CalendarRules(BaseModel):
    """The business's hours and how appointments lie in them; see ``docs/calendar.md``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    timezone: Zone = "America/Los_Angeles"
    hours: dict[Weekday, Spans] = USUAL_HOURS
    duration_minutes: Annotated[int, Field(ge=5, le=MIDNIGHT)] = 60
    slot_minutes: Annotated[int, Field(ge=5, le=MIDNIGHT)] = 30
    buffer_before_minutes: Minutes = 0
    buffer_after_minutes: Minutes = 30
    min_notice_minutes: Annotated[int, Field(ge=0, le=60 * MIDNIGHT)] = 120
    horizon_days: Annotated[int, Field(ge=0, le=366)] = 30
    holidays: frozenset[date] = frozenset()
    per_day: Annotated[int, Field(ge=0, le=1000)] | None = None

    def __hash__(self) -> int:
        """So that what follows from rules can be kept; dictionaries have none."""
        return hash((self.timezone, self.duration_minutes, self.slot_minutes))

    @property
    def zone(self) -> ZoneInfo:
        """The business's time zone."""
        return ZoneInfo(self.timezone)

    def spans(self, day: date) -> tuple[Span, ...]:
        """When the business is open on a day; never on a holiday."""
        if day in self.holidays:
            return ()
        return self.hours.get(WEEKDAYS[day.weekday()], ())

    @model_validator(mode="after")
    def _has_room(self) -> Self:
        spans = [span for day in self.hours.values() for span in day]
        longest = max((closes - opens for opens, closes in spans), default=MIDNIGHT)
        goes_on = any(closes == MIDNIGHT for _, closes in spans)
        if longest < self.duration_minutes and not goes_on:
            raise ValueError("no span of hours holds an appointment of duration_minutes")
        return self
