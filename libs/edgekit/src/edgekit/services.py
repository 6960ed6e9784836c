"""Typed clients for other workers, over service bindings.

A service is declared next to the models that it carries, and used as a method::

    class ValuationService(Service, worker="valuation"):
        quick = Operation("POST", "/api/quick", QuickRequest, Estimate, deadline_ms=800)

    estimate = await ctx.services.valuation.quick(QuickRequest(address="…"))
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Generic, Protocol, TypeVar, overload
from urllib.parse import quote, urlencode

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import from_json

from .platform import NO_HEADERS, PlatformError, status_and_text
from .problems import Problem
from .responses import Relayed
from .scope import Scope

Req = TypeVar("Req", bound=BaseModel)
Res = TypeVar("Res")
Contra = TypeVar("Contra", bound=BaseModel, contravariant=True)
Co = TypeVar("Co", covariant=True)
_RAISE: Any = object()
RETRY_SECONDS = 60
NO_PLACE: Mapping[str, str] = {}
_PLACEHOLDER = re.compile(r"{(\w+)}")


class ServiceError(Problem):
    """Another worker failed: 502 (it answered badly), 503 (unreachable) or 504 (too late).

    ``problem`` is the body that it sent, when it was a problem of its own; ``upstream_status`` its
    status.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        upstream_status: int | None = None,
        problem: dict[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, headers=headers)
        self.upstream_status = upstream_status
        self.problem = problem or {}


class Operation(Generic[Req, Res]):
    """One call that a service answers.

    For ``GET`` and ``DELETE`` the request's fields fill the path's placeholders and the rest become
    the query; otherwise the request is the JSON body (placeholders are filled from it too), unless
    the path holds all of it.
    """

    def __init__(
        self,
        method: str,
        path: str,
        request: type[Req],
        response: type[Res] | None,
        *,
        deadline_ms: int = 2000,
        admin: bool = False,
    ) -> None:
        self.method = method
        self.path = path
        self.request = request
        self.response = response
        self.deadline_ms = deadline_ms
        self.admin = admin
        self.name = ""
        self._has_fields = bool(request.model_fields)
        self._in_path = tuple(_PLACEHOLDER.findall(path))
        whole = bool(self._in_path) and set(self._in_path) == set(request.model_fields)
        self._has_body = method not in ("GET", "DELETE") and not whole
        self._adapter: TypeAdapter[Res] | None = None if response is None else TypeAdapter(response)

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, service: None, owner: type) -> "Operation[Req, Res]": ...
    @overload
    def __get__(self, service: "Service", owner: type) -> "Call[Req, Res]": ...
    def __get__(self, service: "Service | None", owner: type) -> Any:
        return self if service is None else partial(self.call, service)

    def address(self, request: Req, place: Mapping[str, str] = NO_PLACE) -> tuple[str, str | None]:
        """The path with query, and the body, that carry a request; ``place`` fills the path too."""
        if self._has_body:
            body = request.__pydantic_serializer__.to_json(request, by_alias=True).decode()
            return (
                self._fill({**request.model_dump(mode="json"), **place})
                if self._in_path
                else self.path
            ), body
        if not self._has_fields:
            return self.path, None
        fields = request.__pydantic_serializer__.to_python(
            request, mode="json", by_alias=True, exclude_none=True
        )
        path = self._fill(fields) if self._in_path else self.path
        query = {name: value for name, value in fields.items() if name not in self._in_path}
        return (f"{path}?{urlencode(query)}" if query else path), None

    def _fill(self, fields: dict[str, Any]) -> str:
        return _PLACEHOLDER.sub(lambda match: quote(str(fields[match[1]]), safe=""), self.path)

    def parse(self, text: str) -> Res:
        """The answer out of its JSON text; raises pydantic's ``ValidationError``."""
        if self._adapter is None:
            return None  # type: ignore[return-value]
        answer: Res = self._adapter.validator.validate_json(text)
        return answer

    async def call(
        self,
        service: "Service",
        request: Req,
        *,
        fallback: Any = _RAISE,
        deadline_ms: int | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        place: Mapping[str, str] = NO_PLACE,
    ) -> Res:
        """Call any service. Raises ``ServiceError``, or answers ``fallback`` if one is given.

        ``if_match`` is the entity tag of the version that a change is meant for; ``place`` fills
        the path of a call whose body does not name what it is about.
        """
        ctx = service.ctx
        try:
            path, body = self.address(request, place)
            answered = await ctx.bridge.ask(
                ctx,
                service.target(),
                f"https://{service.worker}{path}",
                self.method,
                body,
                deadline_ms or self.deadline_ms,
                self._more_headers(ctx, idempotency_key, if_match),
            )
            status, text = status_and_text(answered)
            if status >= 400:
                raise service.refused(status, text)
            return self.parse(text)
        except PlatformError as error:
            if fallback is _RAISE:
                raise service.unreachable(error) from error
            detail = service.unreachable(error).detail
        except ValidationError as error:
            if fallback is _RAISE:
                raise service.unexpected(self.name, status) from error
            detail = service.unexpected(self.name, status).detail
        except ServiceError as error:
            if fallback is _RAISE:
                raise
            detail = error.detail
        said = {"service": service.worker, "operation": self.name, "error": detail}
        ctx.log.warning("fallback", **said)
        return fallback  # type: ignore[no-any-return]

    def _more_headers(self, ctx: Scope, key: str | None, if_match: str | None) -> Mapping[str, str]:
        if key is None and if_match is None and not self.admin:
            return NO_HEADERS
        headers = {}
        if key is not None:
            headers["idempotency-key"] = key
        if if_match is not None:
            headers["if-match"] = if_match
        if self.admin and (token := ctx.secret("ADMIN_TOKEN")):
            headers["authorization"] = f"Bearer {token}"
        return headers


