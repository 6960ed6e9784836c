"""Incidents and windows of maintenance by hand."""

from contracts.status import Incident, Maintenance, NewIncident, NewMaintenance, NewUpdate
from edgekit import FieldError, Problem, Statement, new_id
from status_report import forget
from status_rows import (
    END_WINDOW,
    INCIDENT,
    IncidentRow,
    UpdateRow,
    opening,
    planning,
    updating,
)
from status_services import WORKERS, Ctx
from status_telling import opened, resolved
from status_windows import planned


async def find(incident_id: str, ctx: Ctx) -> IncidentRow:
    """An incident; raises ``Problem`` 404."""
    row = await ctx.db.one(IncidentRow, INCIDENT, incident_id)
    if row is None:
        raise Problem(404, f"There is no incident {incident_id}.")
    return row


async def open_incident(new: NewIncident, ctx: Ctx) -> Incident:
    """Open an incident, and tell Slack; raises ``Problem`` 422 for a worker that there is not."""
    _check_workers(new.workers)
    key = new_id("inc")
    update = UpdateRow(status=new.status, message=new.message, at=ctx.started_ms)
    facts = opening(key, update, title=new.title, impact=new.impact, workers=new.workers)
    await ctx.db.batch(facts, opened(key, ctx))
    ctx.outbox.drain_later()
    await forget(ctx)
    return (await find(key, ctx)).told()


async def update_incident(incident_id: str, new: NewUpdate, ctx: Ctx) -> Incident:
    """Say more of an incident, or close it.

    Raises ``Problem`` 404, or 409 for one that is closed, of which only words can be added.
    """
    row = await find(incident_id, ctx)
    status = new.status or row.status
    is_over = row.resolved_at is not None
    if is_over and status != "resolved":
        raise Problem(409, f"The incident {incident_id} is resolved; open another one.")
    now = ctx.started_ms
    ends = status == "resolved" and not is_over
    update = UpdateRow(status=status, message=new.message, at=now)
    at = now if ends else row.resolved_at
    change = updating(row.id, update, resolved_at=at, also_resolved=is_over)
    messages = [resolved(row.id, now, ctx, calm_minutes=0)] if ends else []
    answers = await ctx.db.batch(change, *messages)
    if not answers[0]:
        raise Problem(409, "The incident was resolved at the same moment; look at it.")
    ctx.outbox.drain_later()
    await forget(ctx)
    return IncidentRow.model_validate(answers[0][0]).told()


async def plan_maintenance(new: NewMaintenance, ctx: Ctx) -> Maintenance:
    """Announce maintenance; raises ``Problem`` 422 for times or workers that there are not."""
    _check_workers(new.workers)
    window = planned(new_id("mnt"), new)
    await ctx.db.batch(planning(window))
    await forget(ctx)
    return window.told(ctx.started_ms)


async def end_maintenance(window_id: str, ctx: Ctx) -> None:
    """Call maintenance off, or end it; raises ``Problem`` 404."""
    [found] = await ctx.db.batch(Statement(END_WINDOW, (window_id,)))
    if not found:
        raise Problem(404, f"There is no maintenance {window_id}.")
    await forget(ctx)


def _check_workers(names: tuple[str, ...]) -> None:
    for place, name in enumerate(names):
        if name not in WORKERS:
            said = f"there is no worker {name}; GET /api/status lists them"
            raise Problem(
                422, f"{said[0].upper()}{said[1:]}.", errors=[FieldError(f"/workers/{place}", said)]
            )
