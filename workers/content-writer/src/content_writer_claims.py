"""Finds what a draft says that no fact holds: numbers, names, and every other word with a meaning.

A word passes if it is in a fact (as its name or in its value, whatever its ending) or one of the
few that claim nothing. Two words side by side that both mean something must stand in one fact, so
that “new roof” and “kitchen” make no “new kitchen”; a number and what it counts, too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from content_writer_facts import Facts, Value, worded
from content_writer_plain_text import plain

TOKEN = re.compile(r"[a-z']+|\d[\d,]*(?:\.\d+)?")
CLAUSES = re.compile(r"(?<![.,:;!?()])[.,:;!?()]++(?:\s|$)|\n")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
THOUSANDS = re.compile(r"(\d[\d,]{0,20}(?:\.\d{1,9})?) ?(k|m|thousand|million)\b")
SCALE = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}
COUNTS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
)
NUMBER_WORDS = {word: float(value) for value, word in enumerate(COUNTS)}
NEGATIONS = frozenset({"no", "not", "never", "without", "none", "nor", "cannot"})
HARMLESS = frozenset(
    word
    for line in Path(__file__).with_name("harmless_words.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)
UNITS = {
    "bedroom": "bedroom", "bed": "bedroom", "bathroom": "bathroom", "bath": "bathroom",
    "floor": "floor", "story": "stor", "stori": "stor", "garage": "garage", "car": "car",
    "acre": "acre", "unit": "unit", "parking": "park",
}  # fmt: skip
SAME = {"bed": "bedroom", "bath": "bathroom", "stori": "story", "foot": "feet"}


@dataclass
class Known:
    """What may be said: each fact's words and numbers, a list's items each by themselves."""

    words: list[frozenset[str]] = field(default_factory=list)
    numbers: list[frozenset[float]] = field(default_factory=list)

    def has_word(self, stem: str) -> bool:
        """Whether a fact holds it."""
        return any(stem in words for words in self.words)

    def has_pair(self, first: str, second: str) -> bool:
        """Whether one fact holds both."""
        return any(first in words and second in words for words in self.words)

    def has_number(self, value: float, unit: str | None) -> bool:
        """Whether a fact holds it, and is about the unit."""
        return any(
            value in numbers and (unit is None or unit in words)
            for words, numbers in zip(self.words, self.numbers, strict=True)
        )


def unsupported(text: str, facts: Facts) -> list[str]:
    """The words and numbers of a text that no fact holds, in order."""
    return list(dict.fromkeys(_unsupported(plain(text).text, known(facts))))


def told(text: str, facts: Facts) -> list[str]:
    """The names of the facts that a text tells: of a list one item is enough."""
    seen = plain(text).text
    words, values = {stem(word) for word in TOKEN.findall(seen)}, set(numbers(seen))
    return [
        name
        for name, value in facts.items()
        if any(_tells(words, values, item) for item in _items(name, value))
    ]


def _items(name: str, value: Value) -> list[str]:
    """What has to be said to tell a fact: its value, and of a yes its name."""
    if value is True:
        return [name.replace("_", " ")]
    return value if isinstance(value, list) else [worded(name, value).replace("_", " ")]


def _tells(words: set[str], values: set[float], item: str) -> bool:
    said = plain(item).text
    needed = {stem(word) for word in TOKEN.findall(said) if _means(word)}
    return needed <= words and set(numbers(said)) <= values


def known(facts: Facts) -> Known:
    """What facts let one say."""
    found = Known()
    for name, value in facts.items():
        named = " ".join(name.replace(".", "_").split("_"))
        items = value if isinstance(value, list) else [worded(name, value)]
        if isinstance(value, int | float) and not isinstance(value, bool):
            items = [f"{items[0]} {value}"]
        if isinstance(value, str) and items != [value]:
            items = [f"{items[0]} {value}"]  # a date may be said either way
        for item in items:
            said = plain(f"{named} {item.replace('_', ' ')}").text
            found.words.append(frozenset(stem(word) for word in TOKEN.findall(said)))
            found.numbers.append(frozenset(numbers(said)))
    return found


def numbers(text: str) -> Iterator[float]:
    """The numbers in a plain text, in digits or in words."""
    for digits in NUMBER.findall(text):
        yield float(digits.replace(",", ""))
    for digits, scale in THOUSANDS.findall(text):
        yield float(digits.replace(",", "")) * SCALE[scale]
    yield from (NUMBER_WORDS[word] for word in text.split() if word in NUMBER_WORDS)


def stem(word: str) -> str:
    """A word without its ending: a rough one, the same for texts and facts."""
    word = word.strip("'").removesuffix("'s")
    for ending in ("ingly", "ation", "ings", "ies", "ing", "ed", "es", "ly", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return SAME.get(word, word)


def _unsupported(text: str, holds: Known) -> Iterator[str]:
    for word, following in _neighbours(text):
        value = _number(word)
        if value is not None and word != "one":
            if not holds.has_number(value, UNITS.get(stem(following))):
                yield f"{word} {following}".strip()
        elif word in NEGATIONS or word.endswith("n't"):
            if not any(word in words or stem(word) in words for words in holds.words):
                yield f"{word} {following}".strip()
        elif _means(word) and not holds.has_word(stem(word)):
            yield word
        elif _means(word) and _means(following) and not holds.has_pair(stem(word), stem(following)):
            yield f"{word} {following}"


def _neighbours(text: str) -> Iterator[tuple[str, str]]:
    """Each word with the one behind it in its clause; at the end of a clause with none."""
    for clause in CLAUSES.split(text):
        words = TOKEN.findall(clause)
        yield from pairwise([*words, ""])


def _number(word: str) -> float | None:
    return float(word.replace(",", "")) if word[0].isdigit() else NUMBER_WORDS.get(word)


def _means(word: str) -> bool:
    return word[:1].isalpha() and word not in HARMLESS and word not in NUMBER_WORDS
