"""An example of a request: of its model's own examples, else of what the sample data knows."""

import itertools
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

HOME = "4231 Sunnyside Ave N, Seattle, WA 98103"
KNOWN: dict[str, Any] = {
    "address": HOME,
    "q": HOME,
    "zip": "98103",
    "zip_code": "98103",
    "region": "98103",
    "lat": 47.6586,
    "lon": -122.3412,
    "email": "ann@example.com",
    "text": "A home in Seattle.",
}
BY_TYPE: dict[str, Any] = {"integer": 1, "number": 1.0, "boolean": True, "string": "Ann Lee"}
Schema = dict[str, Any]


def question_for(model: type[BaseModel]) -> dict[str, Any] | None:
    """A small question that ``model`` takes; None where none can be made up."""
    schema = model.model_json_schema()
    fields = {
        name: _example(name, field, schema.get("$defs", {}))
        for name, field in schema.get("properties", {}).items()
    }
    for names in _choices(list(fields), schema.get("required", [])):
        question = {name: fields[name] for name in names}
        if _is_taken(model, question):
            return question
    return None


def _choices(fields: list[str], required: list[str]) -> Iterator[list[str]]:
    """Names of fields to try: some models want one or two of those that may each be left out."""
    known = [name for name in fields if name in KNOWN and name not in required]
    others = [name for name in fields if name not in (*required, *known)]
    if not required:
        yield from ([name] for name in known)
    for size in range(3):
        for more in itertools.combinations([*known, *others], size):
            yield [*required, *more]


def _is_taken(model: type[BaseModel], question: dict[str, Any]) -> bool:
    try:
        model.model_validate(question)
    except ValidationError:
        return False
    return True


def _example(name: str, field: Schema, shapes: dict[str, Schema]) -> Any:
    field = _resolved(field, shapes)
    if field.get("examples"):
        return field["examples"][0]
    if name in KNOWN:
        return KNOWN[name]
    if "const" in field:
        return field["const"]
    if field.get("enum"):
        return field["enum"][0]
    if field.get("type") == "array":
        return [_example(name, field.get("items", {}), shapes)]
    if field.get("type") == "object":
        properties = field.get("properties", {})
        return {
            each: _example(each, properties[each], shapes) for each in field.get("required", ())
        }
    return field.get("minimum", BY_TYPE.get(str(field.get("type"))))


def _resolved(field: Schema, shapes: dict[str, Schema]) -> Schema:
    """A field's schema without references, and without the choice of being null."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return _resolved({**shapes[name], **_without(field, "$ref")}, shapes)
    for choice in field.get("anyOf", ()):
        if choice.get("type") != "null":
            return _resolved({**choice, **_without(field, "anyOf")}, shapes)
    return field


def _without(field: Schema, key: str) -> Schema:
    return {name: value for name, value in field.items() if name != key}
