"""How the workers are. Those that are asked for figures say it themselves, now; status tells of the
others, as its last probe found them."""

from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from contracts.dashboard import HealthStatus, WorkerHealth
from contracts.status import StatusReport, WorkerStatus
from edgekit import Operation, Service, ServiceError
from edgekit.health import Health


class HealthQuery(BaseModel):
    """Asks for a worker's health and that of its bindings, but not of other workers."""

    deep: int = 1
    services: int = 0


TOLD: Mapping[WorkerStatus, HealthStatus] = {
    "up": "ok",
    "degraded": "degraded",
    "down": "unreachable",
    "maintenance": "maintenance",
    "unknown": "unknown",
}
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


def told(report: StatusReport, asked: set[str]) -> Iterator[WorkerHealth]:
    """How the workers are that were not asked themselves."""
    for each in report.workers:
        if each.name not in asked:
            yield WorkerHealth(
                worker=each.name,
                status=TOLD[each.status],
                version=None,
                answer_ms=each.response_ms or 0,
                down=[],
            )


def silent(worker: str) -> WorkerHealth:
    """A worker that did not answer."""
    return WorkerHealth(worker=worker, status="unreachable", version=None, answer_ms=0, down=[])
