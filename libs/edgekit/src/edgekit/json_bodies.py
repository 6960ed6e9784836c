"""JSON bodies, taken as the schema in OpenAPI has them: a number in quotes is a text.

That is pydantic's strict mode, but for one thing: JSON has only one kind of number, so that ``3.0``
is an integer where one is wanted.
"""

import json
from typing import Any
from urllib.parse import parse_qsl

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from .problems import Problem, from_invalid_json

MOST_EXACT = 1 << 53
"""Up to here each whole number has a float of its own."""


FORM = "application/x-www-form-urlencoded"


def is_form(content_type: str) -> bool:
    """Whether a body is a form's fields, as a browser's ``URLSearchParams`` is."""
    return content_type.partition(";")[0].strip().lower() == FORM


def of_form(text: str) -> str:
    """A form's fields as a JSON object of texts; of one that comes twice the last counts.

    Raises ``Problem`` 400 for what is no form: ``name=value``, with ``&`` between.
    """
    try:
        fields = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True))
    except ValueError as error:
        raise Problem(400, "The body is no form: send name=value, with & between.") from error
    return json.dumps(fields, ensure_ascii=False)


def validated(adapter: TypeAdapter[Any], text: str) -> Any:
    """The body's value; raises ``Problem`` 400 for what is no JSON, 422 for invalid fields."""
    if "NaN" in text or "Infinity" in text:
        _refuse_words(text)
    try:
        return adapter.validator.validate_json(text, strict=True)
    except ValidationError as error:
        invalid = error
    rewritten = _rewritten(text)
    if rewritten is not None:
        try:
            return adapter.validator.validate_json(rewritten, strict=True)
        except ValidationError as error:
            text, invalid = rewritten, error
    raise from_invalid_json(invalid, "body", text) from invalid


def _refuse_words(text: str) -> None:
    """pydantic reads ``NaN`` and ``Infinity`` as numbers; RFC 8259 does not."""
    try:
        from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise Problem(400, f"The body is not valid JSON: {error}.") from error


def _rewritten(text: str) -> str | None:
    """The same JSON with whole numbers as integers; ``None`` for what is no JSON."""
    try:
        document = from_json(text)
    except ValueError:
        return None
    # pydantic's to_json goes less deep than from_json: under Pyodide not 150 levels.
    return json.dumps(with_integers(document), ensure_ascii=False)


def with_integers(value: Any) -> Any:
    """A JSON value with its whole numbers as integers."""
    if isinstance(value, float) and value.is_integer() and abs(value) <= MOST_EXACT:
        return int(value)
    if isinstance(value, list):
        return [with_integers(item) for item in value]
    if isinstance(value, dict):
        return {name: with_integers(item) for name, item in value.items()}
    return value
