"""Visits: which free slots are offered, and which of them somebody chooses."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from lead_bot_days import day_spans, named_day, names_weekday
from lead_bot_text import any_of

OFFERED = 3
_ORDINALS = {
    **dict.fromkeys(
        ("first", "1st", "one", "1", "uno", "primero", "earliest", "soonest", "a", "top"), 0
    ),
    **dict.fromkeys(("second", "2nd", "two", "2", "middle", "b", "segundo", "dos"), 1),
    **dict.fromkeys(("third", "3rd", "three", "3", "c", "tres", "tercero"), 2),
}
_NUMBERED = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|ok|okay|sure|please|let'?s|lets|do|i'?ll|ill|take|i|want|would|like"
    r"|prefer|choose|pick|book|me|for|it|is|with|go|the|option|number|no\.?|num|choice|slot|that"
    r"|hmm|um|uh|maybe|works?|how|about|can|we|you)\W+)*#?"
    r"(?P<which>first|second|third|last|middle|earliest|soonest|1st|2nd|3rd|one|two|three|[1-3]"
    r"|[abc]|latest|uno|dos|tres|primero|segundo)(?:\W+(?:one|please|pls|works?|is|good|fine"
    r"|best|for|me|option|slot|time|thanks|thank|you|will|do|great|perfect|would|be|it|that|thx"
    r"|ok|sounds))*\W*$"
)
_ANY = any_of(
    r"any(?: of (?:them|those)| time| one)?|either|whichever|whatever|all (?:work|good|fine)"
    r"|doesn'?t matter|don'?t care|you (?:choose|pick)|asap|soonest|earliest"
)
_NONE = any_of(
    r"none|neither|other|others|another|different|don'?t work|doesn'?t work|won'?t work"
    r"|not (?:those|these|any|good)|can'?t (?:do|make)|no good|something else|else|more (?:times"
    r"|options|days)|later|next week|not available|busy|work(?:ing)? (?:all|those|that)"
    r"|too (?:soon|early|late)|week after"
)
_REFUSED = any_of(
    r"no (?:visit|appointment|appt|thanks|thank you|need)|don'?t (?:want|need)(?: an?"
    r"| any)? (?:visit|appointment|appt|anyone|anybody|you)|not (?:now|yet|interested)|no|nope"
    r"|nah|rather not|maybe later|just (?:call|text|email)|skip|no one|nobody"
)
_CLOCK = re.compile(
    r"(?:(?:at|@|around|about|by"
    r"|like)\s?)?(?<![\d:/])(?P<h>\d{1,2})(?::(?P<m>\d\d))?\s?(?P<half>am|pm|a\.m\.?|p\.m\.?|a|p"
    r"|o'?clock)?(?![\w:/])"
)
_NOON = re.compile(r"\b(?:noon|midday|lunch ?time)\b")
_MIDNIGHT = re.compile(r"\bmidnight\b")
_PARTS = (
    ("morning", 0, 12),
    ("mañana", 0, 12),
    ("afternoon", 12, 17),
    ("evening", 16, 24),
    ("tarde", 12, 24),
    ("after work", 16, 24),
    ("night", 16, 24),
)
_WORD_HOURS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}

MOST_WORDS = 16  # of a message about a visit's time, and nothing else
_OF_SALE = re.compile(
    r"[$@]|\b(?:sell|selling|sold|sale|clos(?:e|ing)|price|pric(?:ed|ing)|asking|offers?|dollars?"
    r"|grand|thousand|\d+k|phone|cell|number|e-?mail|address|zip|condition|shape|deadline"
    r"|mov(?:e|ing) out|be out|out by|name)\b|\d{4,}|\d{3}-\d|\d,\d"
    r"|(?<!come )(?<!stop )(?<!swing )(?<!drop )\b(?:by|before|until|within)\b"
)
_OTHER_HOUR = re.compile(
    r"\b(?:make (?:it|that)|move (?:it|that)|push (?:it|that)|change (?:it|that)|switch|how about"
    r"|what about|rather|can (?:we|you) do|do|to|prefer|better)\b.{0,12}"
    r"(?<![\d:.$])(?:[1-9]|1[0-2])(?![\d,.:k%]\d?)\b"
    r"|(?<![\d:.$])\b(?:[1-9]|1[0-2])\b(?![,:k%])\W{0,3}(?:instead|is better|would be better"
    r"|rather|works better)\b"
)

Kind = Literal["slot", "wish", "more", "any", "refused"]


class Choice(NamedTuple):
    """What somebody says to the visits that they were offered.

    ``slot``: the one of that start. ``wish``: a day, a time of day or both, offered or not.
    """

    kind: Kind
    start: int | None = None
    day: date | None = None
    at: time | None = None
    hours: tuple[int, int] | None = None
    is_weekly: bool = False  # the day was named as a weekday: the one after it may be meant


def choice(low: str, offered: Sequence[int], tz: str, today: date) -> Choice | None:
    """What a message, in small letters, chooses; ``None`` where it says nothing of visits."""
    starts = [local(each, tz) for each in offered]
    if found := _NUMBERED.match(low):
        place = _place(found["which"], len(offered))
        if place is not None:
            return Choice("slot", offered[place])
    day = named_day(low, today)
    clock, hours = _time_of(low, has_day=day is not None), _hours(low)
    is_weekly = day is not None and names_weekday(low)
    if day and is_weekly and all(at.date() != day for at in starts):
        # “Monday” said on a Sunday, of the Monday that was offered.
        later = day + timedelta(days=7)
        day = later if any(at.date() == later for at in starts) else day
    if day or clock or hours:
        fitting = [
            start
            for start, at in zip(offered, starts, strict=True)
            if (day is None or at.date() == day)
            and (clock is None or at.time() == clock)
            and (hours is None or hours[0] <= at.hour < hours[1])
        ]
        denied = re.search(r"\b(?:not|can'?t|cannot|no|except|but)\b", low) is not None
        if denied and clock is None:
            return Choice("more")
        if len(fitting) == 1:
            return Choice("slot", fitting[0])
        return Choice("wish", None, day, clock, hours, is_weekly)
    if _NONE.search(low):
        return Choice(
            "more", day=today + timedelta(days=7 - today.weekday()) if "next week" in low else None
        )
    if _ANY.search(low):
        return Choice("any")
    return Choice("refused") if _REFUSED.match(low.lstrip(" ,.!")) else None


def picked(starts: Sequence[int], tz: str, wish: Choice | None = None) -> list[int]:
    """Up to three of the free slots, in order: of several days, at several times of day."""
    fitting = [each for each in starts if wish is None or _fits(local(each, tz), wish)]
    days: dict[date, list[int]] = {}
    for each in fitting:
        days.setdefault(local(each, tz).date(), []).append(each)
    if len(days) >= OFFERED:
        few = list(days.values())[:OFFERED]
        return [day[number * len(day) // OFFERED] for number, day in enumerate(few)]
    if len(fitting) <= OFFERED:
        return list(fitting)
    return [fitting[number * (len(fitting) - 1) // (OFFERED - 1)] for number in range(OFFERED)]


def exact(starts: Sequence[int], tz: str, wish: Choice) -> int | None:
    """The free slot that a wish for a day and a time names; ``None`` if there is none."""
    if wish.at is None:
        return None
    found = [
        each
        for each in starts
        if _fits(local(each, tz), wish) and local(each, tz).time() == wish.at
    ]
    return found[0] if found and (wish.day or len(found) == 1) else None


def local(milliseconds: int, tz: str) -> datetime:
    """A time in somebody's zone."""
    return in_zone(datetime.fromtimestamp(milliseconds / 1000, UTC), tz)


