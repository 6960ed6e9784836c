"""The days that a text speaks of: dates, months, weekdays, seasons, holidays, and durations.

A day in the past is taken for the next one of its kind, or for none.
"""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from contracts.leads import Timeline
from lead_bot_numbers import WORDS
from lead_bot_text import clause_around, few
from lead_bot_year import HOLIDAY, HOLIDAYS, SEASONS, end_of_month, made

LIMITS: tuple[tuple[int, Timeline], ...] = ((14, "asap"), (31, "30_days"), (92, "90_days"))
_MONTHS = (
    "jan(?:uary|\\.)?|feb(?:ruary|uary|\\.)?|mar(?:ch|\\.)?|apr(?:il|\\.)?|may|june?|july?"
    "|aug(?:ust|\\.)?"
    "|sept?(?:ember|\\.)?|oct(?:ober|\\.)?|nov(?:ember|\\.)?|dec(?:ember|\\.)?"
)
_STARTS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAYS = (
    "mon(?:day)?|tues?(?:day)?|wed(?:nesday|s)?|thur?s?(?:day)?|fri(?:day)?"
    "|sat(?:urday)?|sun(?:day)?"
)
_COUNT = "|".join(sorted((word for word, value in WORDS.items() if value), key=len, reverse=True))
_COUNT = (
    rf"\d{{1,3}}|{_COUNT}|an?|the next|couple(?: of)?|a couple(?: of)?|few|a few|several|half an?"
)
_UNITS = r"days?|wks?|weeks?|months?|mos?|mths?|mnths?|yrs?|years?"
_BY = r"by|before|befor|b4|until|till|til|no later than|prior to|ahead of"
_IN = r"say|make it|in|during|this|next|come|around|sometime in|of|maybe|for"
_PAST = re.compile(
    r"\b(?:ago|old|behind|late|back|since|before (?:that|then)|of experience|pregnant)\b"
)
_LASTING = re.compile(
    r"\b(?:for|past|last|over|lived?|been|after|every|another|about|were|was|took"
    r"|takes)(?: the)?(?: last| past| about| over)?\W*$"
)
_MONTH_DAY = re.compile(
    rf"(?<!\w)(?:(?P<m1>{_MONTHS})\s(?:the\s)?(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:]|,?\d)"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m2>{_MONTHS}))(?:,?\s(?P<y>(?:19"
    rf"|20)\d\d)(?!\d))?(?!\w)"
)
_NUMERIC = re.compile(
    r"(?<![\w/.-])(?:(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})(?:[/.-](?P<y>\d{4}|\d\d))?"
    r"|(?P<y2>\d{4})-(?P<m2>\d\d)-(?P<d2>\d\d))(?![\w/-]|\.\d)"
)
_MONTH = re.compile(
    rf"(?<!\w)(?:(?P<how>the end of|end of|late|mid(?:dle of)?|mid-|early|the beginning of"
    rf"|beginning of|the start of|start of|first of|the first of|(?:{_BY})(?: the)? (?:end of"
    rf"|beginning of|start of)|{_BY}|{_IN}|the month of)[\s-]?)"
    rf"?(?:(?P<which>next|this|the|last)\s)?(?P<month>{_MONTHS})(?:,?\s(?:of\s)?(?P<y>(?:19"
    rf"|20)\d\d)(?!\d))?(?![\w'])"
)
_PERIOD = re.compile(
    r"(?<!\w)(?P<how>(?:by |before |at |till |until |around )?(?:the )?(?:very )?(?:end|middle"
    r"|beginning|start) of |by |before |in |within |sometime )?"
    r"(?P<which>the|this|next|nxt|the next|following|the following)\s(?P<what>month|year|week"
    r"|weekend|quarter)(?!\w|'s)"
    r"|(?<!\w)(?P<year_end>(?:by |before )?(?:(?:the )?year'?s? ?-?end|end of year|eoy|eom"
    r"|month end|months end))(?!\w)"
)
_WEEKDAY = re.compile(
    rf"(?<!\w)(?:(?P<which>this|next|by|before|on|coming|this coming)\s)?(?P<day>{_WEEKDAYS})(?!\w)"
)
_THE_NTH = re.compile(r"(?<!\w)(?:by|before|on|until)\sthe\s(?P<d>\d{1,2})(?:st|nd|rd|th)(?!\w)")
_NTH_OF = re.compile(
    r"(?<!\w)(?:by |before |on |until )?(?:the )?(?P<d>\d{1,2})(?:st|nd|rd"
    r"|th) of (?P<which>next|this|the) month(?!\w)"
)
_UNIT = re.compile(_UNITS)
_DURATION = re.compile(
    rf"(?<![\w$])(?P<how>in|within|inside|next|under|less than|max(?:imum)?|about|around|like"
    rf"|maybe|the next|another)?\W{{0,2}}(?:about |around |the next |the |like |maybe |roughly "
    rf"|another |say |next |less than |under )*"
    rf"(?P<n>{_COUNT})(?:\s?(?:-|to|or)\s?(?P<n2>{_COUNT}))?(?P<half>(?: and a"
    rf"|-and-a-)? ?half)?[\s-]?(?P<unit>{_UNITS})(?P<and_half> "
    rf"and a half)?(?:'s?)?(?: time)?(?!\w)"
)
_SEASON = re.compile(
    r"(?<!\w)(?:(?P<which>this|next|in|by|the|come|in the|until|late|early)\s)?(?P<season>winter"
    r"|spring|summer|fall|autumn)(?!\w)"
)
_TOMORROW = re.compile(r"(?<!\w)(?:by |before )?(?:the day after )?tomorrow(?!\w)")
_LEADING = re.compile(
    r"(?:[^\w]|\b(?:k|so|like|in|about|within|the|next|or|maybe|say|um|uh|well|ok|okay|yeah"
    r"|probably|around|idk|i|we|have|to|guess|think"
    r"|would|be|be able|hopefully|ideally|give|me|need|it|by|at|most|max|less|if|possible|please"
    r"|pls|long|no|more|than|another|take|are|and|half|time|from|now|lol)\b)*"
)


class Day(NamedTuple):
    """A day, and where a text says it; without ``day`` only a ``timeline`` is known."""

    span: tuple[int, int]
    day: date | None
    is_firm: bool  # said as a time to sell by itself: “within 30 days”
    timeline: Timeline | None = None
    is_weekday: bool = False


def day_spans(text: str, today: date) -> list[tuple[int, int]]:
    """Where a text, in small letters, speaks of days, whatever they are of."""
    return [each.span for each in days_of(text, today)]


def named_day(text: str, today: date) -> date | None:
    """The day that a text, in small letters, names for a visit: a date, a weekday, or tomorrow."""
    if re.search(r"(?<!\w)today(?!\w)", text):
        return today
    if found := re.search(rf"(?<!\w)(?P<day>{_WEEKDAYS})(?!\w)", text):
        return today + timedelta(days=(weekday_of(found["day"]) - today.weekday() - 1) % 7 + 1)
    days = (*_dates(text, today), *_tomorrow(text, today))
    return next((each.day for each in days if each.day and each.day >= today), None)


def names_weekday(text: str) -> bool:
    """Whether ``named_day`` goes by a weekday in a text, in small letters; one comes every week."""
    return re.search(rf"(?<!\w)(?:{_WEEKDAYS})(?!\w)", text) is not None


def timeline_of(days: int) -> Timeline:
    """The term for some days from today."""
    return next((name for limit, name in LIMITS if days <= limit), "exploring")


def weekday_of(word: str) -> int:
    """The number of a weekday, Monday first."""
    return _DAYS.index(word[:3])


def days_of(text: str, today: date) -> list[Day]:
    """The days that a text speaks of, in their order; what stands first of two that overlap."""
    found: list[Day] = []
    for read in (_dates, _months, _holidays, _periods, _durations, _weekdays, _tomorrow, _seasons):
        for each in read(text, today):
            if not any(a < each.span[1] and each.span[0] < b for (a, b), *_ in found):
                found.append(each)
    return sorted(found, key=lambda each: each.span)


def _dates(text: str, today: date) -> list[Day]:
    found = []
    if any(each.isdigit() for each in text):
        for match in few(_MONTH_DAY.finditer(text)):
            month = _month_of(match["m1"] or match["m2"])
            found.append(
                Day(
                    match.span(),
                    _future(today, month, int(match["d1"] or match["d2"]), match["y"]),
                    False,
                )
            )
        for match in few(_NUMERIC.finditer(text)):
            year = match["y"] or match["y2"]
            named = int(match["m"] or match["m2"]), int(match["d"] or match["d2"])
            if not year and ("." in match[0] or "-" in match[0]):
                continue
            if found_day := _future(today, *named, year):
                found.append(Day(match.span(), found_day, False))
            elif year:
                found.append(Day(match.span(), date.min, False))
        for match in few(_THE_NTH.finditer(text)):
            nth = int(match["d"])
            past = today.month + (nth <= today.day)
            day = made(today.year + (past > 12), (past - 1) % 12 + 1, nth)
            found.append(Day(match.span(), day, False))
        for match in few(_NTH_OF.finditer(text)):
            first = end_of_month(today, int(match["which"] == "next"))
            found.append(Day(match.span(), made(first.year, first.month, int(match["d"])), False))
    return found


def _future(today: date, month: int, day: int, year: str | None) -> date | None:
    """A day as it was named; without a year the next one from today."""
    if year:
        return made(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this = made(today.year, month, day)
    return this if this is None or this >= today else made(today.year + 1, month, day)


def _month_of(word: str) -> int:
    return _STARTS.index(word[:3]) + 1


def _months(text: str, today: date) -> list[Day]:
    found = []
    for match in few(_MONTH.finditer(text)):
        how, word = (match["how"] or "").strip(" -"), match["month"]
        which = match["which"] or ""
        if which == "last":
            found.append(Day(match.span(), date.min, False))
            continue
        is_alone = text.strip(" .!?,") == match[0].strip(" .!?,")
        wordy = word in (
            "may",
            "march",
            "mar",
            "august",
            "april",
            "june",
            "jan",
            "dec",
            "sep",
            "sept",
            "oct",
            "apr",
            "jun",
            "feb",
            "nov",
            "jul",
            "aug",
        )
        if wordy and not (how or which or match["y"] or is_alone or _is_listed(text, match)):
            continue
        month = _month_of(word)
        year = int(match["y"]) if match["y"] else today.year + (month < today.month)
        if how == "next" and month == today.month and not match["y"]:
            year += 1
        found.append(Day(match.span(), _in_month(how, year, month), False))
    return found


def _is_listed(text: str, match: re.Match[str]) -> bool:
    """“May or June”, “not December. January”: a month that stands by itself in its clause."""
    rest = text[match.end() : match.end() + 8]
    before = text[max(0, match.start() - 12) : match.start()]
    return (
        bool(re.match(r"\W*(?:$|or\b|[.,!?])", rest))
        and bool(re.search(r"(?:^|\bor|[.,!?]|maybe|probably|like|about|not)\W*$", before))
        and match["month"] not in ("may",)
    ) or bool(re.search(r"\bor\W*$", before))


def _in_month(how: str, year: int, month: int) -> date:
    last = monthrange(year, month)[1]
    if re.search(r"end of|\blate\b", how):
        return date(year, month, last)
    if "mid" in how:
        return date(year, month, 15)
    if "early" in how:
        return date(year, month, 10)
    if re.search(r"beginning|start|first", how) or re.fullmatch(_BY, how):
        return date(year, month, 1)
    return date(year, month, last)


def _holidays(text: str, today: date) -> list[Day]:
    found = []
    for match in few(HOLIDAY.finditer(text)):
        day_of = list(HOLIDAYS.values())[(match.lastindex or 1) - 1]
        day = day_of(today.year)
        found.append(Day(match.span(), day if day >= today else day_of(today.year + 1), False))
    return found


def _periods(text: str, today: date) -> list[Day]:
    found = []
    for match in few(_PERIOD.finditer(text)):
        if ending := match["year_end"]:
            is_month = "month" in ending or "eom" in ending
            day = end_of_month(today, 0) if is_month else date(today.year, 12, 31)
            found.append(Day(match.span(), day, False))
            continue
        how, is_next = match["how"] or "", match["which"] not in ("the", "this")
        period = _period(how, match["what"], today, is_next=is_next)
        if match["which"] == "the" and not how:
            continue
        found.append(Day(match.span(), *period))
    return found


def _period(
    how: str, what: str, today: date, *, is_next: bool
) -> tuple[date | None, bool, Timeline | None]:
    if what == "month":
        day = end_of_month(today, int(is_next))
        if "middle" in how:
            day = day.replace(day=15)
        if "beginning" in how or "start" in how:
            day = day.replace(day=1)
        return day, False, None
    if what == "year":
        if is_next and "end" not in how:
            return None, False, "exploring"
        return date(today.year + int(is_next), 12, 31), False, None
    if what == "quarter":
        last = 3 * ((today.month - 1) // 3 + 1 + int(is_next))
        return end_of_month(today, last - today.month), False, None
    if "end" not in how and what == "week":
        return (today + timedelta(days=7), False, None) if is_next else (None, False, "asap")
    return today + timedelta(days=6 - today.weekday() + 7 * int(is_next)), False, None


def _tomorrow(text: str, today: date) -> list[Day]:
    return [
        Day(
            found.span(),
            today + timedelta(days=2 if "after" in found[0] else 1),
            False,
            is_weekday=True,
        )
        for found in few(_TOMORROW.finditer(text))
    ]


def _durations(text: str, today: date) -> list[Day]:
    found = []
    for match in few(_DURATION.finditer(text)) if _UNIT.search(text) else ():
        unit, how = match["unit"][0], match["how"] or ""
        if match["unit"] in ("m",):
            continue
        count = _count(match["n2"] or match["n"])
        if match["half"] or match["and_half"]:
            count += 0.5
        after = text[match.end() : match.end() + 24]
        before = text[max(0, match.start() - 24) : match.start()]
        if _PAST.match(after.lstrip()) or (
            not how and _LASTING.search(before) and "not for" not in before
        ):
            continue
        if re.search(r"\b(?:for|last|past)\W*$", before + how):
            continue
        is_firm = how in ("in", "within", "inside", "next", "under", "less than", "the next") or (
            " next " in f" {match[0]} "
            or _is_bare(text, match)
            or re.match(r"\W*(?:max|tops|at most|from now|or less|or so)\b", after) is not None
        )
        if (
            not is_firm
            and not how
            and not re.search(r"\b(?:need|have|got|give me|out|sell|close|take)\b", before)
        ):
            continue
        found.append(Day(match.span(), _from(today, count, unit, match["unit"]), is_firm))
    return found


def _is_bare(text: str, match: re.Match[str]) -> bool:
    ahead, behind = clause_around(text, *match.span())
    return _LEADING.fullmatch(f"{ahead} {behind}") is not None


def _count(word: str) -> float:
    if word.isdigit():
        return int(word)
    if "couple" in word:
        return 2
    if "few" in word or "several" in word:
        return 3
    if word.startswith("half"):
        return 0.5
    return WORDS.get(word, 1)


def _from(today: date, count: float, unit: str, word: str) -> date | None:
    if count > 600:
        return None
    if unit == "d":
        return today + timedelta(days=round(count))
    if unit == "w":
        return today + timedelta(days=round(7 * count))
    months = 12 * count if unit == "y" else count
    whole = int(months)
    month = today.month - 1 + whole
    year, month = today.year + month // 12, month % 12 + 1
    day = date(year, month, min(today.day, monthrange(year, month)[1]))
    return day + timedelta(days=round(30 * (months - whole)))


def _weekdays(text: str, today: date) -> list[Day]:
    found = []
    for match in few(_WEEKDAY.finditer(text)):
        if (
            match["day"] in ("sun", "sat", "wed", "mon", "fri")
            and not match["which"]
            and len(text) > 12
        ):
            continue
        ahead = (weekday_of(match["day"]) - today.weekday() - 1) % 7 + 1
        found.append(Day(match.span(), today + timedelta(days=ahead), False, is_weekday=True))
    return found


def _seasons(text: str, today: date) -> list[Day]:
    found = []
    for match in few(_SEASON.finditer(text)):
        is_alone = text.strip(" .!?,") == match[0]
        if (not match["which"] and not is_alone) or (
            match["season"] in ("spring", "fall")
            and match["which"] in ("by", "the")
            and not is_alone
        ):
            continue
        month, day = SEASONS[match["season"]]
        end = date(today.year, month, day)
        end = end if end >= today else date(today.year + 1, month, day)
        found.append(Day(match.span(), None, False, timeline_of((end - today).days)))
    return found
