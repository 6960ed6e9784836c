"""Randomness at import: Cloudflare counts and limits it, a local run lets it through."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def allow_bad_entropy_calls(_count: int) -> Iterator[None]:
    """Allow so many reads of randomness while a package is imported."""
    yield


def in_request_context() -> bool:
    """Whether the worker has started."""
    return True


def raise_unless_entropy_allowed() -> None:
    """Raise where Cloudflare forbids randomness; never, locally."""
