"""What an imported worker declares, as JSON; imports edgekit, which `fleet.check.probe` watches."""

import inspect
import json
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter

from edgekit import App, schema
from edgekit.endpoints import Endpoint
from edgekit.parameters import Parameter
from edgekit.services import Operation, Service
from fleet.check.meanings import described

HANDLERS = ("on_fetch", "on_scheduled", "on_queue", "Default")


def describe(module: ModuleType, values: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What the entry module declares, and what is wrong with each set of vars in ``values``.

    Raises `TypeError` where it has no app.
    """
    app = getattr(module, "app", None)
    if not isinstance(app, App):
        raise TypeError("src/entry.py has no “app”: make one with edgekit.App(…).")
    return {
        "name": app.name,
        "handlers": [name for name in HANDLERS if hasattr(module, name)],
        "topics": sorted(app.topics),
        "queues": sorted(app.consumers),
        "lifetimes": [
            {"table": end.table, "over": end.over, "days": str(end.days)} for end in app.rows.ends
        ],
        "kept": app.rows.kept,
        "personal": [vars(data) for data in app.record.held],
        "nobody": app.record.nobody,
        "producers": {
            queue: consumer.producer for queue, consumer in sorted(app.consumers.items())
        },
        "tables": sorted(_tables(app)),
        "schema": schema.TABLES,
        "fallback": app.answers.fallback is not None,
        "routes": [_route(target) for _, _, target in app.router],
        "clients": [_client(name, service) for name, service in app.services.items()],
        "vars": described(app.vars_type),
        "faults": {name: app.vars_type(given.get).faults for name, given in values.items()},
        "openapi": json.loads(app.openapi()),
    }


def _tables(app: App) -> set[str]:
    """edgekit's tables that the app's declarations need."""
    used = {
        "outbox": bool(app.topics),
        "dead_letters": bool(app.replays),
        "effects": app.inbox is not None,
        "idempotency_keys": any(target.idempotent for _, _, target in app.router),
    }
    return {name for name, needed in used.items() if needed}


def _route(target: Endpoint) -> dict[str, Any]:
    body = target.body.adapter if target.body else None
    return {
        "method": target.method,
        "path": target.path,
        "body": _shape(body, "validation"),
        "result": _shape(target.result, "serialization"),
        "parameters": [_parameter(parameter) for parameter in target.signature.parameters],
        "admin": target.admin,
        "limit": target.limit,
        "daily_limit": target.daily_limit,
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    required = parameter.place == "path" or parameter.default is inspect.Parameter.empty
    return {"name": parameter.outer, "place": parameter.place, "required": required}


def _client(attribute: str, service: type[Service]) -> dict[str, Any]:
    return {
        "attribute": attribute,
        "worker": service.worker,
        "binding": service.binding,
        "operations": [_operation(operation) for operation in service.operations()],
    }


def _operation(operation: Operation[Any, Any]) -> dict[str, Any]:
    fields = operation.request.model_fields
    response = TypeAdapter(operation.response) if operation.response is not None else None
    return {
        "name": operation.name,
        "method": operation.method,
        "path": operation.path,
        "request": _shape(TypeAdapter(operation.request), "validation"),
        "response": _shape(response, "serialization"),
        "fields": {f.serialization_alias or name: f.is_required() for name, f in fields.items()},
        "admin": operation.admin,
    }


def _shape(adapter: TypeAdapter[Any] | None, mode: Any) -> dict[str, Any] | None:
    if adapter is None:
        return None
    type_ = adapter._type
    name = f"{type_.__module__}.{type_.__qualname__}" if isinstance(type_, type) else repr(type_)
    return {"name": name, "schema": adapter.json_schema(mode=mode)}
