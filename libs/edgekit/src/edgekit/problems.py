"""Errors of an HTTP API as ``application/problem+json`` (RFC 9457)."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from itertools import islice
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import from_json

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 1000  # of pydantic's; a megabyte can hold many more
MOST_READINGS = 50
_SHOULD_BE = "Input should be "

Way = tuple[str, ...]


class FieldError(NamedTuple):
    """One invalid member of a body or query: a JSON pointer (RFC 6901) and what is wrong."""

    pointer: str
    detail: str


class Problem(Exception):  # noqa: N818 - a problem is what RFC 9457 calls it
    """An error that is the client's to read: raise it in a handler and it becomes the answer.

    ``detail`` says in one sentence what happened and what to do; it is repeated in the member
    ``error``. Extra ``members`` are added to the body as they are.
    """

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        title: str | None = None,
        type: str = "about:blank",  # noqa: A002 - RFC 9457's own name
        **members: Any,
    ) -> None:
        self.status = status
        self.title = title or HTTPStatus(status).phrase
        self.detail = detail or self.title
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.type = type
        self.members = members
        super().__init__(f"{status} {self.detail}")

    def body(self, instance: str, request_id: str) -> str:
        """The problem as JSON text; ``instance`` is the path of the request."""
        members: dict[str, Any] = {
            "type": self.type,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "request_id": request_id,
            "error": self.detail,
        }
        if self.errors:
            members["errors"] = [error._asdict() for error in self.errors]
        return json.dumps({**members, **self.members}, ensure_ascii=False)


def from_invalid_json(error: ValidationError, what: str, text: str | bytes) -> Problem:
    """The problem for JSON that pydantic refused: 400 for what is none, else 422 with pointers."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "json_invalid" and not first["loc"]:
        reason = first["msg"].removeprefix("Invalid JSON: ")
        return Problem(400, f"The {what} is not valid JSON: {reason}.")
    return from_validation(error, what, from_json(text))


def from_validation(error: ValidationError, what: str, document: Any) -> Problem:
    """The problem 422 for a document that pydantic refused, with pointers that lead into it.

    ``what`` names the part of the request ("body", "query", …) in the sentence.
    """
    details = error.errors(include_url=False, include_context=False)[:MOST_ERRORS]
    errors = list(_field_errors(details, document))
    named = ", ".join(item.pointer or "/" for item in errors)
    return Problem(422, f"The {what} has invalid fields: {named}.", errors=errors)


def _field_errors(details: Iterable[Mapping[str, Any]], document: Any) -> Iterator[FieldError]:
    """One error a place: what a value might have been, of several types, is said together."""
    found: dict[Way, dict[str, None]] = {}
    for item in details:
        message = str(item["msg"]).removeprefix("Value error, ")
        found.setdefault(_way(item, document), {})[message] = None
    for way, messages in found.items():
        yield FieldError("".join("/" + _escape(part) for part in way), _one_of(list(messages)))


def _way(item: Mapping[str, Any], document: Any) -> Way:
    """The way into the document that pydantic's ``loc`` means.

    A ``loc`` also holds the names of a union's members, tags and ``[key]``, which may be called as
    a member of the document is: of all readings the one is meant that leads to the refused value.
    """
    loc = tuple(map(str, item["loc"]))
    given = len(loc) - (item["type"] == "missing")
    loc, missing = loc[:given], loc[given:]
    readings = islice(_readings(document, loc), MOST_READINGS)
    longest, end = next(readings)
    if end == item["input"]:
        return (*longest, *missing)
    meant = (way for way, end in readings if end == item["input"])
    return (*next(meant, longest), *missing)


def _readings(document: Any, loc: Way) -> Iterator[tuple[Way, Any]]:
    """All ways into the document by names out of ``loc``, the longest first, and their ends."""
    if not loc:
        yield (), document
        return
    name, rest = loc[0], loc[1:]
    if isinstance(document, dict) and name in document:
        yield from (((name, *way), end) for way, end in _readings(document[name], rest))
    elif isinstance(document, list | tuple) and name.isdecimal() and int(name) < len(document):
        yield from (((name, *way), end) for way, end in _readings(document[int(name)], rest))
    yield from _readings(document, rest)


def _one_of(messages: Sequence[str]) -> str:
    if len(messages) == 1 or not all(message.startswith(_SHOULD_BE) for message in messages):
        return "; ".join(messages)
    *most, last = (message.removeprefix(_SHOULD_BE) for message in messages)
    return f"{_SHOULD_BE}{', '.join(most)} or {last}"


def _escape(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
