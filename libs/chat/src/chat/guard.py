"""Whether a sentence of a model's stands on its passages: only then may a visitor read it.

A sentence passes if two neighbouring sentences of a passage hold all of its numbers, names and
promises, most of its other words, and say no where it says no. So a model may shorten, join and
reword; it may not add, and not turn things round. What fails is no proof of a lie: the extractive
answer takes its place.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from chat.links import ADDRESS, safe_link
from chat.passages import Passage
from chat.sentences import split
from chat.words import FUNCTION_STEMS, fold, listed, stem, words

COVERED = 0.7  # of the sentence's own words
LONGEST_FILLER = 60  # characters of a sentence that says nothing
IN_A_ROW = 8  # words of the instructions that are never said
_NUMBER = re.compile(r"[$€£]?\d[\d,]*(?:\.\d+)?%?")
_NAME = re.compile(r"(?<![.!?:;\"“(]\s)(?<!^)\b[A-Z][\w'’-]*")
_TOKEN = re.compile(r"\b[A-Z]{2,}[A-Z0-9-]*\b")
_MARKUP = re.compile(r"[<>{}\[\]|]|```|\w\.\w+\(")
NOT = listed(
    """
    no not never none nothing nobody neither nor without cannot arent cant couldnt didnt
    doesnt dont hadnt hasnt havent isnt mustnt neednt shouldnt wasnt werent wont wouldnt
    """
)
# Words that must stand in the passage themselves: promises, and what numbers count.
STRICT = frozenset(
    map(
        stem,
        listed(
            """
            all always any assure best certain certainly definitely ensure every free full guarantee
            guaranteed highest illegal immediately instantly legal must never penalty promise
            promised refund required risk surely
            today tomorrow hour hours day days night week weeks month months year years business
            january february march april june july august september october november december
            monday tuesday wednesday thursday friday saturday sunday spring summer fall winter
            dollars percent thousand million half double twice
            """
        ),
    )
)
SPELLED = {
    word: str(number)
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90", "hundred": "100"}
# "One" counts houses, and stands for anybody: it says nothing that could be wrong.
UNCOUNTED = frozenset({"one", "zero"})


@dataclass(frozen=True)
class Said:
    """What one or two sentences say, apart by kind, and whether they say no."""

    numbers: frozenset[str]
    names: frozenset[str]
    strict: frozenset[str]
    content: frozenset[str]
    says_no: bool


class Support(NamedTuple):
    """Whether a sentence may be let out, and the passage that it stands on (of "Yes." none)."""

    holds: bool
    passage: Passage | None


REFUSED = Support(False, None)


@dataclass(frozen=True)
class Evidence:
    """The sentences of some passages, alone and by twos, and what must not be said at all."""

    windows: tuple[tuple[Said, Passage], ...]
    links: frozenset[str]
    secret: frozenset[tuple[str, ...]] = field(repr=False)

    @classmethod
    def of(cls, passages: Iterable[Passage], instructions: str) -> "Evidence":
        """What may be said on the ground of passages, by a model with these instructions."""
        windows: list[tuple[Said, Passage]] = []
        links: set[str] = set()
        for passage in passages:
            sentences = [passage.heading, *split(passage.text)]
            pairs = [f"{one} {two}" for one, two in pairwise(sentences)]
            texts = filter(None, (*sentences, *pairs))
            windows += [(said(each, everything=True), passage) for each in texts]
            links |= {link for link in map(safe_link, ADDRESS.findall(passage.text)) if link}
        return cls(tuple(windows), frozenset(links), rows_of_words(instructions))

    def supports(self, sentence: str) -> "Support":
        """Whether a visitor may read a sentence, and which passage it is from."""
        if _MARKUP.search(sentence) or self.leaks(sentence):
            return REFUSED
        if any(link not in self.links for link in ADDRESS.findall(sentence)):
            return REFUSED
        told = said(sentence, everything=False)
        if not (told.content or told.numbers or told.names or told.strict):
            return Support(len(sentence) < LONGEST_FILLER, None)
        for window, passage in self.windows:
            if _stands_on(told, window):
                return Support(True, passage)
        return REFUSED

    def leaks(self, text: str) -> bool:
        """Whether it holds eight words of the instructions in a row."""
        return not self.secret.isdisjoint(rows_of_words(text))


def said(text: str, *, everything: bool) -> Said:
    """What a text says. With ``everything`` each of its words counts as a possible name."""
    folded = words(text)
    spelled = {SPELLED[word] for word in folded if word in SPELLED and word not in UNCOUNTED}
    numbers = {_number(each) for each in _NUMBER.findall(text)} | spelled
    stems = {stem(word) for word in folded}
    names = stems if everything else {stem(fold(each)) for each in _names(text)}
    content = {root for root in stems - FUNCTION_STEMS - STRICT if not root.isdecimal()}
    return Said(
        frozenset(numbers),
        frozenset(names),
        frozenset(stems & STRICT),
        frozenset(content - (stems & _SPELLED_STEMS)),
        _says_no(folded),
    )


def rows_of_words(text: str) -> frozenset[tuple[str, ...]]:
    """Every row of eight words in a text."""
    found = words(text)
    return frozenset(
        tuple(found[start : start + IN_A_ROW]) for start in range(len(found) - IN_A_ROW + 1)
    )


def _stands_on(told: Said, window: Said) -> bool:
    if not (told.numbers <= window.numbers and told.strict <= window.strict):
        return False
    if not told.names <= window.names or told.says_no != window.says_no:
        return False
    return len(told.content & window.content) >= COVERED * len(told.content)


def _names(text: str) -> list[str]:
    return [each for each in (*_NAME.findall(text), *_TOKEN.findall(text)) if each != "I"]


def _number(text: str) -> str:
    """A number as it is compared: with its unit, without commas and trailing zeros."""
    bare = text.strip("$€£%").replace(",", "").rstrip(".")
    if "." in bare:
        bare = bare.rstrip("0").rstrip(".")
    unit = "$" if text[0] in "$€£" else "%" if text.endswith("%") else ""
    return f"{bare}{unit}"


def _says_no(folded: list[str]) -> bool:
    return not NOT.isdisjoint(folded)


_SPELLED_STEMS = frozenset(map(stem, SPELLED))
