"""Which worker a path is for, and paths that mean another place than they seem to.

A path is judged as it was sent and as it reads after decoding, however often it was encoded, so
that no worker, cache or proxy can read another path in it than the gateway did.
"""

import re
from collections.abc import Container
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from edgekit import Problem

_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ENCODED_SLASH = re.compile("%2f", re.IGNORECASE)
MOST_LAYERS = 5


class Place(NamedTuple):
    """A worker, and the path there as the client wrote it."""

    worker: str
    path: str


def place_of(path: str, workers: Container[str]) -> Place:
    """The place that ``/{worker}/…`` leads to.

    Raises ``Problem`` 400 for a path that is a trick, 404 for a worker that is not in ``workers``.
    """
    reason = trick_in(path)
    if reason:
        raise Problem(400, f"The path {reason}; write it plainly.")
    worker, slash, rest = path[1:].partition("/")
    if worker not in workers:
        raise Problem(404, "There is nothing here; /openapi.json says what there is.")
    return Place(worker, slash + rest or "/")


def trick_in(path: str) -> str:
    """What is wrong with a path, as the end of a sentence about it; empty where nothing is."""
    if not path.startswith("/"):
        return "does not begin with a slash"
    for _ in range(MOST_LAYERS):
        if reason := _seen_in(path):
            return reason
        try:
            decoded = unquote_to_bytes(path).decode()
        except UnicodeDecodeError:
            return "is not UTF-8"
        if decoded == path:
            return ""
        path = decoded
    return "is encoded again and again"


def _seen_in(path: str) -> str:
    if _CONTROL.search(path):
        return "holds a control character"
    if "\\" in path:
        return "holds a backslash"
    if ";" in path:
        return "holds a semicolon"
    if "//" in path:
        return "has an empty segment"
    if _ENCODED_SLASH.search(path):
        return "holds an encoded slash"
    if _BAD_ESCAPE.search(path):
        return "holds a % that encodes nothing"
    if any(segment in (".", "..") for segment in path.split("/")):
        return "has a segment of dots"
    return ""
