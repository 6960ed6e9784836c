"""Keyset pagination: an opaque cursor holds the last row's sort key, so that pages never shift."""

import base64
import binascii
import json
import math
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from .problems import FieldError, Problem

T = TypeVar("T")
LONGEST = 1000  # characters of a cursor
LARGEST_INTEGER = 2**53 - 2  # what is larger crosses into JavaScript as a BigInt, which D1 refuses


class Page(BaseModel, Generic[T]):
    """One page of a list; ``cursor`` asks for the next one and is null on the last."""

    items: list[T]
    cursor: str | None = None


def encode_cursor(key: tuple[str | int | float, ...]) -> str:
    """The sort key of a page's last row as an opaque, URL-safe text."""
    packed = json.dumps(key, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode_cursor(cursor: str, types: tuple[type, ...]) -> tuple[Any, ...]:
    """The sort key in a cursor; raises ``Problem`` 422 for anything that is not one of ours."""
    key = _unpacked(cursor)
    if not isinstance(key, list) or len(key) != len(types):
        raise _not_a_cursor()
    if not all(type(part) is kind for part, kind in zip(key, types, strict=True)):
        raise _not_a_cursor()
    if not all(_is_storable(part) for part in key):
        raise _not_a_cursor()
    return tuple(key)


def _unpacked(cursor: str) -> Any:
    # The parser of JSON recurses: text that is nested deeply enough would end the interpreter.
    if len(cursor) > LONGEST:
        return None
    try:
        return json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        return None


def _is_storable(part: str | int | float) -> bool:
    """Whether a database may be asked for it: D1 takes JavaScript's numbers, and text in UTF-8."""
    if isinstance(part, str):
        return not any("\ud800" <= character <= "\udfff" for character in part)
    if isinstance(part, float):
        return math.isfinite(part)
    return abs(part) <= LARGEST_INTEGER


def _not_a_cursor() -> Problem:
    detail = "The cursor is not one that this list gave; start again without it."
    return Problem(422, detail, errors=[FieldError("/cursor", "not a cursor of this list")])
