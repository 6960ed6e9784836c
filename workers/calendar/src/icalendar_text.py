"""iCalendar as RFC 5545 writes it: content lines, folded by octets and ended by CRLF.

By hand, not by the package ``icalendar``: that is 1.8 MB with dateutil, half as much again as the
rest of this worker, for a page of code. The tests read what this writes with that package.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

LONGEST_LINE = 75  # octets, without the line break
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LINE_BREAK = re.compile(r"\r\n|\r|\n")


class Line(NamedTuple):
    """One property: its name, with parameters, and its value as it stands in the file."""

    name: str
    value: str


def calendar(product: str, lines: Iterable[Line], *, method: str = "") -> str:
    """A whole calendar around some components; ``method`` is what it asks its reader to do."""
    head = [Line("VERSION", "2.0"), Line("PRODID", text(product)), Line("CALSCALE", "GREGORIAN")]
    if method:
        head.append(Line("METHOD", method))
    return "".join(map(_folded, component("VCALENDAR", [*head, *lines])))


def component(name: str, lines: Iterable[Line]) -> list[Line]:
    """The lines of a component between its begin and end."""
    return [Line("BEGIN", name), *lines, Line("END", name)]


def text(value: str) -> str:
    """A value of type TEXT: backslash, semicolon, comma and line breaks are escaped."""
    printable = _UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    escaped = re.sub(r"([\\;,])", r"\\\1", printable)
    return _LINE_BREAK.sub(r"\\n", escaped)


def parameter(name: str, value: str) -> str:
    """A parameter of a property, always quoted: no quotes or line breaks can be in it.

    A caret is doubled, since alone it begins an escape (RFC 6868).
    """
    plain = " ".join(_UNPRINTABLE.sub("", value).replace('"', "'").replace("^", "^^").split())
    return f';{name}="{plain}"'


def instant(moment: datetime) -> str:
    """A time, given in UTC."""
    return f"{moment:%Y%m%dT%H%M%SZ}"


def _folded(line: Line) -> str:
    """A content line in pieces of 75 octets; no character is parted."""
    pieces, room = [b""], LONGEST_LINE
    for character in f"{line.name}:{line.value}":
        octets = character.encode()
        if len(octets) > room:
            pieces.append(b"")
            room = LONGEST_LINE - 1  # the blank that each further piece begins with
        pieces[-1] += octets
        room -= len(octets)
    return b"\r\n ".join(pieces).decode() + "\r\n"
