"""A worker that a new one calls: its typed service, and the operation that is called."""

import importlib
import pkgutil
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

import contracts
from edgekit import Operation, Service
from fleet.check.bindings import binding_name
from fleet.new.questions import question_for
from fleet.project import Fleet, ProjectError


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
    """The first operation of a worker that anybody may call and that answers with a model.

    Raises `ProjectError` where there is no such worker, service, operation or question.
    """
    fleet.select([worker])
    service = _services().get(worker)
    if service is None:
        message = f"libs/contracts declares no service of {worker}: add class …(Service, "
        raise ProjectError(f'{message}worker="{worker}") beside its models.')
    for each in service.operations():
        question = None if each.admin else question_for(each.request)
        if question is not None and _is_a_model(each.response):
            return Called(worker, service, each, question)
    raise ProjectError(
        f"{service.__name__} has no operation to begin with: one without admin=True, which answers "
        'with a model, and whose required fields have an example, as Field(examples=["98103"]).'
    )


def _is_a_model(response: Any) -> bool:
    """Whether a name alone is its type: not of a generic model such as ``Page[Article]``."""
    is_model = isinstance(response, type) and issubclass(response, BaseModel)
    return is_model and "[" not in response.__name__


def _services() -> dict[str, type[Service]]:
    """All declared services, by worker."""
    for module in pkgutil.iter_modules(contracts.__path__):
        importlib.import_module(f"contracts.{module.name}")
    return {service.worker: service for service in Service.__subclasses__()}
