"""The interface of those who sign, and how what is asked for changes what is sent by default."""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

Asked = Mapping[str, Any]


@dataclass(frozen=True)
class Posted:
    """A signed request, as the provider would send it."""

    headers: dict[str, str]
    body: bytes


class Signer(ABC):
    """Makes a provider's events. ``hook`` is the path segment below ``/hooks`` of ``webhooks``."""

    hook: ClassVar[str]
    secret: ClassVar[str]

    @abstractmethod
    def post(self, asked: Asked, secret: str, url: str, now: int) -> Posted:
        """Sign the usual event, changed as it is asked; ``now`` is epoch seconds.

        ``url`` is the public address of the hook. What is asked to be null is left out.
        """


def changed(usual: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    """The usual event with what is asked in its place, objects member by member."""
    merged = dict(usual)
    for name, value in asked.items():
        there = merged.get(name)
        if isinstance(there, Mapping) and isinstance(value, Mapping):
            merged[name] = changed(there, value)
        else:
            merged[name] = value
    return {name: value for name, value in merged.items() if value is not None}


def new_id(prefix: str) -> str:
    """An id as providers make them: the prefix and 32 hexadecimal digits."""
    return f"{prefix}{uuid.uuid4().hex}"
