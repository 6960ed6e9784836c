"""OpenAPI 3.1 out of the handlers' own types."""

import inspect
import json
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import TypeAdapter

from .endpoints import Endpoint
from .idempotency import MAX_KEY_LENGTH
from .parameters import Parameter
from .problems import MEDIA_TYPE
from .responses import HTML
from .routing import Router

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
REF = "#/components/schemas/{model}"
Content = dict[str, Any]
Keyed = list[tuple[tuple[str, str], Literal["validation", "serialization"], TypeAdapter[Any]]]

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "An error (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "request_id", "error"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "error": {"type": "string", "description": "The same text as detail."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


def document(router: Router[Endpoint], info: dict[str, str], *, paged: bool = False) -> str:
    """The document of the routes, as JSON text; ``info`` is its Info Object.

    ``paged`` says that a problem is a page (HTML) for who asks for one.
    """
    endpoints = [target for _, _, target in router if not target.hidden]
    schemas, definitions = _schemas(endpoints)
    problem: Content = {MEDIA_TYPE: {"schema": {"$ref": REF.format(model="Problem")}}}
    if paged:
        problem[HTML] = {"schema": {}}
    paths: dict[str, dict[str, Any]] = {}
    for target in endpoints:
        operation = _operation(target, schemas, problem)
        paths.setdefault(target.path, {})[target.method.lower()] = operation
    components: dict[str, Any] = {"schemas": {**definitions, "Problem": PROBLEM}}
    schemes = {name: scheme for target in endpoints for name, scheme in _ways_in(target)}
    if schemes:
        components["securitySchemes"] = schemes
    return json.dumps({"openapi": "3.1.0", "info": info, "paths": paths, "components": components})


def _schemas(endpoints: list[Endpoint]) -> tuple[dict[tuple[str, str], Any], dict[str, Any]]:
    """Each endpoint's body, parameters and result, with their shared definitions apart."""
    keyed: Keyed = []
    for target in endpoints:
        if target.body and target.body.adapter:
            keyed.append(((_key(target), "body"), "validation", target.body.adapter))
        if target.result:
            keyed.append(((_key(target), "result"), "serialization", target.result))
        for parameter in target.signature.parameters:
            adapter = TypeAdapter(parameter.annotation)
            keyed.append(((_key(target), parameter.outer), "validation", adapter))
    found, schema = TypeAdapter.json_schemas(keyed, ref_template=REF)
    return {key: value for (key, _), value in found.items()}, schema.get("$defs", {})


def _key(target: Endpoint) -> str:
    return f"{target.method} {target.path}"


def _operation(
    target: Endpoint, schemas: dict[tuple[str, str], Any], problem: Content
) -> dict[str, Any]:
    key = _key(target)
    operation: dict[str, Any] = {
        "operationId": target.handler.__name__,
        "summary": target.summary,
        "description": target.description,
        "parameters": [_parameter(p, schemas[key, p.outer]) for p in target.signature.parameters],
        "responses": _responses(target, schemas.get((key, "result")), problem),
    }
    if target.idempotent:
        operation["parameters"].append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "schema": {"type": "string", "minLength": 1, "maxLength": MAX_KEY_LENGTH},
            }
        )
    if target.body:
        schema = schemas.get((key, "body"))
        content = {kind: {"schema": _body(kind, schema)} for kind in target.body.media_types}
        operation["requestBody"] = {"required": not target.body.optional, "content": content}
    if target.is_private:
        operation["security"] = [{name: []} for name, _ in _ways_in(target)]
    if target.tags:
        operation["tags"] = list(target.tags)
    return operation


def _body(media_type: str, schema: dict[str, Any] | None) -> dict[str, Any]:
    if not schema:
        return _raw(media_type)
    # A form's fields are texts, whatever they are in JSON.
    return _raw(media_type) | {"minProperties": 1} if media_type in FORMS else schema


def _raw(media_type: str) -> dict[str, Any]:
    """What can be said of a body that the handler reads itself."""
    if media_type in FORMS:
        return {"type": "object", "additionalProperties": {"type": "string"}}
    return {"type": "string"}


def _ways_in(target: Endpoint) -> Iterator[tuple[str, dict[str, str]]]:
    """The ways to open a private endpoint; any of them will do."""
    if target.is_private:
        yield "admin", {"type": "http", "scheme": "bearer"}
    if target.session is not None:
        yield "session", {"type": "apiKey", "in": "cookie", "name": target.session}


def _parameter(parameter: Parameter, schema: dict[str, Any]) -> dict[str, Any]:
    required = parameter.place == "path" or parameter.default is inspect.Parameter.empty
    described = dict(schema)
    if not required and parameter.default is not None:
        described["default"] = parameter.default
    return {
        "name": parameter.outer,
        "in": parameter.place,
        "required": required,
        "schema": described,
    }


def _responses(target: Endpoint, schema: Any, problem: Content) -> dict[str, Any]:
    """Each status with what it is answered as: more than one, where it has more than one cause."""
    told: Content = {target.media_type: {"schema": schema or {}}}
    contents: dict[int, Content] = {status: dict(told) for status in (target.status, *target.also)}
    for status in sorted(_error_statuses(target)):
        contents[status] = {**contents.get(status, {}), **problem}
    return {
        str(status): _response(
            status, target.summary if status == target.status else _phrase(status), content
        )
        for status, content in contents.items()
    }


def _response(status: int, description: str, content: Content) -> dict[str, Any]:
    body = {} if status in (204, 304) else {"content": content}
    return {"description": description, **body}


def _error_statuses(target: Endpoint) -> set[int]:
    statuses = {500, *target.errors}
    if target.body:
        statuses |= {400, 413, 415}
        statuses |= {422} if target.body.adapter else set()
    if target.signature.parameters:
        statuses.add(422)
    if target.is_private:
        statuses |= {401, 403}
    if target.limit or target.daily_limit or target.is_private:
        statuses.add(429)
    if target.idempotent:
        statuses |= {409, 422}
    return statuses


def _phrase(status: int) -> str:
    from http import HTTPStatus

    return HTTPStatus(status).phrase
