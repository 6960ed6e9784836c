"""Server-sent events out of bytes as they come (WHATWG HTML, 9.2.6)."""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

LINE_END = re.compile("\r\n|\r|\n")
BYTE_ORDER_MARK = "\ufeff"


class ServerSentEvent(NamedTuple):
    """One event: its name (``message`` where it has none), and its data without the fields' names.

    Lines of data are joined by line breaks.
    """

    name: str
    data: str


class EventReader:
    """Takes a stream's bytes in whatever pieces they come, and gives the events in them.

    Bytes that are no UTF-8 become replacement characters; comments, ids and retry times are passed
    over. An event that the stream ends in counts, though the standard drops it: servers of models
    leave out the last line break.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._begun = False
        self._name = ""
        self._data: list[str] = []

    def feed(self, data: bytes) -> list[ServerSentEvent]:
        """The events that are complete with these bytes."""
        text = self._rest + self._decoder.decode(data)
        if not self._begun and text:
            self._begun = True
            text = text.removeprefix(BYTE_ORDER_MARK)
        # What ends in a carriage return may go on with the line feed that belongs to it.
        end = len(text) - text.endswith("\r")
        *lines, rest = LINE_END.split(text[:end])
        self._rest = rest + text[end:]
        return list(self._events(lines))

    def end(self) -> list[ServerSentEvent]:
        """The event that the stream ended in, if any."""
        lines = LINE_END.split(self._rest + self._decoder.decode(b"", final=True))
        self._rest = ""
        return list(self._events([*lines, ""]))

    def _events(self, lines: list[str]) -> Iterator[ServerSentEvent]:
        for line in lines:
            if line:
                self._take(line)
                continue
            if self._data:
                yield ServerSentEvent(self._name or "message", "\n".join(self._data))
            self._name, self._data = "", []

    def _take(self, line: str) -> None:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            self._data.append(value)
        elif field == "event":
            self._name = value
