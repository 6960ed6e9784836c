"""The price that is wanted: never what was paid, is owed, was offered, is rent or tax."""

import re
from itertools import pairwise
from typing import NamedTuple

from lead_bot_numbers import Number, numbers
from lead_bot_text import any_of, clauses

LEAST, MOST = 1_000, 100_000_000
CLEAR_FROM = 100_000  # no ZIP code, and no number of a house
CERTAIN_FROM = 10_000  # less is a price only if it is plainly said to be one

_WANTED = any_of(
    (
        r"wants?|wanted|wanting|wish(?:ing|es)?|hop(?:e|ing)|needs?|asks?|asking|listing"
        r"|looking (?:for|at|to get)"
    ),
    (
        r"(?:i|we|he|she|they)'?d? ?(?:would|could|will|'ll|'d)? ?(?:take|accept|settle for|go for"
        r"|do|like|say)"
    ),
    (
        r"take|accept|settle for|go for|sell (?:it|the house|her|this)? ?(?:for|at)"
        r"|let it go (?:for"
        r"|at)"
    ),
    (
        r"have it for|price(?: is| would be| of)?|get(?:ting)?|at least|minimum|no less than"
        r"|bottom(?: line)?"
    ),
    (
        r"(?:not|nothing|never|won't|wont|can't|cant)(?: \w+){0,4}(?: less| lower| below"
        r"| under)(?: than)?"
    ),
    (
        r"make (?:me|us) an offer|offers? (?:over|above|of at least)|make it|set it at|change it to"
        r"|should be"
    ),
    r"pay me|give me|cash of|quiero|quisiera|pido|pedimos|queremos|precio|meant?|instead"
    r"|actually(?=\W*$)|correction|scratch that|no wait",
)
_NOT_WANTED = any_of(
    (
        r"paid|pays?|paying|payed|bought|purchased|cost(?:s)?|owe[sd]?|owing|mortgage|loans?"
        r"|balance"
        r"|pay ?off|lien(?:s)?"
    ),
    (
        r"tax(?:es)?|hoa|dues|rents?|rented|renting|insurance|payments?|deposit|fees?|bill(?:s)?"
        r"|utilities|income"
    ),
    (
        r"zillow|zestimate|redfin|trulia|realtor\.com|opendoor|apprais\w+|assess\w+|comps?"
        r"|listed (?:for|at)"
    ),
    r"neighbors?|sold|offer(?:ed|s)?|investor|agent says|realtor says|bid|quot(?:e|ed)|lowball\w*",
    (
        r"bank gets|gets? back|put|spent|invested|repairs?|fix(?:es|ing)?|equity|late|behind"
        r"|refinanced|borrowed"
    ),
    (
        r"no way|not|isn't|isnt|wasn't|wasnt|instead of|rather than|too low|forget|never"
        r"|zip(?: code)?|built in"
    ),
    r"(?:debo|debemos|pago|renta)",
)
_WANTED_AFTER = any_of(
    (
        r"obo|o\.b\.o|or best|or nothin'?g?|or don'?t bother|or no deal|firm|gets it done|takes it"
        r"|does it|would do"
    ),
    (
        r"is my (?:price|number|bottom)|no less|and not a|or more|minimum|min|would (?:be|work)"
        r"|works|is what (?:i|we)(?:'d|'m|'re)? (?:would |am |are )?(?:want|need|ask|like|tak)\w*"
    ),
    r"out of it|or higher|asking|is the price|cash",
)
_NOT_WANTED_AFTER = re.compile(
    r"^\s*(?:/|per |a |an |each |every )?(?:mo(?:nth)?|yr|year|week|wk)\b|^\s*(?:monthly|yearly"
    r"|annually)\b"
    r"|^\s*(?:left|on the (?:mortgage|loan|house)|mortgage|loan|still owed|owed|in (?:taxes"
    r"|repairs|debt|liens|equity|it)"
    r"|is (?:what|how much) (?:i|we|he|she|they)(?:'ve)?(?: still)? (?:owe|paid|pay)"
    r"|is (?:the |my |our )?(?:mortgage|payoff|balance|loan|owed)"
    r"|(?:of |in |for )?(?:a |the )?(?:new )?(?:work|repairs|roof|kitchen|furnace|foundation)\b"
    r"|down\b|offer\b|offers\b|worth of|is (?:way )?too|was (?:the|an|their) offer|too low)"
)
# What is counted by a number, where that is no money.
_COUNTED = re.compile(
    r"^\s?-?(?:(?:sq|square|sf|sqft|ft|feet|foot|acres?|beds?|bedrooms?|bdrms?|br|bd|baths?"
    r"|bathrooms?|ba|miles?|mi"
    r"|years?|yrs?|yo|months?|mos?|weeks?|wks?|days?|hours?|hrs?|minutes?|mins?|kids?|people"
    r"|cars?|units?|stor(?:y|ies)"
    r"|degrees|am|pm|o'clock|times|x|st|nd|rd|th|rooms?|tenants?|dogs?|cats?|brothers|sisters"
    r"|siblings|offers"
    r"|blocks?|percent|pct|km|of (?:us|them|you)|more|years'|floors?|windows?|houses|homes"
    r"|properties)(?!\w)|%|/\d|:\d|-\d)"
)
_BEYOND = re.compile(r"\W{0,2}(?:(?:b|tr|z|gaz|baz|squ|quadr)illions?|bn|bil)(?!\w)")
_ROUND = re.compile(r"(?<!\w)(low|lower|mid|middle|high|upper)[ -]?(\d)00(?:,000|k)?'?s(?!\w)")
_PARTS = {"low": 20, "lower": 20, "mid": 50, "middle": 50, "high": 80, "upper": 80}
_FILLER = re.compile(
    r"(?:[^\w]|\b(?:about|around|like|maybe|say|roughly|approx(?:imately)?|or|so|ish|dollars?"
    r"|bucks|usd|cash|um|uh|the|a"
    r"|just|only|idk|yeah|ok|well|probably|i|think|lol|between|to|and|from|firm|obo|it's|its|is"
    r"|thats|that's)\b)+"
)
_JOINED = re.compile(r"\s*(?:and|to|or|-|through)\s*\$?\s*")


