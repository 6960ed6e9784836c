"""Which part of a file is asked for (RFC 9110, section 14)."""

import re
from dataclasses import dataclass

MOST_RANGES = 100  # of one request; more are somebody's mischief, and ignored (14.2)
LONGEST_NUMBER = 18  # digits: whatever has more is beyond every file
_HEADER = re.compile(r"bytes[ \t]*=(.*)", re.IGNORECASE)
_RANGE = re.compile(r"([0-9]*)-([0-9]*)")


class UnsatisfiableError(ValueError):
    """Ranges that are well-formed, and all beyond the end of the file: 416."""


@dataclass(frozen=True)
class Span:
    """Bytes from ``first`` to ``last``, both included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1

    def content_range(self, size: int) -> str:
        """The ``Content-Range`` of an answer with these bytes of ``size``."""
        return f"bytes {self.first}-{self.last}/{size}"


def span_of(header: str | None, size: int) -> Span | None:
    """The bytes that ``Range`` asks for; ``None`` for the whole file.

    What is no range of bytes is ignored, and so are several that do not touch: the whole file
    answers them as well (14.2). Raises ``UnsatisfiableError``.

    >>> span_of("bytes=0-0", 1024), span_of("bytes=-24", 1024), span_of("bytes=,", 1024)
    (Span(first=0, last=0), Span(first=1000, last=1023), None)
    """
    found = _HEADER.fullmatch(header or "")
    if found is None:
        return None
    texts = [text for each in found[1].split(",") if (text := each.strip(" \t"))]
    pairs = [_pair(text) for text in texts]
    if not pairs or None in pairs or len(pairs) > MOST_RANGES:
        return None
    spans = [span for pair in pairs if pair and (span := _span(*pair, size)) is not None]
    if not spans:
        raise UnsatisfiableError(header)
    return _together(spans)


def _pair(text: str) -> tuple[int | None, int | None] | None:
    """First and last position as they are written; ``None`` for what is no range."""
    found = _RANGE.fullmatch(text)
    if found is None or text == "-":
        return None
    first, last = (_number(digits) for digits in found.groups())
    return None if first is not None and last is not None and last < first else (first, last)


def _number(digits: str) -> int | None:
    if not digits:
        return None
    digits = digits.lstrip("0") or "0"
    return int(digits) if len(digits) <= LONGEST_NUMBER else 10**LONGEST_NUMBER


def _span(first: int | None, last: int | None, size: int) -> Span | None:
    """What there is of a range; ``None`` for nothing."""
    if first is None:
        wanted = min(last or 0, size)
        return Span(size - wanted, size - 1) if wanted else None
    end = size - 1 if last is None else min(last, size - 1)
    return Span(first, end) if first <= end else None


def _together(spans: list[Span]) -> Span | None:
    """The one span that they make where they overlap or touch; ``None`` where there are gaps."""
    whole, *rest = sorted(spans, key=lambda span: span.first)
    for span in rest:
        if span.first > whole.last + 1:
            return None
        whole = Span(whole.first, max(whole.last, span.last))
    return whole
