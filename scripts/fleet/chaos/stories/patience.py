"""Waiting for what follows behind an answer, but not for ever: it may hang on a dead letter."""

from collections.abc import Callable, Generator
from typing import TypeVar

T = TypeVar("T")
LOOKS, PAUSE_SECONDS = 40, 0.7


def found(look: Callable[[], T | None]) -> Generator[float, None, T | None]:
    """Return what ``look`` brings once it brings something, or None if nobody can wait longer."""
    for _ in range(LOOKS):
        if (seen := look()) is not None:
            return seen
        yield PAUSE_SECONDS
    return None
