"""Typed clients for other workers, over service bindings.

A service is declared next to the models that it carries, and used as a method::

    class ValuationService(Service, worker="valuation"):
        quick = Operation("POST", "/api/quick", QuickRequest, Estimate, deadline_ms=800)

    estimate = await ctx.services.valuation.quick(QuickRequest(address="…"))
"""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload
from urllib.parse import quote, urlencode

from pydantic import BaseModel, TypeAdapter, ValidationError

from .platform import PlatformError, fetched
from .problems import Problem

if TYPE_CHECKING:
    from .context import Context

Req = TypeVar("Req", bound=BaseModel)
Res = TypeVar("Res")
_RAISE: Any = object()
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
    ) -> None:
        super().__init__(status, detail)
        self.upstream_status = upstream_status
        self.problem = problem or {}


class Operation(Generic[Req, Res]):
    """One call that a service answers.

    For ``GET`` and ``DELETE`` the request's fields fill the path's placeholders and the rest become
    the query; otherwise the request is the JSON body (placeholders are filled from it too).
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
        self._in_path = tuple(_PLACEHOLDER.findall(path))
        self._adapter: TypeAdapter[Res] | None = None if response is None else TypeAdapter(response)

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, service: None, owner: type) -> "Operation[Req, Res]": ...
    @overload
    def __get__(self, service: "Service", owner: type) -> "Call[Req, Res]": ...
    def __get__(self, service: "Service | None", owner: type) -> Any:
        return self if service is None else Call(self, service)

    def address(self, request: Req) -> tuple[str, str | None]:
        """The path with query, and the body, that carry a request."""
        if self.method not in ("GET", "DELETE"):
            body = request.__pydantic_serializer__.to_json(request, by_alias=True).decode()
            return (
                self._fill(request.model_dump(mode="json")) if self._in_path else self.path
            ), body
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


class Service:
    """Base of the declared services. The binding is the worker's name in capitals."""

    worker = ""
    binding = ""

    def __init_subclass__(cls, *, worker: str) -> None:
        cls.worker = worker
        cls.binding = worker.upper().replace("-", "_")

    def __init__(self, ctx: "Context[Any]") -> None:
        self.ctx = ctx

    @classmethod
    def operations(cls) -> Iterator[Operation[Any, Any]]:
        """The operations in the order of their declaration."""
        return (value for value in vars(cls).values() if isinstance(value, Operation))


class Call(Generic[Req, Res]):
    """An operation of a service, ready to be called from one request."""

    __slots__ = ("_operation", "_service")

    def __init__(self, operation: Operation[Req, Res], service: Service) -> None:
        self._operation = operation
        self._service = service

    async def __call__(
        self,
        request: Req,
        *,
        fallback: Any = _RAISE,
        deadline_ms: int | None = None,
        idempotency_key: str | None = None,
    ) -> Res:
        """Make the call. Raises ``ServiceError``, or answers ``fallback`` if one is given."""
        operation, service = self._operation, self._service
        try:
            path, body = operation.address(request)
            answered = await service.ctx.bridge.fetch(
                self._target(),
                f"https://{service.worker}{path}",
                operation.method,
                self._headers(idempotency_key),
                body,
                deadline_ms or operation.deadline_ms,
            )
            status, text = fetched(answered)
            if status >= 400:
                raise self._refused(status, text)
            return operation.parse(text)
        except PlatformError as error:
            if fallback is _RAISE:
                raise self._unreachable(error) from error
            detail = self._unreachable(error).detail
        except ValidationError as error:
            if fallback is _RAISE:
                raise self._unexpected(status) from error
            detail = self._unexpected(status).detail
        except ServiceError as error:
            if fallback is _RAISE:
                raise
            detail = error.detail
        said = {"service": service.worker, "operation": operation.name, "error": detail}
        service.ctx.log.warning("fallback", **said)
        return fallback  # type: ignore[no-any-return]

    def _unexpected(self, status: int) -> ServiceError:
        worker, name = self._service.worker, self._operation.name
        detail = f"{worker} answered {name} with something unexpected."
        return ServiceError(502, detail, upstream_status=status)

    def _target(self) -> Any:
        ctx, name = self._service.ctx, self._service.binding
        binding = ctx.app.bindings[name]
        if binding is None:
            raise ServiceError(
                503, f"{ctx.app.name} has no binding {name}: add it to wrangler.jsonc."
            )
        return binding

    def _headers(self, key: str | None) -> str:
        ctx = self._service.ctx
        # By hand: every call pays for it, and neither value can hold a quote or a backslash.
        text = (
            '{"content-type":"application/json",'
            f'"x-request-id":"{ctx.request_id}","traceparent":"{ctx.traceparent}"'
        )
        if key is not None:
            text += f',"idempotency-key":{json.dumps(key)}'
        if self._operation.admin and (token := ctx.secret("ADMIN_TOKEN")):
            text += f',"authorization":{json.dumps(f"Bearer {token}")}'
        return text + "}"

    def _unreachable(self, error: PlatformError) -> ServiceError:
        worker = self._service.worker
        if error.is_deadline:
            return ServiceError(504, f"{worker} did not answer in time.")
        return ServiceError(503, f"{worker} can't be reached: {str(error).rstrip('.')}.")

    def _refused(self, status: int, text: str) -> ServiceError:
        try:
            problem = json.loads(text)
        except ValueError:
            problem = None
        said = problem.get("detail") if isinstance(problem, dict) else None
        detail = f"{self._service.worker} answered {status}" + (f": {said}" if said else ".")
        body = problem if isinstance(problem, dict) else None
        return ServiceError(502, detail, upstream_status=status, problem=body)