def in_zone(at: datetime, tz: str) -> datetime:
    """A moment as the clocks of a zone show it."""
    return at.astimezone(ZoneInfo(tz))


def is_of_visit(low: str, today: date) -> bool:
    """Whether a message, in small letters, speaks of a day or a time of day for a visit.

    Asked of somebody who has one: “sorry, make it 11 instead” is then no price, and “friday is
    better” no day by which to sell.
    """
    if _OF_SALE.search(low) or len(low.split()) > MOST_WORDS:
        return False
    day = named_day(low, today)
    return (
        day is not None
        or _time_of(low, has_day=False) is not None
        or _hours(low) is not None
        or _OTHER_HOUR.search(low) is not None
    )


def _fits(at: datetime, wish: Choice) -> bool:
    if wish.day and at.date() != wish.day:
        return False
    return wish.hours is None or wish.hours[0] <= at.hour < wish.hours[1]


def _place(which: str, count: int) -> int | None:
    if which in ("last", "latest"):
        return count - 1
    place = _ORDINALS.get(which)
    return place if place is not None and place < count else None


def _hours(low: str) -> tuple[int, int] | None:
    return next(
        ((first, last) for word, first, last in _PARTS if re.search(rf"\b{word}", low)), None
    )


def _time_of(low: str, *, has_day: bool) -> time | None:
    """A time of day; one without am or pm is one at which people work."""
    if _MIDNIGHT.search(low):
        return time(0)
    if _NOON.search(low):
        return time(12)
    for word, hour in _WORD_HOURS.items():
        low = re.sub(rf"\bat {word}\b", f"at {hour}", low)
    spans = day_spans(low, date(2000, 1, 1)) if has_day else []
    for found in _CLOCK.finditer(low):
        if any(start <= found.start("h") < end for start, end in spans):
            continue
        is_said = (
            found["m"]
            or found["half"]
            or re.match(r"(?:at|@|around|about|by)", found[0])
            or has_day
        )
        hour, minute = int(found["h"]), int(found["m"] or 0)
        if not is_said or hour > 23 or minute > 59 or (hour == 0 and not found["m"]):
            continue
        half = (found["half"] or "").replace(".", "")[:1]
        if half == "p" and hour < 12:
            hour += 12
        elif half == "a" and hour == 12:
            hour = 0
        elif half not in ("a", "p") and 1 <= hour <= 7:
            hour += 12
        return time(hour, minute)
    return None
