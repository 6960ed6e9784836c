"""A handler's parameters, read from its annotations once, when the route is added."""

import inspect
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model

from .context import Context
from .dates import IsoDate
from .platform.byte_stream import ByteStream
from .problems import Problem, from_validation


@dataclass(frozen=True)
class Header:
    """Marks a parameter that comes from a header: ``Annotated[str, Header("If-Match")]``."""

    name: str


@dataclass(frozen=True)
class Query:
    """Gives a query parameter another name than Python's: ``Annotated[date, Query("from")]``."""

    name: str


@dataclass(frozen=True)
class Body:
    """Names a body's media types; ``*/*`` takes any. A ``str`` or ``bytes`` body comes raw.

    A ``ByteStream`` is not read at all before the handler does, so that nothing is too large.
    """

    media_types: str = "*/*"


@dataclass(frozen=True)
class BodySpec:
    """How a body is read: its media types, and its validator unless it is raw.

    One that is ``optional``, as its type has ``None`` in it, may be empty. One that is ``streamed``
    is left to the handler.
    """

    name: str
    media_types: tuple[str, ...]
    binary: bool
    adapter: TypeAdapter[Any] | None
    optional: bool = False
    streamed: bool = False

    def accepts(self, content_type: str) -> bool:
        """Whether a ``Content-Type`` is one of those that the handler takes."""
        media_type = content_type.partition(";")[0].strip().lower()
        if not media_type or "*/*" in self.media_types or media_type in self.media_types:
            return True
        return self.adapter is not None and media_type.endswith("+json")


@dataclass(frozen=True)
class Parameter:
    """A path, query or header parameter as the outside names it."""

    name: str
    place: str
    outer: str
    annotation: Any
    default: Any


@dataclass(frozen=True)
class Signature:
    """What a handler takes and gives.

    ``positional`` names what can be given in this order, if that is all that there is.
    """

    body: BodySpec | None
    parameters: tuple[Parameter, ...]
    context: str | None
    result: Any
    model: type[BaseModel] | None
    positional: tuple[str, ...] | None

    def values(self, ctx: Context[Any]) -> dict[str, Any]:
        """The validated path, query and header parameters; raises ``Problem`` 422."""
        model = self.model
        if model is None:
            return {}
        raw: dict[str, Any] = (
            dict(parse_qsl(ctx.query, keep_blank_values=True)) if ctx.query else {}
        )
        raw.update(ctx.path_parameters)
        for parameter in self.parameters:
            if parameter.place == "header":
                value = ctx.header(parameter.outer)
                if value is not None:
                    raw[parameter.outer] = value
        try:
            found = model.__pydantic_validator__.validate_python(raw)
        except ValidationError as error:
            raise from_validation(error, "query or path", raw) from error
        return dict(found)


def signature_of(handler: Callable[..., Any], path: str) -> Signature:
    """Read a handler's annotations. Raises ``TypeError`` where one is missing."""
    hints = get_type_hints(handler, include_extras=True)
    body: BodySpec | None = None
    context: str | None = None
    parameters: list[Parameter] = []
    declared = inspect.signature(handler).parameters
    for name, parameter in declared.items():
        if name not in hints:
            raise TypeError(f"The parameter {name} of {handler.__qualname__} has no annotation.")
        annotation = hints[name]
        if annotation is Context or get_origin(annotation) is Context:
            context = name
        elif (spec := _body(name, annotation)) is not None:
            body = spec
        else:
            parameters.append(_parameter(name, annotation, parameter.default, path))
    model = _model(handler.__name__, parameters) if parameters else None
    named = any(parameter.kind is parameter.KEYWORD_ONLY for parameter in declared.values())
    positional = None if named else tuple(declared)
    return Signature(body, tuple(parameters), context, hints.get("return"), model, positional)


def _body(name: str, annotation: Any) -> BodySpec | None:
    plain, marks = _unannotated(annotation)
    for mark in marks:
        if isinstance(mark, Body):
            types_ = tuple(part.strip() for part in mark.media_types.split(","))
            raw, streamed = plain in (str, bytes, ByteStream), plain is ByteStream
            adapter = None if raw else TypeAdapter(annotation)
            return BodySpec(name, types_, plain is bytes, adapter, streamed=streamed)
    if name != "body" and not _holds_model(plain):
        return None
    optional = types.NoneType in get_args(plain)
    return BodySpec(name, ("application/json",), False, TypeAdapter(annotation), optional)


def _holds_model(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return True
    if get_origin(annotation) in (Union, types.UnionType, list):
        return any(_holds_model(_unannotated(part)[0]) for part in get_args(annotation))
    return False


def _unannotated(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    if get_origin(annotation) is Annotated:
        plain, *marks = get_args(annotation)
        return plain, tuple(marks)
    return annotation, ()


def _parameter(name: str, annotation: Any, default: Any, path: str) -> Parameter:
    annotation = _with_iso_dates(annotation)
    _, marks = _unannotated(annotation)
    if f"{{{name}}}" in path:
        return Parameter(name, "path", name, annotation, default)
    for mark in marks:
        if isinstance(mark, Header):
            return Parameter(name, "header", mark.name, annotation, default)
        if isinstance(mark, Query):
            return Parameter(name, "query", mark.name, annotation, default)
    return Parameter(name, "query", name, annotation, default)


def _with_iso_dates(annotation: Any) -> Any:
    if annotation is date:
        return IsoDate
    if get_origin(annotation) in (Union, types.UnionType):
        parts = tuple(_with_iso_dates(part) for part in get_args(annotation))
        return Union[parts]  # noqa: UP007 - built at run time
    if get_origin(annotation) is Annotated:
        plain, *marks = get_args(annotation)
        return Annotated[_with_iso_dates(plain), *marks]
    return annotation


def _model(name: str, parameters: list[Parameter]) -> type[BaseModel]:
    fields: Mapping[str, Any] = {
        parameter.name: (
            parameter.annotation,
            Field(
                default=... if parameter.default is inspect.Parameter.empty else parameter.default,
                validation_alias=parameter.outer,
            ),
        )
        for parameter in parameters
    }
    return create_model(f"{name}_parameters", __config__=ConfigDict(extra="ignore"), **fields)


def unsupported_media_type(spec: BodySpec, content_type: str) -> Problem:
    """The problem for a body of a type that the handler does not take."""
    wanted = " or ".join(spec.media_types)
    return Problem(415, f"The body is {content_type.partition(';')[0]}; send {wanted}.")
