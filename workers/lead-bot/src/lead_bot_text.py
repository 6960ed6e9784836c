"""A message as it is read: one spelling for what means the same, and parts that are set aside."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

Span = tuple[int, int]

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
    for start, end in spans:
        text = text[:start] + ASIDE * (end - start) + text[end:]
    return text


def clauses(text: str) -> Iterator[Span]:
    """Where the clauses of a text are, by its punctuation; empty ones are left out."""
    start = 0
    for stop in _CLAUSE_END.finditer(text):
        if text[start : stop.start()].strip():
            yield start, stop.start()
        start = stop.end()
    if text[start:].strip():
        yield start, len(text)


def clause_around(text: str, place: int) -> Span:
    """The clause that a place is in."""
    for start, end in clauses(text):
        if start <= place <= end:
            return start, end
    return 0, len(text)


def any_of(*patterns: str) -> re.Pattern[str]:
    """An expression that finds any of some, as whole words, in small letters."""
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)")
