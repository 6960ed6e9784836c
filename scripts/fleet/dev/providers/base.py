"""What every stand-in of a provider is made of: an exchange in, an answer out, no I/O."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

JSON = "application/json"


@dataclass(frozen=True)
class Exchange:
    """A request that a worker sent out; header names are lower case."""

    worker: str
    method: str
    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def host(self) -> str:
        """The host name, without port."""
        return (urlsplit(self.url).hostname or "").lower()

    @property
    def path(self) -> str:
        """The path, without a trailing slash."""
        return urlsplit(self.url).path.rstrip("/")

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters; the last of a repeated name."""
        return dict(parse_qsl(urlsplit(self.url).query, keep_blank_values=True))

    def json(self) -> dict[str, Any]:
        """The body as a JSON object, empty where it is none."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def form(self) -> dict[str, str]:
        """The body as form fields; the last of a repeated name."""
        return dict(parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True))


@dataclass(frozen=True)
class Answer:
    """What goes back to the worker."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, value: Any, status: int = 200, headers: dict[str, str] | None = None) -> "Answer":
        """Make an answer of a JSON value."""
        return cls(status, json.dumps(value).encode(), {"content-type": JSON} | (headers or {}))

    @classmethod
    def text(cls, value: str, status: int = 200, media_type: str = "text/plain") -> "Answer":
        """Make an answer of text in UTF-8."""
        return cls(status, value.encode(), {"content-type": f"{media_type}; charset=utf-8"})


class Refused(Exception):  # noqa: N818 - an answer with a status, and no failure
    """A provider does not do what it is asked, and says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class StandIn(ABC):
    """A provider that answers locally.

    ``hosts`` are its real ones (subdomains included); ``variables`` the workers' variables that
    hold its base URL; ``secrets`` the keys without which ``--live`` does not reach it; ``memory`` a
    worker and a reading statement on its database, whose rows it is given at a start.
    """

    name = ""
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    memory: tuple[str, str] | None = None

    @abstractmethod
    def answer(self, exchange: Exchange) -> Answer:
        """Answer as the provider does."""

    def reset(self) -> None:  # noqa: B027 - most remember nothing
        """Forget what earlier requests left behind."""

    def recall(self, rows: Iterable[Mapping[str, Any]]) -> None:  # noqa: B027 - as reset
        """Take up what ``memory`` knows of an earlier run."""

    def answered_by_rule(self, exchange: Exchange, answer: Answer) -> None:  # noqa: B027
        """Take note of what a rule has answered in the provider's place."""

    def event(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """What an event that somebody asks for says; raises ``Refused`` where it can't be."""
        return asked

    def serves(self, host: str) -> bool:
        """Say whether a host is one of the provider's own."""
        return any(host == own or host.endswith("." + own) for own in self.hosts)

    def takes(self, exchange: Exchange) -> bool:
        """Say whether a request is for the provider, by its host unless something else tells."""
        return self.serves(exchange.host)

    def is_called(self, name: str) -> bool:
        """Say whether a person means this provider by ``name``."""
        plain = name.lower().replace("_", "-")
        return plain == self.name or plain in self.aliases
