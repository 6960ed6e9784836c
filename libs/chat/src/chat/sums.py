"""Questions with figures of their own: an example's sums are no answer to them."""

import re

_AMOUNT = re.compile(
    r"\$\s?\d[\d,]*(?:\.\d+)?\s?(?:k|m)?\b|\b\d{1,3}(?:,\d{3})+\b|\b\d+(?:\.\d+)?k\b", re.I
)
_BARE = re.compile(r"(?<![\w,.$])\d{6,8}(?![\w,])")  # five digits are a ZIP code
_ASKS = re.compile(
    r"\b(?:how much|how many|how (?:is|are|would|do|does)|what (?:would|will|do|does|is|are)|whats"
    r"|calculate|compute|work out|figure|gain|net|walk away|left|keep|pocket|owe|clear|total"
    r"|come out)\b",
    re.I,
)
_WORKED = re.compile(r"[=×÷]|\d\s*[−+]\s*[$\d]")


def has_own_figures(question: str) -> bool:
    """Whether a question asks for a sum out of amounts of its own."""
    amounts = _AMOUNT.findall(question) + _BARE.findall(question)
    return bool(amounts) and bool(_ASKS.search(question))


def is_worked(sentence: str) -> bool:
    """Whether a sentence is a piece of an example's sums: a calculation, or several amounts."""
    return bool(_WORKED.search(sentence)) or len(_AMOUNT.findall(sentence)) > 1
