"""What every recount is made of: how often something is there, and how often it should be."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

from fleet.chaos.record import Finding

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
LEAVING_SECONDS = 10.0
"""What had left when somebody said stop may arrive so much later, on a machine that is busy."""


def once(count: int, what: str, where: str) -> Iterator[Finding]:
    """The finding, if any, of something that should be there once."""
    if count == 0:
        yield Finding("lost", what, f"not {where}")
    elif count > 1:
        yield Finding("doubled", what, f"{count} times {where}")


def grouped(pairs: Iterable[tuple[K, V]]) -> Mapping[K, list[V]]:
    """Values by key."""
    groups: dict[K, list[V]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
