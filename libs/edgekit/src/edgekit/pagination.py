"""Keyset pagination: an opaque cursor holds the last row's sort key, so that pages never shift."""

import base64
import binascii
import json
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from .problems import FieldError, Problem

T = TypeVar("T")


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
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        key = None
    if not isinstance(key, list) or len(key) != len(types):
        raise _not_a_cursor()
    if not all(type(part) is kind for part, kind in zip(key, types, strict=True)):
        raise _not_a_cursor()
    return tuple(key)


def _not_a_cursor() -> Problem:
    detail = "The cursor is not one that this list gave; start again without it."
    return Problem(422, detail, errors=[FieldError("/cursor", "not a cursor of this list")])
