"""Sentences of a plain text."""

import re

# A full stop ends a sentence where a blank and a capital, a digit or a quotation mark follow.
_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(*\[]*[A-Z0-9¿¡])|\n+")
_SHORT = re.compile(r"\b(?:e\.g|i\.e|etc|vs|Mr|Mrs|Ms|Dr|St|No|approx|[A-Z])\.$")


def split(text: str) -> list[str]:
    """The sentences of a text, in order; a line break always ends one."""
    found: list[str] = []
    start = 0
    for end in _END.finditer(text):
        piece = text[start : end.end()].strip()
        if _SHORT.search(piece) and "\n" not in end[0]:
            continue
        if piece:
            found.append(piece)
        start = end.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found
