"""Telephone numbers in free text: E.164 with their extensions; no dates and no ZIP codes."""

import re
from typing import NamedTuple

from contracts.contact import e164
from lead_bot_numbers import DIGIT_WORDS
from lead_bot_text import Span, any_of, few

_EXTENSION = r"(?:[\s,;]{0,3}(?:extension|extn|ext\.?|x|#)[\s:.]{0,2}(?P<ext>\d{1,7})(?!\d))?"
_AMERICAN = re.compile(
    r"(?<![\w@/#.$-])(?:\+?1[\s.-]{0,2})?(?:\(\s?(?P<a>[2-9]\d\d)\s?\)"
    r"|(?P<b>[2-9]\d\d))[\s./·-]{0,3}"
    r"(?P<c>[2-9]\d\d)[\s.·-]{0,3}(?P<d>\d{4})(?![\d/]|[.,-]\d)" + _EXTENSION
)
_FOREIGN = re.compile(r"(?<![\w+])\+(?P<all>[1-9]\d?(?:[\s().-]{0,2}\d){6,13})(?!\d)" + _EXTENSION)
_VANITY = re.compile(
    r"(?<![\w@/#.-])(?:1[\s.-])?(?P<area>8(?:00|88|77|66|55|44|33)"
    r"|[2-9]\d\d)[.-](?P<rest>[A-Z]{7})(?![A-Z])"
)
_DIGIT = r"(?:\d|(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine)(?![a-z]))"
_SPOKEN = re.compile(rf"(?<![\w$]){_DIGIT}(?:[\s,.()-]{{0,3}}(?:double |triple )?{_DIGIT}){{9,14}}")
_SPOKEN_EXTENSION = re.compile(
    rf"[\s,]{{0,3}}(?:extension|ext\.?)\s((?:{_DIGIT}[\s,-]{{0,2}}){{1,7}})"
)
_ONE = re.compile(r"\d|[a-z]+")
_LOCAL = re.compile(r"(?<![\w$.,-])[2-9]\d\d[\s.-]\d{2,4}(?![\d\w]|[.,-]\d)")
_NOT_THIS = any_of(
    r"not|old|isn't|isnt|wasn't|wasnt|no longer|instead of|former|wrong|fax|don'?t call|never call",
    r"disconnected|used to be",
)
_CONNECTED = re.compile(r"[.!?;\n]|,|\b(?:new|now|but|call|cell|use)\b")
_ENDS_IN = re.compile(
    r"\bends? (?:in|with) ([\d -]{2,8}\d)|\blast (?:four|4)(?: digits)?\D{1,12}(\d{4})\b"
)
_AREA = re.compile(r"\barea code\b\D{1,15}([2-9]\d\d)\b")


class Found(NamedTuple):
    """A number in E.164, its extension if there is one, and where it stands."""

    number: str
    extension: str | None
    span: Span


def phones(text: str) -> list[Found]:
    """The numbers in a text, in their order; each can be one, and no two overlap."""
    found = [
        Found(number, match["ext"], match.span())
        for pattern in (_AMERICAN, _FOREIGN)
        for match in few(pattern.finditer(text))
        if (number := _e164(match[0], match))
    ]
    if not found:
        found = [*_vanity(text), *_spoken(text.lower())]
    return sorted(found, key=lambda each: each.span)


def best(found: list[Found], text: str) -> Found | None:
    """The number that is meant: not one that is called old, wrong or a fax."""
    meant = [each for each in found if not _is_refused(each, text)]
    return meant[0] if meant else None


def corrected(text: str, held: str) -> str | None:
    """A held number with the part changed that a text says (“ends in 0162”); else ``None``."""
    if not held.startswith("+1") or len(held) != 12:
        return None
    if found := _ENDS_IN.search(text):
        digits = re.sub(r"\D", "", found[1] or found[2])
        return _checked(held[: 12 - len(digits)] + digits) if len(digits) < 8 else None
    if found := _AREA.search(text):
        return _checked(f"+1{found[1]}{held[5:]}")
    return None


def is_partial(text: str) -> bool:
    """Whether a text has a number without its area code, or one that is cut off."""
    return _LOCAL.search(text) is not None


def _e164(said: str, match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    if "all" in parts:
        return _checked("+" + re.sub(r"\D", "", parts["all"]))
    return _checked(f"+1{parts['a'] or parts['b']}{parts['c']}{parts['d']}")


def _checked(number: str) -> str | None:
    try:
        return e164(number)
    except ValueError:
        return None


def _vanity(text: str) -> list[Found]:
    return [
        Found(number, None, match.span())
        for match in few(_VANITY.finditer(text))
        if (number := _checked(f"{match['area']}{match['rest']}"))
    ]


def _spoken(text: str) -> list[Found]:
    found = []
    for match in few(_SPOKEN.finditer(text)):
        digits = _digits(match[0])
        for start in (0, 1):
            if len(digits) - start in (10, 11) and (number := _checked(digits[start:])):
                after = _SPOKEN_EXTENSION.match(text, match.end())
                end = after.end() if after else match.end()
                found.append(
                    Found(number, _digits(after[1]) if after else None, (match.start(), end))
                )
                break
    return found


def _digits(said: str) -> str:
    """The digits that are said: “double five” is two of them."""
    digits, times = "", 1
    for each in _ONE.findall(said):
        if each in ("double", "triple"):
            times = 2 if each == "double" else 3
        elif each.isdigit() or each in DIGIT_WORDS:
            digits += times * (each if each.isdigit() else str(DIGIT_WORDS[each]))
            times = 1
    return digits


def _is_refused(found: Found, text: str) -> bool:
    start, end = found.span
    before = text[max(0, start - 28) : start].lower()
    cut = 0
    for stop in _CONNECTED.finditer(before):
        cut = stop.end()
    after = text[end : end + 24].lower()
    is_past = re.match(r"[\s,]*(?:is|was) (?:my |the )?(?:old|wrong|a fax|disconnected|not)", after)
    return bool(_NOT_THIS.search(before[cut:])) or is_past is not None
