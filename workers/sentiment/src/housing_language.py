"""What words mean when people write about homes and their market, which no general lexicon knows.

Three kinds of knowledge, tried in this order: fixed phrases ("money pit"), movements (a topic and
the direction it takes: "rates fell", "a drop in foreclosures"), and single words ("spacious").
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from housing_vocabulary import COMPOUNDS, DIRECTIONS, PHRASES, TOPICS
from sentiment_tokens import Token

REACH = 8  # tokens between a direction and the topic that it moves
_FEW = frozenset(["fewer", "less"])
# "crime is down", "sales were way up": not "a down payment", not "put up for sale".
_UP_DOWN = {"up": 2.0, "down": -2.0}
_LEADS_TO_UP_DOWN_TEXT = """
is are was were be been go goes went gone going come comes came coming stay stays stayed remain
remains way well also still sharply slightly further edging pushed pushing push pushes drive
drives drove driving bring brings brought"""
_LEADS_TO_UP_DOWN = frozenset(_LEADS_TO_UP_DOWN_TEXT.split())
_NOT_UP_DOWN = frozenset(
    [("up", "for"), ("up", "to"), ("up", "and"), ("down", "payment"), ("down", "payments"),
     ("down", "to"), ("down", "the")]
)  # fmt: skip
# What stands after these is granted, and no longer the news: "despite higher rates".
_CONCEDING_TEXT = """
despite|in spite of|regardless of|defying|defies|defy|defied|shrug off|shrugs off|shrugged off
shrugging off|shaking off|shakes off|shake off"""
_CONCEDING = [tuple(phrase.split()) for phrase in re.split(r"[|\n]", _CONCEDING_TEXT.strip())]
_RECOVERING_TEXT = """
rebound rebounds rebounded rebounding recover recovers recovered recovering recovery revive
revives revived revival return returns returned returning reopen reopens reopened bounces bounce
thrive thrives thriving back comeback"""
_RECOVERING = frozenset(_RECOVERING_TEXT.split())


def _by_word(
    phrases: Mapping[tuple[str, ...], float], place: int
) -> dict[str, list[tuple[tuple[str, ...], float]]]:
    """Phrases by their word at ``place``, the longest first."""
    found: defaultdict[str, list[tuple[tuple[str, ...], float]]] = defaultdict(list)
    for words in sorted(phrases, key=len, reverse=True):
        found[words[place]].append((words, phrases[words]))
    return dict(found)


_PHRASES_BY_FIRST = _by_word(PHRASES, 0)
_COMPOUNDS_BY_LAST = _by_word(COMPOUNDS, -1)
_CONCEDING_BY_FIRST = _by_word(dict.fromkeys(_CONCEDING, 0.0), 0)


@dataclass(frozen=True, slots=True)
class Reading:
    """A stretch of tokens, ``start`` to ``end`` inclusive, that carries one valence together."""

    start: int
    end: int
    words: tuple[int, ...]
    valence: float


def readings(tokens: list[Token], conceded: Set[int]) -> Iterator[Reading]:
    """The phrases and movements in a text; none shares a word with another, or with ``conceded``.

    A movement of a topic of several words goes before a phrase: "price cuts fell".
    """
    taken = set(conceded)
    moving = list(_movements_in(tokens))
    exact = [reading for reading in moving if len(reading.words) > 2]
    for reading in (*exact, *_phrases_in(tokens), *moving):
        if taken.isdisjoint(reading.words):
            taken.update(reading.words)
            yield reading


def conceded_in(tokens: list[Token]) -> set[int]:
    """The words that a text grants and puts behind it: they say nothing of what it reports."""
    found: set[int] = set()
    for index, token in enumerate(tokens):
        size = _conceding(tokens, index)
        after = range(index + size, min(index + size + REACH, len(tokens))) if size else ()
        found.update(n for n in after if tokens[n].clause == token.clause)
    return found


def _conceding(tokens: list[Token], index: int) -> int:
    """How many words that concede begin at ``index``, if any do."""
    for words, _ in _CONCEDING_BY_FIRST.get(tokens[index].text, ()):
        if _texts(tokens, index, len(words)) == words:
            return len(words)
    asks = tokens[index].text == "what" and _texts(tokens, index + 2, 1) == ("?",)
    recovers = tokens[index].text in {"after", "from"} and _recovers_before(tokens, index)
    return 1 if asks or recovers else 0


def _recovers_before(tokens: list[Token], index: int) -> bool:
    before = tokens[max(0, index - REACH) : index]
    return any(t.text in _RECOVERING and t.clause == tokens[index].clause for t in before)


def _texts(tokens: list[Token], start: int, size: int) -> tuple[str, ...]:
    return tuple(token.text for token in tokens[max(0, start) : start + size])


def _phrases_in(tokens: list[Token]) -> Iterator[Reading]:
    for start, token in enumerate(tokens):
        for words, valence in _PHRASES_BY_FIRST.get(token.text, ()):
            if _texts(tokens, start, len(words)) == words:
                yield _phrase(tokens, range(start, start + len(words)), valence)
                break


def _phrase(tokens: list[Token], span: range, valence: float) -> Reading:
    """A phrase, turned around where fewer people meet it: "fewer owners fall behind"."""
    before = range(max(0, span.start - REACH), span.start)
    few = [
        n for n in before if tokens[n].text in _FEW and tokens[n].clause == tokens[span[0]].clause
    ]
    if few and valence < 0:
        return Reading(few[-1], span.stop - 1, (few[-1], *span), -valence)
    return Reading(span.start, span.stop - 1, tuple(span), valence)


def _movements_in(tokens: list[Token]) -> Iterator[Reading]:
    for index in range(len(tokens)):
        direction = _direction(tokens, index)
        topic = _topic_of(tokens, index) if direction else None
        if topic is not None:
            words, valence = _topic_words(tokens, topic)
            span = (*words, index)
            yield Reading(min(span), max(span), tuple(sorted(span)), direction * valence)


def _topic_words(tokens: list[Token], end: int) -> tuple[range, float]:
    """The words of the topic that ends at ``end``, and whether its rise is good; at worst none."""
    for words, valence in _COMPOUNDS_BY_LAST.get(tokens[end].text, ()):
        start = end - len(words) + 1
        if start >= 0 and _texts(tokens, start, len(words)) == words:
            return range(start, end + 1), valence
    return range(end, end + 1), TOPICS.get(tokens[end].text, 0.0)


def _direction(tokens: list[Token], index: int) -> float:
    word = tokens[index].text
    beside = tokens[index + 1].text if index + 1 < len(tokens) else "."
    if word in _UP_DOWN:
        return _UP_DOWN[word] if _is_predicate(tokens, index, beside) else 0.0
    if word in {"top", "tops", "topped", "topping"}:
        return DIRECTIONS[word] if beside[0].isdigit() else 0.0
    if word == "record" and beside in DIRECTIONS:
        return 0.0  # "a record low" goes down
    return DIRECTIONS.get(word, 0.0)


def _is_predicate(tokens: list[Token], index: int, beside: str) -> bool:
    """Whether "up" or "down" tells how much of something there is, and is no verb's particle."""
    if beside[0].isdigit() or beside in {"from", "by"}:
        return True
    before = tokens[index - 1].text if index else ""
    leads = before in _LEADS_TO_UP_DOWN or bool(_topic_words(tokens, index - 1)[1] if index else 0)
    return leads and (tokens[index].text, beside) not in _NOT_UP_DOWN


def _topic_of(tokens: list[Token], index: int) -> int | None:
    """Position of what moves: right after an attribute ("falling rates", "a drop in home sales"),
    else before the verb ("rates for new loans fell"), within one clause."""
    return (
        _topic_after(tokens, index) if _attributive(tokens, index) else _topic_before(tokens, index)
    )


def _attributive(tokens: list[Token], index: int) -> bool:
    topic = _topic_after(tokens, index)
    if topic is None:
        return False
    between = {token.text for token in tokens[index + 1 : topic]}
    return (
        topic == index + 1 or bool(between & {"in", "of"}) or _topic_before(tokens, index) is None
    )


def _topic_after(tokens: list[Token], index: int) -> int | None:
    return _first_topic(tokens, index, range(index + 1, min(index + 4, len(tokens))))


def _topic_before(tokens: list[Token], index: int) -> int | None:
    return _first_topic(tokens, index, range(index - 1, max(index - 1 - REACH, -1), -1))


def _first_topic(tokens: list[Token], index: int, positions: range) -> int | None:
    for position in positions:
        if tokens[position].clause != tokens[index].clause:
            return None
        if position != index and _topic_words(tokens, position)[1]:
            return position
    return None
