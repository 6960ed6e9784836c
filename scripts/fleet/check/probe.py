"""Imports workers, one after the other, and prints what each declares as one line of JSON.

Run as ``python -m fleet.check.probe ROOT ENTRY…`` by `fleet.check.apps`. A worker's own modules
leave ``sys.modules`` after it, so that each one is imported as if it were alone.
"""

import contextlib
import importlib.util
import inspect
import json
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter

from edgekit import App
from edgekit.endpoints import Endpoint
from edgekit.parameters import Parameter
from edgekit.services import Operation, Service
from fleet.check.entropy import EntropyWatch

HANDLERS = ("on_fetch", "on_scheduled", "on_queue", "Default")


def main(root: Path, entries: list[Path]) -> None:
    """Print what the workers with these entry files declare, keyed by entry file."""
    watch = EntropyWatch([root / "workers", root / "libs"])
    with contextlib.redirect_stdout(sys.stderr), watch:
        found = {str(entry): probe(entry, watch) for entry in entries}
    print(json.dumps(found))


def probe(entry: Path, watch: EntropyWatch) -> dict[str, Any]:
    """Import one worker and describe it; a failure is part of the description."""
    watch.calls.clear()
    try:
        with _imported(entry) as module:
            described = _describe(module)
    except Exception as error:
        described = {"failure": _failure(error, entry)}
    return {**described, "randomness": [call._asdict() for call in watch.calls]}


@contextlib.contextmanager
def _imported(entry: Path) -> Iterator[ModuleType]:
    folder = str(entry.parent)
    sys.path.insert(0, folder)
    before = set(sys.modules)
    try:
        yield _load(entry)
    finally:
        sys.path.remove(folder)
        for name in set(sys.modules) - before:
            if (getattr(sys.modules[name], "__file__", None) or "").startswith(folder):
                del sys.modules[name]


def _load(entry: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(entry.stem, entry)
    if spec is None or spec.loader is None:
        raise ImportError(f"{entry} is not a Python file.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[entry.stem] = module
    spec.loader.exec_module(module)
    return module


def _describe(module: ModuleType) -> dict[str, Any]:
    app = getattr(module, "app", None)
    if not isinstance(app, App):
        raise TypeError("src/entry.py has no “app”: make one with edgekit.App(…).")
    return {
        "name": app.name,
        "handlers": [name for name in HANDLERS if hasattr(module, name)],
        "topics": sorted(app.topics),
        "queues": sorted(app.consumers),
        "routes": [_route(target) for _, _, target in app.router],
        "clients": [_client(name, service) for name, service in app.services.items()],
        "openapi": json.loads(app.openapi()),
    }


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


def _failure(error: Exception, entry: Path) -> dict[str, Any]:
    """The reason in one sentence, and the last line of ours on the way to it."""
    if isinstance(error, SyntaxError) and error.filename:
        return {"reason": f"{error.msg}", "path": error.filename, "line": error.lineno or 1}
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(str(entry.parent))
    ]
    path, line = (own[-1].filename, own[-1].lineno) if own else (str(entry), 1)
    reason = f"{type(error).__name__}: {error}".splitlines()[0]
    return {"reason": reason, "path": path, "line": line or 1}


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]])
