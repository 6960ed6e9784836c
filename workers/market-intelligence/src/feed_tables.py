"""The table of a feed: its text, its delimiter, its rows, and what is no row of it.

A worker has 128 MB. A file is walked through line by line, so that what is kept of it is the bytes,
the text and the figures, and never a copy of all its cells.
"""

import csv
import re
from collections.abc import Iterator

_NOTE = re.compile(
    r"\W*(?:[a-z]\w*(?:\s\w+){0,4}\s*[=:]|notes?\b|sources?\b|copyright|©|data (?:provided|from))",
    re.IGNORECASE,
)


class BadFeedError(Exception):
    """A feed that must not be loaded; the message says why in one sentence."""


def decoded(body: bytes) -> str:
    """A feed's text; raises ``BadFeedError`` for what is no complete text."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFeedError(f"The feed is not UTF-8 text (byte {error.start}).") from error
    # What a client that decodes leniently makes of bytes that are not UTF-8.
    if "\0" in text or "\ufffd" in text:
        raise BadFeedError("The feed is not UTF-8 text: it holds characters that no text has.")
    if text[:100].lstrip()[:1] in ("<", "{", "["):
        raise BadFeedError("The feed is a web page or a document of another kind, not a CSV.")
    if not text.strip():
        raise BadFeedError("The feed is empty.")
    # A figure cut in half still looks like a figure: only a line break says that a row is complete.
    if not text.endswith(("\n", "\r")):
        raise BadFeedError("The feed is cut off: its last line has no end.")
    return text


def rows_of(text: str) -> Iterator[list[str]]:
    """The rows, the header among them, without blank lines; raises ``csv.Error``."""
    first = next((line for line in _lines(text) if line.strip()), "")
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True)
    return (row for row in reader if any(row) and not row[0].startswith("*"))


def without_notes(rows: Iterator[list[str]], width: int) -> Iterator[list[str]]:
    """The rows of ``width`` cells; raises ``BadFeedError`` for others, but for notes at the end."""
    note: list[str] = []
    for row in rows:
        if len(row) == width and not note:
            yield row
            continue
        note = note or row
        if len(row) == width or not is_note(row):
            found = ", ".join(note)
            detail = f"has {len(note)} columns and the header {width}"
            raise BadFeedError(f"The row {found!r} {detail}.")


def is_note(row: list[str]) -> bool:
    """Whether a row says something of the file: ``quality_flag = 1: …``, ``Source: …``."""
    cells = [cell for cell in row if cell.strip()]
    text = ", ".join(cells)
    return bool(_NOTE.match(text)) or (len(cells) == 1 and text.count(" ") >= 2)


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends, one at a time."""
    end = "\n" if "\n" in text else "\r"
    start = 0
    while start < len(text):
        stop = text.find(end, start) + 1 or len(text)
        yield text[start:stop]
        start = stop
