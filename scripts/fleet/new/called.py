"""A worker that a new one calls: its typed service, and the operation that is its main request."""

import importlib
import json
import pkgutil
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pydantic import BaseModel

import contracts
from edgekit import Operation, Service
from fleet import main_requests
from fleet.check.bindings import binding_name
from fleet.main_requests import MainRequest
from fleet.project import Fleet, ProjectError

PLACEHOLDER = re.compile(r"\\{(\w+)\\}")  # in an escaped path
NUMBER, DAY = "4231", "2026-11-01"


class _Undeclared(Service, worker=""):
    """The service of a worker that declares none: it has no operations."""


@dataclass(frozen=True)
class Called:
    """An operation of another worker, and a question that it understands."""

    worker: str
    service: type[Service]
    operation: "Operation[Any, Any]"
    question: dict[str, Any]

    @property
    def attribute(self) -> str:
        """Its name in the class ``Services``."""
        return self.worker.replace("-", "_")

    @property
    def binding(self) -> str:
        """Its name in ``wrangler.jsonc``."""
        return binding_name(self.worker)

    @property
    def title(self) -> str:
        """Its name as a part of a class's."""
        return self.service.__name__.removesuffix("Service")


def find(fleet: Fleet, worker: str) -> Called:
    """The operation of a worker that sends its main request.

    Raises `ProjectError` where there is no such worker, or contracts declare no such operation.
    """
    [chosen] = fleet.select([worker])
    request = main_requests.read(chosen.folder)
    service = _services().get(worker, _Undeclared)
    for operation in service.operations():
        match = _path(operation).fullmatch(request.route_path)
        if operation.method == request.method and match and _is_a_model(operation.response):
            return Called(worker, service, operation, _question(request, match.groupdict()))
    raise ProjectError(
        f"libs/contracts declares no operation {request.method} {request.route_path} of {worker}, "
        f'with a model as its answer: add it to the class …(Service, worker="{worker}").'
    )


def _path(operation: Operation[Any, Any]) -> re.Pattern[str]:
    return re.compile(PLACEHOLDER.sub(r"(?P<\1>[^/]+)", re.escape(operation.path)))


def _question(request: MainRequest, in_path: dict[str, str]) -> dict[str, Any]:
    """The fields of a request, wherever they stand in it."""
    query = dict(parse_qsl(urlsplit(request.path).query))
    body: dict[str, Any] = json.loads(_filled(request.body or "{}"))
    return {**{name: _filled(text) for name, text in {**in_path, **query}.items()}, **body}


def _filled(text: str) -> str:
    """A part of a request with a number and a date in it."""
    return text.replace("{n}", NUMBER).replace("{day}", DAY)


def _is_a_model(response: Any) -> bool:
    """Whether a name alone is its type: not of a generic model such as ``Page[Article]``."""
    is_model = isinstance(response, type) and issubclass(response, BaseModel)
    return is_model and "[" not in response.__name__


def _services() -> dict[str, type[Service]]:
    """All services that contracts declare, by worker."""
    for module in pkgutil.iter_modules(contracts.__path__):
        importlib.import_module(f"contracts.{module.name}")
    declared = (each for each in Service.__subclasses__() if _is_of_contracts(each))
    return {service.worker: service for service in declared}


def _is_of_contracts(service: type[Service]) -> bool:
    return service.__module__.startswith(f"{contracts.__name__}.")
