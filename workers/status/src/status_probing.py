"""Ask every worker how it is, all at once; one that hangs holds up none of the others.

Each is asked for its own stores only, so that a run goes through one invocation a worker:
Cloudflare lets it have 32, calls of calls counted.
"""

from collections.abc import Sequence

from pydantic import BaseModel

from edgekit import Operation, Service, ServiceError, side_by_side
from edgekit.allowance import MOST_INVOCATIONS
from edgekit.health import Health
from status_rules import Outcome, Probe
from status_services import ITSELF, SERVICES, Ctx

SPARE_INVOCATIONS = 2  # the run itself, and a report of what goes wrong in it
OUTCOMES: dict[str, Outcome] = {"ok": "up", "degraded": "degraded", "down": "down"}
BEGIN_BY_MS = 10_000


class HealthQuery(BaseModel):
    """Asks for a worker's health and that of its stores, but not of other workers."""

    deep: int = 1
    services: int = 0


READ_HEALTH = Operation("GET", "/health", HealthQuery, Health)


async def probe_all(ctx: Ctx) -> list[Probe]:
    """What a probe of each worker finds, this one among them; raises nothing.

    What they cost is taken from what this run may still deliver.
    """
    bound = [service(ctx) for service in SERVICES.values() if _is_bound(service, ctx)]
    left = max(0, MOST_INVOCATIONS - SPARE_INVOCATIONS - len(bound))
    ctx.allowance.invocations = min(ctx.allowance.invocations, left)
    found = await side_by_side(
        _probe, bound, ctx, at_once=max(1, len(bound)), begin_by_ms=ctx.elapsed_ms() + BEGIN_BY_MS
    )
    return _complete(found)


def _complete(found: Sequence[Probe]) -> list[Probe]:
    """With what was not asked as unknown, and with this worker, which is well enough to ask."""
    by_name = {probe.worker: probe for probe in found}
    others = [
        by_name.get(worker) or Probe(worker, "unknown", detail="It could not be asked.")
        for worker in SERVICES
    ]
    return [*others, Probe(ITSELF, "up", 0)]


def _is_bound(service: type[Service], ctx: Ctx) -> bool:
    return ctx.worker.bindings[service.binding] is not None


async def _probe(service: Service) -> Probe:
    ctx = service.ctx
    began = ctx.clock_ms()
    try:
        health = await READ_HEALTH.call(
            service,
            HealthQuery(),
            deadline_ms=ctx.worker.vars.probe_ms,  # type: ignore[attr-defined]
        )
    except ServiceError as error:
        if error.upstream_status != 503 or "worker" not in error.problem:
            return Probe(service.worker, "down", detail=error.detail)
        return Probe(service.worker, "down", ctx.clock_ms() - began, _down(error.problem))
    said = f"Not well: {_unwell(health)}." if health.status != "ok" else None
    return Probe(service.worker, OUTCOMES[health.status], ctx.clock_ms() - began, said)


def _down(said: dict[str, object]) -> str:
    try:
        return f"It says that it is down: {_unwell(Health.model_validate(said))}."
    except ValueError:
        return "It says that it is down."


def _unwell(health: Health) -> str:
    bindings = health.bindings or {}
    down = [name for name, binding in bindings.items() if binding.status == "down"]
    return ", ".join([*sorted(down), *sorted(health.vars or {})]) or "it does not say why"
