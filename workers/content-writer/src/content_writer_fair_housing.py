"""Finds what fair housing law forbids to say, and tells what can be said instead."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from content_writer_plain_text import QUOTES, PlainText
from content_writer_readings import readings
from content_writer_rules import PEOPLE, RULES, Forbidden
from content_writer_suggesting import in_whole_clauses, placed, put_in
from contracts.content_writer import Flag, Rule

STREET = (
    "street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|way|place|pl|boulevard|blvd|circle|"
    "cir|terrace|trail|parkway|pkwy|square|realty|homes|school|academy|college|university|church|"
    "hospital|center|centre|foundation|services|society|club|association|group|llc|inc|co|ministries|"
    "charities|bank|museum|library|press|market|restaurant|cafe|bakery|quarter|county|creek|river"
)
NAME_GOES_ON = re.compile(rf"(?: [A-Z][\w'&]*)*(?<= )(?i:{STREET})\b|(?i: (?:{STREET}))\b")
TITLE = re.compile(r"(?:\bMr|\bMrs|\bMs|\bDr|\bMiss|\bRev)\.? $")
OLDER_PERSONS = re.compile(r"housing for older persons|\bhopa\b|42 u\.?s\.?c\.? 3607")
"""Such housing may keep families with children out: 42 U.S.C. 3607(b)."""


CLAUSE_ENDS = re.compile(
    r"[^\w ]|$| (?:in|on|at|here|please|with|near|by|and|or|upstairs|downstairs|allowed)\b"
)


@dataclass(frozen=True)
class Found:
    """A forbidden phrase: where it is in the source, and in the plain text it was found in."""

    span: tuple[int, int]
    seen: PlainText
    place: tuple[int, int]
    rule: Rule
    reason: str
    forbidden: Forbidden

    @property
    def start(self) -> int:
        """Its first code point in the source."""
        return self.span[0]

    @property
    def end(self) -> int:
        """The one behind its last."""
        return self.span[1]


def check(text: str) -> list[Flag]:
    """What must not be said, in the order of the text, with offsets in its code points."""
    found = _widest([*_all(text)])
    if not found:
        return []
    spans = [(*_with_quotes(one), one.forbidden.instead) for one in found]
    places = placed(text, spans)
    if any(_all(put_in(text, places))):
        places = in_whole_clauses(text, spans)
    return [
        Flag(
            phrase=text[place.start : place.end],
            start=place.start,
            end=place.end,
            rule=one.rule,
            reason=one.reason,
            source=one.forbidden.source,
            suggestion=place.said,
        )
        for one, place in zip(found, places, strict=True)
    ]


def _with_quotes(found: Found) -> tuple[int, int]:
    """The span of a phrase; a quotation that ends within it begins before it."""
    source, (start, end) = found.seen.source, found.span
    ends_within = start and source[start - 1] in QUOTES and set(source[start:end]) & QUOTES
    return (start - 1 if ends_within else start), end


def _all(text: str) -> Iterator[Found]:
    for seen in readings(text):
        yield from (found for found in _read(seen) if _is_one_clause(found))


def _is_one_clause(found: Found) -> bool:
    """Whether no mark within a phrase parts two clauses.

    One that does has the rest of a clause behind it: “for adults—only two blocks to the beach”.
    """
    seen, (start, end) = found.seen, found.place
    if not any(place in seen.parting for place in range(start, end)):
        return True
    return end in seen.parting or CLAUSE_ENDS.match(seen.text, end) is not None


def _read(seen: PlainText) -> Iterator[Found]:
    older_persons = OLDER_PERSONS.search(seen.text) is not None
    for forbidden in RULES.forbidden:
        if forbidden.rule is None or (older_persons and forbidden.rule == "familial_status"):
            continue
        for match in forbidden.pattern.finditer(seen.text):
            if not _is_a_name(seen, *match.span()):
                yield _found(seen, match.span(), forbidden.rule, forbidden.reason, forbidden)
    yield from _about_peoples(seen)


def _found(
    seen: PlainText, place: tuple[int, int], rule: Rule, reason: str, forbidden: Forbidden
) -> Found:
    return Found(seen.span(*place), seen, place, rule, reason, forbidden)


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
                yield _found(seen, (start, stop), rule, RULES.reasons[rule], forbidden)


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
