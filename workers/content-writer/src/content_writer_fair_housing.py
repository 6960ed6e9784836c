"""Finds what fair housing law forbids to say, and tells what can be said instead."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from content_writer_plain_text import QUOTES, PlainText, plain
from content_writer_rules import PEOPLE, RULES, Forbidden
from contracts.content_writer import Flag, Rule

STREET = (
    "street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|way|place|pl|boulevard|blvd|circle|"
    "cir|terrace|trail|parkway|pkwy|square|realty|homes|school|academy|college|university|church|"
    "hospital|center|centre|foundation|services|society|club|association|group|llc|inc|co|ministries|"
    "charities|bank|museum|library|press|market|restaurant|cafe|bakery|quarter|county|creek|river"
)
NAME_GOES_ON = re.compile(rf"(?: [A-Z][\w'&]*)*(?<= )(?i:{STREET})\b|(?i: (?:{STREET}))\b")
TITLE = re.compile(r"(?:\bMr|\bMrs|\bMs|\bDr|\bMiss|\bRev)\.? $")
ARTICLE = re.compile(r"\ban? $")
COUNTABLE = frozenset({"home", "street", "neighborhood"})
SENTENCE_GOES_ON = re.compile(r"[^\s.!?:\"“][^.!?:\"“]*$")
OLDER_PERSONS = re.compile(r"housing for older persons")
"""Such housing may keep families with children out: 42 U.S.C. 3607(b)."""


@dataclass(frozen=True)
class Found:
    """A forbidden phrase in a plain text."""

    start: int
    end: int
    rule: Rule
    reason: str
    forbidden: Forbidden


def check(text: str) -> list[Flag]:
    """What must not be said, in the order of the text, with offsets in its code points."""
    seen = plain(text)
    return [_flag(found, seen) for found in _widest(list(_all(seen)))]


def _all(seen: PlainText) -> Iterator[Found]:
    older_persons = OLDER_PERSONS.search(seen.text) is not None
    for forbidden in RULES.forbidden:
        if forbidden.rule is None or (older_persons and forbidden.rule == "familial_status"):
            continue
        for match in forbidden.pattern.finditer(seen.text):
            if not _is_a_name(seen, *match.span()):
                yield Found(*match.span(), forbidden.rule, forbidden.reason, forbidden)
    yield from _about_peoples(seen)


def _about_peoples(seen: PlainText) -> Iterator[Found]:
    """What is said of peoples, each of whose names is one letter for as long as it is looked at."""
    named = list(RULES.peoples.finditer(seen.text))
    letters, places, peoples, end = [], [], {}, 0
    for match in named:
        letters += [seen.text[end : match.start()], PEOPLE]
        places += [(place, place + 1) for place in range(end, match.start())]
        peoples[len(places)] = cast("Rule", match.lastgroup)
        places.append(match.span())
        end = match.end()
    letters.append(seen.text[end:])
    places += [(place, place + 1) for place in range(end, len(seen.text))]
    text = "".join(letters)
    about = [each for each in RULES.forbidden if each.rule is None] if named else []
    for forbidden in about:
        for match in forbidden.pattern.finditer(text):
            start, stop = places[match.start()][0], places[match.end() - 1][1]
            if not _is_a_name(seen, start, stop):
                rule = peoples[text.index(PEOPLE, match.start())]
                yield Found(start, stop, rule, RULES.reasons[rule], forbidden)


def _is_a_name(seen: PlainText, start: int, end: int) -> bool:
    """Whether the words belong to a street's, a firm's or a person's name.

    They do if the last of them has a capital and such a word follows, or a title goes before.
    """
    cased = seen.cased
    if cased.isupper():  # a text in capitals tells no names
        return False
    last = cased[start:end].rpartition(" ")[2]
    if last[:1].isupper() and NAME_GOES_ON.match(cased, end):
        return True
    return TITLE.search(cased[:start]) is not None


def _widest(found: Sequence[Found]) -> list[Found]:
    """The phrases, without those that lie in or across a wider one."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _flag(found: Found, seen: PlainText) -> Flag:
    start, end = seen.span(found.start, found.end)
    instead = found.forbidden.instead
    article = ARTICLE.search(seen.text[: found.start])
    if article and instead in COUNTABLE:
        start, _ = seen.span(article.start(), found.end)
        instead = f"a {instead}"
    if start and seen.source[start - 1] in QUOTES and set(seen.source[start:end]) & QUOTES:
        start -= 1  # a quotation that ends within the phrase begins before it
    begins = not SENTENCE_GOES_ON.search(seen.source[:start])
    return Flag(
        phrase=seen.source[start:end],
        start=start,
        end=end,
        rule=found.rule,
        reason=found.reason,
        source=found.forbidden.source,
        suggestion=instead[0].upper() + instead[1:] if begins else instead,
    )
