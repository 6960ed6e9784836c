"""JSON with comments and trailing commas, as wrangler reads it, with the line of every value.

Comments and trailing commas become spaces, so that the standard parser's own positions stay right
and everything else that JSON forbids (single quotes, bare keys) is still refused.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fleet.errors import FleetError

Pointer = tuple[str | int, ...]

_STRING = r'"(?:[^"\\\n]|\\.)*"'
_COMMENT = re.compile(rf"({_STRING})|//[^\n]*|/\*.*?\*/", re.DOTALL)
_TRAILING_COMMA = re.compile(rf"({_STRING})|(?<=[^{{\[,\s])\s*,(?=\s*[}}\]])")
_MARK = re.compile(rf"{_STRING}|[{{}}\[\]:,]|[^\s{{}}\[\]:,\"]+")


class JsoncError(ValueError):
    """Text that is not JSONC; ``line`` and ``column`` count from one."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(frozen=True)
class Document:
    """A parsed text: its value, and the line on which each part of it starts."""

    value: Any
    lines: dict[Pointer, int]

    def line(self, *pointer: str | int) -> int:
        """The line of the value at ``pointer``, or of the nearest thing around it."""
        while pointer and pointer not in self.lines:
            pointer = pointer[:-1]
        return self.lines.get(pointer, 1)


def parse(text: str) -> Document:
    """Parse JSONC. Raises `JsoncError` with the place of the first mistake."""
    plain = _TRAILING_COMMA.sub(_blank, _COMMENT.sub(_blank, text))
    try:
        value = json.loads(plain)
    except json.JSONDecodeError as error:
        raise JsoncError(error.msg, error.lineno, error.colno) from error
    return Document(value, _Lines(plain).found)


def loads(text: str) -> Any:
    """The value of a JSONC text, without its lines."""
    return parse(text).value


def read(path: Path) -> Any:
    """The value of a JSONC file. Raises `FleetError` naming file, line and column of a mistake."""
    try:
        return loads(path.read_text(encoding="utf-8"))
    except JsoncError as error:
        place = f"{path}:{error.line}:{error.column}"
        raise FleetError(f"{place} is not valid JSONC: {error}.") from error


def _blank(match: re.Match[str]) -> str:
    return match[1] or re.sub(r"[^\n]", " ", match[0])


class _Lines:
    """A walk over the marks of valid JSON that notes where each value starts."""

    def __init__(self, text: str) -> None:
        self.found: dict[Pointer, int] = {}
        self._text = text
        self._marks = _MARK.finditer(text)
        self._line = 1
        self._position = 0
        self._value(self._next(), ())

    def _next(self) -> str:
        match = next(self._marks)
        self._line += self._text.count("\n", self._position, match.start())
        self._position = match.start()
        return match[0]

    def _value(self, mark: str, pointer: Pointer) -> None:
        self.found.setdefault(pointer, self._line)
        if mark == "{":
            self._members(pointer)
        elif mark == "[":
            self._items(pointer)

    def _members(self, pointer: Pointer) -> None:
        while (mark := self._next()) != "}":
            if mark != ",":
                key = json.loads(mark)
                self.found[(*pointer, key)] = self._line
                self._next()
                self._value(self._next(), (*pointer, key))

    def _items(self, pointer: Pointer) -> None:
        index = 0
        while (mark := self._next()) != "]":
            if mark != ",":
                self._value(mark, (*pointer, index))
                index += 1
