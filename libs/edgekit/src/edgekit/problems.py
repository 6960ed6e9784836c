"""Errors of an HTTP API as ``application/problem+json`` (RFC 9457)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from pydantic import ValidationError

MEDIA_TYPE = "application/problem+json"


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


def from_validation(error: ValidationError, what: str) -> Problem:
    """The problem for input that pydantic refused: 400 for malformed JSON, else 422 with pointers.

    ``what`` names the part of the request ("body", "query", …) in the sentence.
    """
    details = error.errors(include_url=False, include_context=False, include_input=False)
    if any(item["type"] == "json_invalid" for item in details):
        reason = details[0]["msg"].removeprefix("Invalid JSON: ")
        return Problem(400, f"The {what} is not valid JSON: {reason}.")
    errors = list(_field_errors(details))
    named = ", ".join(dict.fromkeys(item.pointer or "/" for item in errors))
    return Problem(422, f"The {what} has invalid fields: {named}.", errors=errors)


def _field_errors(details: Iterable[Mapping[str, Any]]) -> Iterable[FieldError]:
    for item in details:
        pointer = "".join("/" + _escape(str(part)) for part in item["loc"])
        yield FieldError(pointer, str(item["msg"]).removeprefix("Value error, "))


def _escape(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
