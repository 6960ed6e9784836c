"""When somebody wants to sell: in leads' own terms, and as a day where one can be worked out.

``sell_by`` is the last day on which the wish is met: “in May” is 31 May, “by March” 1 March, “end
of the month” its last day, “Monday” the first Monday after today. A day in the past, a birthday or
the date of a purchase is none. ``timeline`` follows from the days that are left.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from contracts.leads import Timeline
from lead_bot_days import Day, days_of, timeline_of
from lead_bot_text import any_of, clause_around, few

MOST_DAYS = 3_660
_HURRY = any_of(
    (
        r"asap|a\.s\.a\.p\.?|assap|as (?:soon|quick(?:ly)?|fast) as (?:possible|posible|i can"
        r"|we can"
        r"|you can|it can)"
    ),
    (
        r"right (?:now|away)|rn|imm?[aei]d[aeit]*ly|urgent(?:ly)?|at once|this week|yesterday|today"
        r"|tomorrow"
    ),
    (
        r"quick(?:ly)?|fast|soonest|the sooner(?: the better)?|in a (?:hurry|rush)"
        r"|no time to (?:lose|waste)|desperate(?:ly)?"
    ),
    (
        r"cuanto antes|lo antes posible|ya mismo|as early as possible|straight away|any day now"
        r"|pronto|soon"
    ),
)
_WEAK_HURRY = re.compile(
    r"\b(?:quick(?:ly)?|fast|soon|pronto|desperate(?:ly)?|today|tomorrow|yesterday|this week"
    r"|right now|right away|rn|at once)\b"
)
_NOW = re.compile(
    r"^\W*(?:now|ready(?: now)?|as of now|like now|yesterday|today|ahora|soon|now please)\W*$"
)
_LEISURE = any_of(
    (
        r"(?:no|not in(?: a| any)?(?: \w+)?|ain'?t no|isn'?t any|in no|without) ?(?:real |big "
        r"|great )?(?:rush|hurry|hurries)"
    ),
    (
        r"no (?:time ?(?:frame|line|limit)|particular time|deadline|set date|date in mind)"
        r"|some ?day"
        r"|eventually|whenever"
    ),
    (
        r"(?:just|only) (?:looking|curious|exploring|seeing|browsing|checking|wondering|thinking"
        r"|shopping)|exploring"
    ),
    (
        r"not (?:sure|certain|decided)(?: yet)?(?: when)?|haven'?t decided|next year|(?:a|one"
        r"|couple) years?|years from now"
    ),
    (
        r"flexible|any ?time|no preference|doesn'?t (?:really )?matter"
        r"|when(?:ever)? (?:the )?(?:price|offer) is right|take (?:my|our) time|down the road"
        r"|not (?:any ?time )?soon|no plans|sin prisa|tire ?kick\w*|long term|later on"
        r"|another year|not for (?:a|another|quite a) (?:while|year|long time)"
    ),
)
_UNSURE = re.compile(r"\b(?:not (?:sure|certain|decided)|haven'?t decided)\b")
_SALE = any_of(
    (
        r"sell|sells|selling|sold|sale|close[sd]?|closing|out|gone|mov(?:e[sd]?|ing)|deadline"
        r"|auction(?:ed)?|foreclos\w*|need(?:s|ed)?"
    ),
    (
        r"have to|has to|must|want(?:s|ed)?|by|before|befor|b4|within|in|done|finish(?:ed)?"
        r"|cash in hand|rid of|deal|start(?:s|ing)?"
    ),
    (
        r"until|till|looking|hop(?:e|ing)|like to|plan(?:ning)?|ready|time ?(?:frame|line)|latest"
        r"|list(?:ed|ing)?|evict\w*|due"
    ),
)
_NOT_A_TIME_TO_SELL = any_of(
    (
        r"born|birthday|bday|anniversary|bought|purchased|built|married|graduat\w+|turns?"
        r"|inspect(?:ed|ion)|apprais\w+"
    ),
    (
        r"filed|died|passed|moved (?:in|here)|(?:was|were|did|had|got|last|since|ago|happened"
        r"|remodel\w*|renovated|replaced|updated)"
    ),
    (
        r"stop by|come by|swing by|drop by|visit|appt|appointment|meet|call|text|phone|tour"
        r"|see (?:it|the|you)|look at|walk ?through"
    ),
    (
        r"baby|wedding|school|vacation|pregnant|old|new roof|leased?|lived|for the last"
        r"|for the past"
        r"|behind|late"
    ),
)
_BY_THEN = re.compile(r"\b(?:by|before|befor|b4|until) then\b")
_WAITING = re.compile(r"(?:until|till|before|earlier|sooner)\b")
_OTHER_EVENT = re.compile(
    r"\b(?:passed(?: away)?|died|born|bought|built|married|purchased|moved (?:in|here)"
    r"|graduates?|last)(?: (?:it|this|here|back|in|on|away|around|the house))*\W*$"
)
_DENIED = re.compile(r"\b(?:not|isn'?t|wasn'?t|instead of|rather than)(?: in| by| on| before)?\W*$")


class Time(NamedTuple):
    """When somebody wants to sell, and the parts of the text that say it."""

    timeline: Timeline
    sell_by: date | None
    spans: tuple[tuple[int, int], ...]


def when(text: str, today: date, *, is_asked: bool, is_corrected: bool = False) -> Time | None:
    """When somebody wants to sell; ``None`` where a text does not say.

    ``text`` is in small letters. Unless the time was asked for, a clause has to speak of a sale.
    """
    days = [
        each
        for each in days_of(text, today)
        if _is_meant(each, text, today, is_asked or (is_corrected and not each.is_weekday))
    ]
    dated = [each for each in days if each.day]
    if not days:
        return _hurry(text, is_asked=is_asked)
    chosen = (dated or days)[-1]
    spans = tuple(each.span for each in days)
    if chosen.day is None:
        leisure = _LEISURE.search(text)
        timeline = chosen.timeline or "exploring"
        return Time("exploring" if leisure else timeline, None, spans)
    return Time(timeline_of((chosen.day - today).days), chosen.day, spans)


def _hurry(text: str, *, is_asked: bool) -> Time | None:
    if leisure := _LEISURE.search(text):
        if _UNSURE.match(leisure[0]) and not is_asked:
            return None
        return Time("exploring", None, (leisure.span(),))
    if is_asked and _NOW.match(text):
        return Time("asap", None, ((0, len(text)),))
    for found in few(_HURRY.finditer(text)):
        before = text[max(0, found.start() - 40) : found.start()]
        if re.search(r"\b(?:not|no|don'?t|how|isn'?t|call|text|too)\W*(?:\w+\W+)?$", before):
            continue
        if _WEAK_HURRY.search(found[0]) and not is_asked and not _SALE_WORD.search(text):
            continue
        return Time("asap", None, (found.span(),))
    return None


_SALE_WORD = any_of(
    r"sell|selling|sold|buy|out|gone|rid of|mov(?:e|ing)|close|closing|sale|vender|comprar"
    r"|unload|move on"
)


def _is_meant(found: Day, text: str, today: date, is_asked: bool) -> bool:
    start, end = found.span
    if found.day and not today <= found.day <= today + timedelta(days=MOST_DAYS):
        return False
    before = text[max(0, start - 30) : start]
    if _DENIED.search(before) and not _WAITING.match(text, start):
        return False
    if _OTHER_EVENT.search(before):
        return False
    ahead, behind = clause_around(text, start, end)
    around = f"{ahead} {behind}"
    if _BY_THEN.search(text):
        return True
    if _NOT_A_TIME_TO_SELL.search(around) and not _SALE_WORD.search(around):
        return False
    if is_asked or found.is_firm:
        return True
    return _SALE.search(f"{ahead}{text[start:end]}{behind}") is not None
