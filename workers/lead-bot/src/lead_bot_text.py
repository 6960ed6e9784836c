"""A message as it is read: one spelling for what means the same, and parts that are set aside."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice

Span = tuple[int, int]

FAR = 120  # characters around a find that tell what it is of
MOST = 12
ASIDE = "\ufffc"  # stands for each character of a part that has been read already
_SPELLINGS = str.maketrans(
    {
        **dict.fromkeys("‘’ʼ`´", "'"),
        **dict.fromkeys("“”„", '"'),
        **dict.fromkeys("‐‑‒–—−", "-"),
        "\ufffc": " ",
    }
)
_CLAUSE_END = re.compile(r"[!?;\n]+|\.(?!\w)|,(?!\d{3}(?!\d))|\s-+\s")


def cleaned(text: str) -> str:
    """The text with plain quotes and dashes, and without invisible and control characters."""
    plain = text if text.isascii() else _composed(text)
    if plain.isprintable():
        return plain.strip()
    kept = (each if each.isprintable() or each == "\n" else " " for each in plain)
    return "".join(kept).strip()


def _composed(text: str) -> str:
    visible = "".join(each for each in text if unicodedata.category(each) not in ("Cf", "Co"))
    # Compatibility forms (full-width digits) become plain ones, fractions stay what they are.
    folded = "".join(
        each if each in "½¼¾" else unicodedata.normalize("NFKC", each) for each in visible
    )
    return unicodedata.normalize("NFC", folded).translate(_SPELLINGS)


def small(text: str) -> str:
    """In small letters, each at its place: no letter becomes two."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in text)


def without(text: str, spans: Iterable[Span]) -> str:
    """The text with some parts set aside, all others at their place."""
    parts, place = [], 0
    for start, end in sorted(spans):
        start = max(start, place)
        if end > start:
            parts += [text[place:start], ASIDE * (end - start)]
            place = end
    return "".join([*parts, text[place:]])


def clauses(text: str) -> Iterator[Span]:
    """Where the clauses of a text are, by its punctuation; empty ones are left out."""
    start = 0
    for stop in _CLAUSE_END.finditer(text):
        if text[start : stop.start()].strip():
            yield start, stop.start()
        start = stop.end()
    if text[start:].strip():
        yield start, len(text)


def clause_around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands in the same clause before a part of a text, and what behind it."""
    before, after = text[max(0, start - FAR) : start], text[end : end + FAR]
    cut = 0
    for stop in _CLAUSE_END.finditer(before):
        cut = stop.end()
    end_of = _CLAUSE_END.search(after)
    return before[cut:], after[: end_of.start()] if end_of else after


def few(finds: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
    """The first of what is found: nobody says more in a message, and each costs time."""
    return islice(finds, MOST)


def word_set(text: str) -> frozenset[str]:
    """A set of words that are written one behind the other."""
    return frozenset(text.split())


def phrases(text: str) -> frozenset[str]:
    """A set of phrases between commas."""
    return frozenset(text.split(", "))


def any_of(*patterns: str) -> re.Pattern[str]:
    """An expression that finds any of some, as whole words, in small letters."""
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)")
