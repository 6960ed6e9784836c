"""A handler with everything that can be known before a request: all work that import can do."""

import types
from collections.abc import Callable
from dataclasses import dataclass, field
from inspect import cleandoc
from typing import Any, Union, get_args, get_origin

from pydantic import TypeAdapter

from . import idempotency
from .auth import require_bearer
from .context import Context
from .daily_limit import DailyLimit
from .parameters import BodySpec, Signature, signature_of
from .rate_limits import check_limit
from .responses import JSON, TEXT, Json, Response

MAX_BODY = 1 << 20
Guard = Callable[[Context[Any]], None]
"""Looks at a request before its body is read, and raises ``Problem`` for one that may not."""


@dataclass
class Endpoint:
    """One route's handler and what it declares; ``invoke(ctx, body)`` calls it.

    ``admin`` wants the admin token; ``internal`` wants it of all but other workers. ``guard`` is
    asked before the body is read, whatever else the handler itself looks at. ``session`` names a
    cookie that opens the route as well as the token does; the handler itself looks at both. What
    any of them opens is kept by no cache.

    ``limit`` names a rate-limit binding, which counts calls a minute and client; ``daily_limit`` a
    var with the calls that a client may make in a UTC day (see ``DailyLimit``). ``also`` are
    statuses beside ``status`` with the same body (304 has none), ``errors`` those of problems
    beyond what the declaration itself makes possible.
    """

    method: str
    path: str
    handler: Callable[..., Any]
    signature: Signature
    status: int = 200
    admin: bool = False
    internal: bool = False
    guard: Guard | None = None
    session: str | None = None
    limit: str | None = None
    daily_limit: str | None = None
    idempotent: bool = False
    max_body: int = MAX_BODY
    also: tuple[int, ...] = ()
    errors: tuple[int, ...] = ()
    tags: tuple[str, ...] = ()
    media_type: str = JSON
    hidden: bool = False
    is_private: bool = field(init=False)
    result: TypeAdapter[Any] | None = field(init=False, default=None)
    body: BodySpec | None = field(init=False, default=None)
    invoke: Callable[[Context[Any], Any], Any] = field(init=False)

    def __post_init__(self) -> None:
        self.is_private = self.admin or self.internal or self.session is not None
        if self.admin or self.internal:
            self.guard = _of_outsiders if self.internal else _of_all
        self.body = self.signature.body
        annotation = _without_response(self.signature.result)
        if annotation is str:
            self.media_type = TEXT
        elif annotation is not None:
            self.result = TypeAdapter(annotation)
        self.invoke = self._composed()

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return cleandoc(self.handler.__doc__ or self.handler.__name__).partition("\n")[0]

    @property
    def description(self) -> str:
        """The handler's docstring."""
        return cleandoc(self.handler.__doc__ or "")

    def text(self, value: Any) -> Any:
        """A handler's value as the body of an answer."""
        # isinstance asks pydantic's metaclass, which takes longer than to serialize a small model.
        serializer = getattr(type(value), "__pydantic_serializer__", None)
        if serializer is not None:
            return serializer.to_json(value, by_alias=True).decode()
        if self.result is None:
            return value
        return self.result.serializer.to_json(value, by_alias=True).decode()

    def _composed(self) -> Callable[[Context[Any], Any], Any]:
        invoke = self._plain()
        if self.idempotent:
            invoke = self._once(invoke)
        if self.daily_limit:
            invoke = self._daily_limited(invoke, DailyLimit(self.daily_limit))
        if self.limit:
            invoke = self._limited(invoke, self.limit)
        return invoke

    def _plain(self) -> Callable[[Context[Any], Any], Any]:
        handler, signature = self.handler, self.signature
        body, context = self.body.name if self.body else None, signature.context
        # Without a dictionary of arguments, a call is a good deal shorter.
        match signature.positional:
            case ():
                return lambda ctx, _: handler()
            case (only,) if only == context:
                return lambda ctx, _: handler(ctx)
            case (only,) if only == body:
                return lambda _, data: handler(data)
            case (first, second) if (first, second) == (body, context):
                return lambda ctx, data: handler(data, ctx)

        def invoke(ctx: Context[Any], data: Any) -> Any:
            values = signature.values(ctx)
            if body is not None:
                values[body] = data
            if context is not None:
                values[context] = ctx
            return handler(**values)

        return invoke

    def _once(
        self, invoke: Callable[[Context[Any], Any], Any]
    ) -> Callable[[Context[Any], Any], Any]:
        async def once(ctx: Context[Any], data: Any) -> Any:
            key = ctx.header("idempotency-key")
            if key is None:
                return await _awaited(invoke(ctx, data))

            async def answer() -> Response:
                value = await _awaited(invoke(ctx, data))
                if isinstance(value, Response):
                    return value
                return Json(self.text(value), status=self.status)

            return await idempotency.once(ctx, key, answer)

        return once

    def _limited(
        self, invoke: Callable[[Context[Any], Any], Any], limiter: str
    ) -> Callable[[Context[Any], Any], Any]:
        async def counted(ctx: Context[Any], data: Any) -> Any:
            await check_limit(ctx, limiter, ctx.client_ip)
            return await _awaited(invoke(ctx, data))

        def limited(ctx: Context[Any], data: Any) -> Any:
            # Another worker is not counted: what answers it at once need not become a task.
            return counted(ctx, data) if ctx.client_ip else invoke(ctx, data)

        return limited

    def _daily_limited(
        self, invoke: Callable[[Context[Any], Any], Any], limit: DailyLimit
    ) -> Callable[[Context[Any], Any], Any]:
        async def daily_limited(ctx: Context[Any], data: Any) -> Any:
            await limit.check(ctx)
            return await _awaited(invoke(ctx, data))

        return daily_limited


def _of_all(ctx: Context[Any]) -> None:
    require_bearer(ctx.authorization, ctx.secret("ADMIN_TOKEN"))


def _of_outsiders(ctx: Context[Any]) -> None:
    """A call over a binding has no client's address; one from the internet always has."""
    if ctx.client_ip:
        _of_all(ctx)


async def _awaited(value: Any) -> Any:
    return await value if type(value) is types.CoroutineType else value


def _without_response(annotation: Any) -> Any:
    """The part of a result's annotation with a schema: not ``Response``, not ``None``."""
    if annotation in (None, types.NoneType, Any):
        return None
    if isinstance(annotation, type) and issubclass(annotation, Response):
        return None
    if get_origin(annotation) not in (Union, types.UnionType):
        return annotation
    kept = [part for part in get_args(annotation) if _without_response(part) is not None]
    if not kept:
        return None
    return kept[0] if len(kept) == 1 else Union[tuple(kept)]  # noqa: UP007 - built at run time


def endpoint(
    method: str, path: str, handler: Callable[..., Any], options: dict[str, Any]
) -> Endpoint:
    """Read a handler and make its endpoint; raises ``TypeError`` for a missing annotation."""
    status = options.pop("status", None) or 200
    return Endpoint(method, path, handler, signature_of(handler, path), status, **options)
