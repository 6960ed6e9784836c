"""What each worker says of itself. Each is asked for its own stores only, no other worker's."""

from pydantic import BaseModel

from contracts.dashboard import WorkerHealth
from edgekit import Operation, Service, ServiceError
from edgekit.health import Health


class HealthQuery(BaseModel):
    """Asks for a worker's health and that of its bindings, but not of other workers."""

    deep: int = 1
    services: int = 0


READ_HEALTH = Operation("GET", "/health", HealthQuery, Health, deadline_ms=1500)


async def health_of(service: Service) -> WorkerHealth:
    """What a worker says of itself; a worker that is down says so with a 503."""
    began = service.ctx.elapsed_ms()
    try:
        health = await READ_HEALTH.call(service, HealthQuery())
    except ServiceError as error:
        if error.upstream_status != 503 or "worker" not in error.problem:
            raise
        health = Health.model_validate(error.problem)
    bindings = health.bindings or {}
    return WorkerHealth(
        worker=service.worker,
        status=health.status,
        version=health.version,
        answer_ms=service.ctx.elapsed_ms() - began,
        down=sorted(name for name, binding in bindings.items() if binding.status == "down"),
    )


def itself(version: str) -> WorkerHealth:
    """The dashboard, which is well enough to ask."""
    return WorkerHealth(worker="dashboard", status="ok", version=version, answer_ms=0, down=[])


def silent(worker: str) -> WorkerHealth:
    """A worker that did not answer."""
    return WorkerHealth(worker=worker, status="unreachable", version=None, answer_ms=0, down=[])