class Call(Protocol[Contra, Co]):
    """An operation of a service, ready to be called from one request."""

    async def __call__(
        self,
        request: Contra,
        *,
        fallback: Any = _RAISE,
        deadline_ms: int | None = None,
        idempotency_key: str | None = None,
        if_match: str | None = None,
        place: Mapping[str, str] = NO_PLACE,
    ) -> Co:
        """Make the call; see ``Operation.call``."""


class Service:
    """Base of the declared services. The binding is the worker's name in capitals."""

    worker = ""
    binding = ""

    def __init_subclass__(cls, *, worker: str) -> None:
        cls.worker = worker
        cls.binding = worker.upper().replace("-", "_")

    def __init__(self, ctx: Scope) -> None:
        self.ctx = ctx

    @classmethod
    def operations(cls) -> Iterator[Operation[Any, Any]]:
        """The operations in the order of their declaration."""
        return (value for value in vars(cls).values() if isinstance(value, Operation))

    def target(self) -> Any:
        """The binding; raises ``ServiceError`` where there is none."""
        worker = self.ctx.worker
        binding = worker.bindings[self.binding]
        if binding is None:
            raise ServiceError(
                503, f"{worker.name} has no binding {self.binding}: add it to wrangler.jsonc."
            )
        return binding

    async def forward(
        self,
        path: str,
        *,
        deadline_ms: int,
        dropped: str,
        kept_back: str,
        headers: Mapping[str, str],
    ) -> Relayed:
        """Pass the request on to ``path`` (with its query), and its answer back, as streams.

        See ``Bridge.forward``. Raises ``ServiceError`` 503 or 504 where nothing is answered.
        """
        ctx, url = self.ctx, f"https://{self.worker}{path}"
        target, filters = self.target(), (dropped, kept_back)
        try:
            answer = await ctx.bridge.forward(ctx, target, url, deadline_ms, *filters, headers)
        except PlatformError as error:
            raise self.unreachable(error) from error
        return Relayed(answer.body, answer.status, answer.lines)

    def unreachable(self, error: PlatformError) -> ServiceError:
        """The error for a call that was not answered; what the platform said of it is logged."""
        if error.is_deadline:
            return self.late()
        self.ctx.log.warning("unreachable", service=self.worker, error=str(error))
        detail = f"{self.worker} can't be reached right now; try again in a minute."
        return ServiceError(503, detail, headers={"Retry-After": str(RETRY_SECONDS)})

    def late(self) -> ServiceError:
        """The error for a call whose time is over."""
        return ServiceError(504, f"{self.worker} did not answer in time.")

    def unexpected(self, operation: str, status: int) -> ServiceError:
        """The error for an answer that is not what the operation declares."""
        detail = f"{self.worker} answered {operation} with something unexpected."
        return ServiceError(502, detail, upstream_status=status)

    def refused(self, status: int, text: str) -> ServiceError:
        """The error for an answer that is a problem, or says by its status that it is one."""
        try:
            problem = from_json(text)
        except ValueError:
            problem = None
        said = problem.get("detail") if isinstance(problem, dict) else None
        detail = f"{self.worker} answered {status}" + (f": {said}" if said else ".")
        body = problem if isinstance(problem, dict) else None
        return ServiceError(502, detail, upstream_status=status, problem=body)


def bound(services: Mapping[str, type[Service]]) -> Callable[[Scope], Any]:
    """A class of what a worker may call: made of a request, it has a service under each name."""

    class Bound:
        __slots__ = ("ctx",)

        def __init__(self, ctx: Scope) -> None:
            self.ctx = ctx

        def __getattr__(self, name: str) -> Service:
            raise AttributeError(f"{self.ctx.worker.name} declares no service {name}.")

    for name, service in services.items():
        setattr(Bound, name, _member(service))
    return Bound


def _member(service: type[Service]) -> property:
    return property(lambda bound: service(bound.ctx))
