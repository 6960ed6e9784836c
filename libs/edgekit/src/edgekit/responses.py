"""What a handler may answer with when a model is not enough."""

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

from pydantic import BaseModel

JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
HTML = "text/html; charset=utf-8"
_WEIGHT = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")
_ENTITY_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')  # a comma may be part of one
EVENTS = "text/event-stream; charset=utf-8"


class Response:
    """A ready-made answer. ``body`` may be text, bytes, or a JavaScript ``ReadableStream``.

    A header whose value is a list is sent once for each of its items (``Set-Cookie``).
    """

    __slots__ = ("body", "headers", "media_type", "status")

    def __init__(
        self,
        body: Any = None,
        *,
        status: int = 200,
        media_type: str | None = TEXT,
        headers: Mapping[str, str | list[str]] | None = None,
    ) -> None:
        self.body = body
        self.status = status
        self.media_type = None if body is None else media_type
        self.headers = headers or {}

    @classmethod
    def json(
        cls, model: BaseModel, *, status: int = 200, headers: Mapping[str, Any] | None = None
    ) -> "Response":
        """A model as JSON with a status and headers of its own."""
        text = model.__pydantic_serializer__.to_json(model).decode()
        return cls(text, status=status, media_type=JSON, headers=headers)


class Json(Response):
    """JSON text that is ready already: it is passed through without being parsed."""

    __slots__ = ()

    def __init__(
        self, text: str, *, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(text, status=status, media_type=JSON, headers=headers)


class Ready(Response):
    """An answer that is the same for everybody, made once: a module's own, never a request's.

    Its body and headers cross to JavaScript at the first use and stay there, for as long as the
    isolate lives; after that only their numbers do.
    """

    __slots__ = ("kept", "lines")

    def __init__(self, body: bytes, *, media_type: str, headers: Mapping[str, str]) -> None:
        super().__init__(body, media_type=media_type, headers=headers)
        self.lines = "".join(f"\n{name.lower()}: {value}" for name, value in headers.items())
        self.kept: Any = None
        """What the bridge knows the body by."""


class Relayed(Response):
    """Another worker's answer as it came: its body is a stream, ``lines`` are its headers."""

    __slots__ = ("lines",)

    def __init__(self, body: Any, status: int, lines: str) -> None:
        super().__init__(body, status=status, media_type=None)
        self.lines = lines


class Stream(Response):
    """An answer that is sent piece by piece, as an async generator gives texts or bytes.

    The next piece is asked for once the client has taken the last one. When the client goes away
    the generator is closed; with ``to_the_end`` it is run to its end all the same, and what it
    gives is dropped: for work that is to be finished whoever listens. It runs behind the answer, so
    the platform gives it 30 seconds from there. An exception in it is logged and reported, and
    breaks the body off: a client sees that something is missing.
    """

    __slots__ = ("pieces", "to_the_end")

    def __init__(
        self,
        pieces: AsyncIterator[str | bytes],
        *,
        status: int = 200,
        media_type: str = TEXT,
        headers: Mapping[str, str | list[str]] | None = None,
        to_the_end: bool = False,
    ) -> None:
        super().__init__("", status=status, media_type=media_type, headers=headers)
        self.pieces = pieces
        self.to_the_end = to_the_end


def prefers(accept: str | None, media_type: str, other: str) -> bool:
    """Whether ``Accept`` wants a media type rather than another (RFC 9110, 12.5.1).

    Of two that are wanted alike it is the one that is named, and ``other`` if neither is.
    """
    ranges = [_range(each) for each in (accept or "").split(",") if each.strip()]
    mine, its = _quality(media_type, ranges), _quality(other, ranges)
    return mine > its or (mine == its > 0 and any(name == media_type for name, _ in ranges))


def _quality(media_type: str, ranges: list[tuple[str, float]]) -> float:
    """The weight of the most specific range that a media type is of; 0 where it is of none."""
    kind = media_type.partition("/")[0]
    for name in (media_type, f"{kind}/*", "*/*"):
        weights = [weight for each, weight in ranges if each == name]
        if weights:
            return max(weights)
    return 0.0


def _range(text: str) -> tuple[str, float]:
    """A media range in small letters and its weight, 0 for one that is no number."""
    name, *parameters = (each.strip().lower() for each in text.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            found = _WEIGHT.fullmatch(value.strip())
            return name, float(found[0]) if found else 0.0
    return name, 1.0


def entity_tags(text: str) -> list[str]:
    """The entity tags that a header lists, each with its quotes and ``W/`` (RFC 9110, 8.8.3)."""
    return _ENTITY_TAG.findall(text)


def not_modified(if_none_match: str | None, etag: str) -> bool:
    """Whether ``If-None-Match`` names this entity tag, by weak comparison (RFC 9110, 13.1.2)."""
    if not if_none_match:
        return False
    tags = [tag.removeprefix("W/") for tag in entity_tags(if_none_match)]
    return if_none_match.strip() == "*" or etag.removeprefix("W/") in tags
