"""A run of probes: what it finds is counted, and opens and closes incidents, all in one batch."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from edgekit import PlatformError, Statement, new_id
from status_probing import probe_all
from status_report import forget
from status_rows import (
    BY_RULE,
    LAST_RUN,
    RUN,
    STATES,
    WINDOWS,
    IncidentRow,
    UpdateRow,
    counted,
    opening,
    stored,
    updating,
)
from status_rules import Probe, State, after
from status_services import Ctx
from status_telling import opened, resolved
from status_windows import Window

MINUTE_MS = 60_000


async def watch(at: datetime, ctx: Ctx) -> None:
    """Probe every worker, and store what was found.

    Of two runs at once the second to finish is dropped: its probes are unknown. So it is with all
    of them while D1 is down.
    """
    now = int(at.timestamp() * 1000)
    try:
        number = int(await ctx.db.value(LAST_RUN))
        before = {row.worker: row for row in await ctx.db.all(State, STATES)}
        windows = [w for w in await ctx.db.all(Window, WINDOWS, now) if w.is_now(now)]
        calm_since = now - ctx.vars.calm_minutes * MINUTE_MS
        incidents = await ctx.db.all(IncidentRow, BY_RULE, calm_since)
        probes = await probe_all(ctx)
        states = [_state(probe, before, windows, now) for probe in probes]
        await ctx.db.batch(
            Statement(RUN, (number + 1, now)),
            stored(states),
            counted(probes, states, at.date()),
            *_incidents(states, {row.worker or "": row for row in incidents}, now, ctx),
        )
    except PlatformError as error:
        ctx.log.warning("run_not_kept", error=str(error))
        return
    await forget(ctx)


def _state(probe: Probe, before: Mapping[str, State], windows: list[Window], now: int) -> State:
    known = before.get(probe.worker) or State(worker=probe.worker)
    in_maintenance = any(window.is_about(probe.worker) for window in windows)
    return after(known, probe, now, in_maintenance=in_maintenance)


def _incidents(
    states: list[State], last: Mapping[str, IncidentRow], now: int, ctx: Ctx
) -> Iterator[Statement]:
    """What opens, goes on with and closes incidents, with what is to be told of it."""
    for state in states:
        incident = last.get(state.worker)
        is_open = incident is not None and incident.resolved_at is None
        if state.opens and not is_open:
            yield from _down(state, incident, now, ctx)
        elif incident is not None and is_open and state.closes:
            update = UpdateRow(status="resolved", message="It answers again.", at=now)
            yield updating(incident.id, update, resolved_at=now)
            yield resolved(incident.id, now, ctx, calm_minutes=ctx.vars.calm_minutes)


def _down(state: State, last: IncidentRow | None, now: int, ctx: Ctx) -> Iterator[Statement]:
    """A new incident, or the last one again, if that was over for moments only: told once."""
    said = f"{state.failures} checks in a row have failed. {state.detail or ''}".strip()
    update = UpdateRow(status="investigating", message=said, at=now)
    if last is not None:
        yield updating(last.id, update, resolved_at=None, also_resolved=True)
        return
    key, name = new_id("inc"), state.worker
    yield opening(
        key,
        update,
        title=f"{name} does not answer",
        impact="major",
        workers=[name],
        by_rule_for=name,
    )
    yield opened(key, ctx)