class _Amount(NamedTuple):
    start: int
    end: int
    value: float
    is_scaled: bool
    has_dollar: bool
    is_spoken: bool


def asking_price(text: str, *, is_asked: bool) -> int | None:
    """The price that somebody wants, in whole dollars; ``None`` where none is said.

    ``text`` is in small letters, with all that was read otherwise set aside. Where the price was
    asked for, a number below 1,000 means thousands.
    """
    if is_asked and (found := _ROUND.search(text)):
        return (100 * int(found[2]) + _PARTS[found[1]]) * 1_000
    best: tuple[int, int] | None = None
    chosen = None
    amounts = _amounts(text)
    if not amounts:
        return None
    for start, end in clauses(text):
        inside = [each for each in amounts if start <= each.start < end]
        for place, amount in enumerate(inside):
            before = text[inside[place - 1].end if place else start : amount.start]
            after = text[amount.end : inside[place + 1].start if place + 1 < len(inside) else end]
            is_alone = not _FILLER.sub(
                "", text[start : inside[0].start] + text[inside[-1].end : end]
            )
            rank = _rank(before, after, amount, is_asked=is_asked, is_alone=is_alone)
            value = _dollars(amount, rank, is_asked=is_asked)
            if rank > 0 and value is not None and (best is None or (rank, amount.start) >= best):
                best, chosen = (rank, amount.start), value
    return chosen


def _amounts(text: str) -> list[_Amount]:
    found = [_amount(number, text) for number in numbers(text)]
    amounts = [each for each in found if each is not None]
    for place, (one, other) in enumerate([*pairwise(amounts)]):
        # “between 300 and 320 thousand”: what is said of the one holds for the other.
        if one.value < 1_000 and not one.is_scaled and other.is_scaled and other.value >= 10_000:
            between = text[one.end : other.start]
            if _JOINED.fullmatch(between):
                scale = 1_000_000 if other.value >= 1_000_000 and one.value < 20 else 1_000
                amounts[place] = one._replace(value=one.value * scale, is_scaled=True)
    return amounts


def _amount(number: Number, text: str) -> _Amount | None:
    before = text[max(0, number.start - 2) : number.start]
    has_dollar = before.rstrip().endswith("$")
    rest = text[number.end : number.end + 24]
    is_part = before.rstrip().endswith(("#", "'", "/")) or before.endswith(":")
    if (not has_dollar and (_COUNTED.match(rest) or is_part)) or _BEYOND.match(rest):
        return None
    is_year = 1_800 <= number.value <= 2_100 and not number.is_scaled
    if is_year and not has_dollar and "," not in text[number.start : number.end]:
        return None
    if number.start and text[number.start - 1].isalnum():
        return None
    return _Amount(*number[:4], has_dollar, number.is_spoken)


def _rank(before: str, after: str, amount: _Amount, *, is_asked: bool, is_alone: bool) -> int:
    """How surely an amount is the price that is wanted; 0 or less if it is not."""
    if _NOT_WANTED_AFTER.match(after):
        return -1
    wanted, unwanted = _last(_WANTED, before), _last(_NOT_WANTED, before)
    if unwanted > wanted:
        return 3 if _WANTED_AFTER.search(after) and unwanted < len(before) - 25 else -1
    if wanted >= 0 or _WANTED_AFTER.search(after):
        return 3
    looks_like_money = amount.has_dollar or amount.is_scaled or amount.value >= CERTAIN_FROM
    if is_asked:
        return 2 if looks_like_money else 1
    is_clear = amount.has_dollar or amount.is_scaled or amount.value >= CLEAR_FROM
    return 1 if is_alone and is_clear else 0


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last of a pattern's finds ends; -1 without any."""
    end = -1
    for found in pattern.finditer(text):
        end = found.end()
    return end


def _dollars(amount: _Amount, rank: int, *, is_asked: bool) -> int | None:
    value = amount.value
    if is_asked and 1 < value < 10 and value % 1 in (0.25, 0.5, 0.75) and amount.is_spoken:
        return round(100_000 * value)  # “three and a quarter”
    if value < 1_000 and not amount.is_scaled:
        least = 10 if is_asked else 50
        if value < least or not value.is_integer() or (amount.has_dollar and not is_asked):
            return None
        value *= 1_000
    elif value < CERTAIN_FROM and not (amount.is_scaled or (amount.has_dollar and rank == 3)):
        return None
    whole = round(value)
    return whole if LEAST <= whole <= MOST else None
