"""Score a text from -1 (bad) to +1 (good), and say which words made the score.

A logistic model whose evidence is a sum: each word or phrase adds its weight to the log-odds that
a reader would call the text positive, ``score = tanh(log-odds / 2) = 2 p - 1``. There is no
intercept, so a text without evidence scores exactly 0. Word valences come from the VADER lexicon
(Hutto & Gilbert 2014) and from ``housing_language``; what they and everything else weigh was
learned from the Sentiment Labelled Sentences (Kotzias et al. 2015) by scripts/sentiment_training.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from emoji_valences import EMOJI
from housing_language import Reading, conceded_in, readings
from housing_vocabulary import WORDS
from sentiment_lexicon import LEXICON
from sentiment_tokens import BOOSTERS, Token, is_negator, tokenize
from sentiment_weights import WEIGHTS

VALENCE_RANGE = 4  # valences are from -4 to +4; features from -1 to +1
NEGATED_READING = -0.8  # "rates didn't rise" is good news, but less than "rates fell"
NEGATED_BAD = -0.5
NEUTRAL = 0.1  # scores nearer to 0 than this are called neutral
Label = Literal["positive", "negative", "neutral"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """``term`` as it stands in the text, the model's ``feature`` that it is, and how much of it."""

    term: str
    feature: str
    amount: float = 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """``terms`` are (term, weight), heaviest first; their sum is the log-odds of ``value``."""

    value: float
    label: Label
    terms: list[tuple[str, float]]


def score(text: str) -> Score:
    """The sentiment of a text in English; empty and unknown texts are neutral."""
    terms: defaultdict[str, float] = defaultdict(float)
    for evidence in evidence_in(text):
        terms[evidence.term] += WEIGHTS.get(evidence.feature, 0.0) * evidence.amount
    ranked = sorted(terms.items(), key=lambda item: (-abs(item[1]), item[0]))
    value = math.tanh(sum(terms.values()) / 2)
    return Score(value, label_of(value), [(term, weight) for term, weight in ranked if weight])


def label_of(value: float) -> Label:
    """The name of a score."""
    if abs(value) < NEUTRAL:
        return "neutral"
    return "positive" if value > 0 else "negative"


def evidence_in(text: str) -> Iterator[Evidence]:
    """Everything in a text that could move its score."""
    tokens = tokenize(text)
    taken = conceded_in(tokens)
    has_valence = False
    for reading in readings(tokens, frozenset(taken)):
        has_valence = True
        words = _with_negator(tokens, reading)
        taken.update(words)
        term = " ".join(tokens[index].text for index in words)
        turn = 1.0 if words == reading.words else NEGATED_READING
        yield from _valence(term, turn * reading.valence, tokens[reading.end].stress)
    taken |= _turning_to_good(tokens, taken)
    found = [*_words(tokens, taken), *_pairs(tokens, taken)]
    yield from found
    if has_valence or any(evidence.feature[0] == "#" for evidence in found):
        yield from _marks(tokens)


def _turning_to_good(tokens: list[Token], taken: set[int]) -> set[int]:
    """The negators of something bad: "not" is a complaint in most texts, but not in "not bad"."""
    first: dict[int, float] = {}
    for index, token in enumerate(tokens):
        valence = 0.0 if index in taken else _word_valence(token.text)
        if token.negator is not None and valence:
            first.setdefault(token.negator, valence)
    return {negator for negator, valence in first.items() if valence < 0}


def _with_negator(tokens: list[Token], reading: Reading) -> tuple[int, ...]:
    """A reading's words, led by the negator that turns it around, if one does."""
    found = (tokens[index].negator for index in reading.words)
    negator = next((index for index in found if index is not None), None)
    if negator is None or any(is_negator(tokens[index].text) for index in reading.words):
        return reading.words
    return (negator, *reading.words)


def _words(tokens: list[Token], taken: set[int]) -> Iterator[Evidence]:
    for index, token in enumerate(tokens):
        if index in taken or token.is_mark:
            continue
        valence = _word_valence(token.text)
        yield from _valence(_shown(token), valence, token.stress, negated=token.negated)
        yield Evidence(_shown(token), f"not_{token.text}" if token.negated else token.text)


def _marks(tokens: list[Token]) -> Iterator[Evidence]:
    """Marks that stress what is said: where nothing is ("What is escrow?") they mean nothing."""
    for token in tokens:
        if token.text[0] in "!?":
            yield Evidence(token.text[0], token.text[0])


def _pairs(tokens: list[Token], taken: set[int]) -> Iterator[Evidence]:
    for index in range(1, len(tokens)):
        first, second = tokens[index - 1], tokens[index]
        if not (first.is_mark or second.is_mark or {index - 1, index} & taken):
            pair = f"{first.text} {second.text}"
            yield Evidence(pair, pair)


def _valence(
    term: str, valence: float, stress: float, *, negated: bool = False
) -> Iterator[Evidence]:
    """A valence under the feature of its sign; what is good has one of its own where it is denied.

    What is bad and denied is faint praise: "not bad".
    """
    if negated and valence < 0:
        negated, valence = False, NEGATED_BAD * valence
    if valence:
        sign = "#+" if valence > 0 else "#-"
        yield Evidence(term, f"{sign}not" if negated else sign, valence * stress / VALENCE_RANGE)


def _word_valence(word: str) -> float:
    if word in BOOSTERS or is_negator(word):
        return 0.0  # they act on their neighbours; on their own they say nothing
    for table in (EMOJI, WORDS):
        if word in table:
            return table[word]
    return LEXICON.get(word, 0.0)


def _shown(token: Token) -> str:
    return f"not {token.text}" if token.negated else token.text
