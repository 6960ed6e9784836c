"""What can be said in a phrase's place so that it reads well there.

A suggestion is a noun (“home”), what a thing is (“open to all”), or a clause of its own (“all are
welcome”). Where the words around it would not go with it, it stands for them too: the flag then
covers the rest of its clause, or what a neighbouring flag leaves of it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

PEOPLE = frozenset({"people", "all people", "neighbors", "buyers", "anyone"})
COUNTABLE = frozenset({"home", "street", "neighborhood"})
PLACES = COUNTABLE | {"the neighborhood", "location", "the market"}
STATES = frozenset({"open to all", "open to everyone"})
CLAUSE_ENDS = re.compile(r"[.!?;:,()\[\]\n—–…\"“”|•]|\s-\s|&[a-z#0-9]+;")
ARTICLE = re.compile(r"\b(an?|every|each|another|one|this|that)\s+\Z", re.IGNORECASE)
GOES_BEFORE = re.compile(
    r"\b(?:is|are|was|were|be|home|house|unit|apartment|building|condo|property|flat|room|place|"
    r"cottage|studio|suite|townhouse|community)\s+\Z",
    re.IGNORECASE,
)
GOES_BEHIND = re.compile(r"\s+(?:in|on|at|near|by|with|within|from|here)\b", re.IGNORECASE)
VERB_OF_ONE = re.compile(
    r"\s+(?:seeks?|wants?|needs?|prefers?|is|was|has|only|same|welcome)\b", re.IGNORECASE
)
PLACE_OF_THEM = re.compile(
    r"\s+(homes?|houses?|neighbou?rhoods?|area|community|street|block|building)\b", re.IGNORECASE
)
COURTESY = re.compile(r",?\s+(?:please|sorry|thanks|thank you)\b", re.IGNORECASE)
WHOLE = "all are welcome"
BETWEEN = re.compile(r"[\s,/&-]*(?:(?:and|or|nor|but)\s+)?", re.IGNORECASE)


class Place(NamedTuple):
    """A span of the text and what can stand there."""

    start: int
    end: int
    said: str


def placed(text: str, found: Sequence[tuple[int, int, str]]) -> list[Place]:
    """The places of phrases that are in order and apart, each with what to say there."""
    places: list[Place] = []
    ends = [*(start for start, _, _ in found[1:]), len(text)]
    for (start, end, instead), following in zip(found, ends, strict=False):
        done = places[-1].end if places else 0
        one = _placed(text, Place(start, end, instead), done, following)
        courtesy = COURTESY.match(text, one.end, following)
        one = one._replace(end=courtesy.end()) if courtesy else one
        if places and _follows(text, places[-1], one):
            one = Place(done, one.end, "")
        places.append(one)
    return [_begun(text, place) for place in places]


def in_whole_clauses(text: str, found: Sequence[tuple[int, int, str]]) -> list[Place]:
    """The same with each phrase's whole clause: for where its words would not pass with others."""
    places: list[Place] = []
    ends = [*(start for start, _, _ in found[1:]), len(text)]
    for (start, end, _), following in zip(found, ends, strict=False):
        done = places[-1].end if places else 0
        one = _clause(text, Place(start, end, WHOLE), done, following)
        is_same = bool(places) and not text[done : one.start].strip()
        places.append(Place(done, one.end, "") if is_same else one)
    return [_begun(text, place) for place in places]


def put_in(text: str, places: Sequence[Place]) -> str:
    """The text with what can be said in each place."""
    for place in reversed(places):
        text = text[: place.start] + place.said + text[place.end :]
    return text


def _follows(text: str, last: Place, one: Place) -> bool:
    """Whether a place goes on in the clause of the last one, which has said the same or all."""
    is_near = BETWEEN.fullmatch(text, last.end, one.start) is not None
    is_said = one.said in ("", last.said) or (last.said == "" and one.said not in PLACES)
    return is_near and (is_said or not {one.said, last.said} & PLACES)


def _placed(text: str, place: Place, first: int, last: int) -> Place:
    """The place, widened within ``first`` and ``last`` as far as its words need it."""
    start, end, said = place
    article = ARTICLE.search(text, first, start)
    if said in COUNTABLE and article and article[1].lower() in ("a", "an"):
        return _once(text, Place(article.start(), end, f"a {said}"), first, last)
    if said in PEOPLE:
        if where := PLACE_OF_THEM.match(text, end, last):
            return _once(text, Place(start, where.end(), where[1].lower()), first, last)
        if VERB_OF_ONE.match(text, end, last):
            return _clause(text, Place(start, end, "everyone is welcome"), first, last)
        return Place(article.start(), end, "somebody") if article else place
    if said in PLACES:
        return _once(text, place, first, last)
    before = text[_clause_start(text, start, first) : start]
    behind = text[end : _clause_end(text, end, last)]
    if said in STATES:
        goes_before = not before.strip() or GOES_BEFORE.search(before)
        if goes_before and (not behind.strip() or GOES_BEHIND.match(behind)):
            return place
    elif not before.strip() and not behind.strip():
        return place
    return _clause(text, place, first, last)


def _once(text: str, place: Place, first: int, last: int) -> Place:
    """The place with the words beside it if they are its own first or last word again."""
    words = [re.escape(word) for word in place.said.split()]
    behind = re.compile(rf"(?:\s+{words[-1]})+\b", re.IGNORECASE).match(text, place.end, last)
    before = re.compile(rf"\b(?:{words[0]}\s+)+\Z", re.IGNORECASE).search(text[first : place.start])
    return Place(
        first + before.start() if before else place.start,
        behind.end() if behind else place.end,
        place.said,
    )


def _clause(text: str, place: Place, first: int, last: int) -> Place:
    start, end = _clause_start(text, place.start, first), _clause_end(text, place.end, last)
    start += len(text[start : place.start]) - len(text[start : place.start].lstrip())
    end -= len(text[place.end : end]) - len(text[place.end : end].rstrip())
    return Place(start, end, place.said)


def _clause_start(text: str, start: int, first: int) -> int:
    return max((mark.end() for mark in CLAUSE_ENDS.finditer(text, first, start)), default=first)


def _clause_end(text: str, end: int, last: int) -> int:
    mark = CLAUSE_ENDS.search(text, end, last)
    return mark.start() if mark else last


BEGINNING = re.compile(r"(?:\A|[.!?:\"“\n])[\s\"“(*_]*\Z")


def _begun(text: str, place: Place) -> Place:
    """With a capital at the beginning of a sentence."""
    if BEGINNING.search(text[: place.start][-80:]) is None:
        return place
    return place._replace(said=place.said[:1].upper() + place.said[1:])
