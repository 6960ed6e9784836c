"""What is told of the fleet now: out of D1, and for some seconds out of KV."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from pydantic import BaseModel

from contracts.status import History, StatusReport, WorkerReport
from edgekit import DAY, PlatformError, Problem
from status_rows import DAYS, DAYS_OF_WORKER, SHOWN, SHOWN_DAYS, STATES, WINDOWS, IncidentRow
from status_rules import STALE_MS, State, at_least, current, overall, with_impacts
from status_services import WORKERS, Ctx
from status_uptime import PAGE_DAYS, DayRow, days_of, first_day, uptime
from status_windows import Window, moment

KEY = "report"
FRESH_SECONDS, STALE_SECONDS = 15, 45
DAY_MS = 86_400_000


class Days(BaseModel):
    """Days of all workers."""

    rows: tuple[DayRow, ...]


async def report(ctx: Ctx) -> StatusReport:
    """The fleet now; what is answered may be a minute old."""
    return await ctx.cache.get_or_fetch(
        KEY, lambda: _made(ctx), model=StatusReport, ttl=FRESH_SECONDS, stale=STALE_SECONDS
    )


async def forget(ctx: Ctx) -> None:
    """Let the next answer be made anew; KV may be down."""
    try:
        await ctx.cache.delete(KEY)
    except PlatformError as error:
        ctx.log.warning("cache_down", key=KEY, error=str(error))


async def days(ctx: Ctx) -> Sequence[DayRow]:
    """The days of the page: today's out of D1, those before out of KV, where they lie for a day."""
    today = ctx.now().date()
    first, last = first_day(today, PAGE_DAYS), today - timedelta(days=1)

    async def before() -> Days:
        return Days(rows=tuple(await _between(first, last, ctx)))

    past = await ctx.cache.get_or_fetch(f"days:{today}", before, model=Days, ttl=DAY, stale=DAY)
    return [*past.rows, *await _between(today, today, ctx)]


async def history(worker: str, length: int, ctx: Ctx) -> History:
    """A worker's days; raises ``Problem`` 404 for a worker that there is not."""
    if worker not in WORKERS:
        raise Problem(404, f"There is no worker {worker}; GET /api/status lists them.")
    first = first_day(ctx.now().date(), length)
    rows = await ctx.db.all(DayRow, DAYS_OF_WORKER, worker, first.isoformat())
    told = days_of(rows, ctx.started_ms, length)
    return History(worker=worker, uptime=uptime(rows), days=told)


async def _between(first: date, last: date, ctx: Ctx) -> list[DayRow]:
    return await ctx.db.all(DayRow, DAYS, first.isoformat(), last.isoformat())


async def _made(ctx: Ctx) -> StatusReport:
    now = ctx.started_ms
    shown_since = now - SHOWN_DAYS * DAY_MS
    states = await ctx.db.all(State, STATES)
    windows = await ctx.db.all(Window, WINDOWS, now)
    incidents = await ctx.db.all(IncidentRow, SHOWN, shown_since)
    found = _workers(states, windows, await days(ctx), now)
    open_ones = _open(incidents, found)
    workers = [_with_incidents(worker, open_ones) for worker in found]
    checked = max((state.checked_at for state in states), default=0)
    return StatusReport(
        status=at_least(
            overall([worker.status for worker in workers]), [row.impact for row in open_ones]
        ),
        workers=tuple(workers),
        incidents=tuple(row.told() for row in incidents),
        maintenance=tuple(window.told(now) for window in windows),
        checked_at=moment(checked) if checked else None,
    )


def _workers(
    states: Iterable[State], windows: Sequence[Window], rows: Iterable[DayRow], now: int
) -> list[WorkerReport]:
    known = {state.worker: state for state in states}
    by_worker: dict[str, list[DayRow]] = {worker: [] for worker in WORKERS}
    for row in rows:
        by_worker.setdefault(row.worker, []).append(row)
    under_way = [window for window in windows if window.is_now(now)]
    return [
        _worker(
            known.get(worker) or State(worker=worker),
            by_worker[worker],
            now,
            in_maintenance=any(window.is_about(worker) for window in under_way),
        )
        for worker in WORKERS
    ]


def _open(incidents: Iterable[IncidentRow], workers: Iterable[WorkerReport]) -> list[IncidentRow]:
    """The open incidents; what the rule found of a worker waits while that is in maintenance."""
    excused = {worker.name for worker in workers if worker.status == "maintenance"}
    return [row for row in incidents if row.resolved_at is None and row.worker not in excused]


def _with_incidents(worker: WorkerReport, open_ones: Iterable[IncidentRow]) -> WorkerReport:
    impacts = [row.impact for row in open_ones if worker.name in row.workers]
    return worker.model_copy(update={"status": with_impacts(worker.status, impacts)})


def _worker(
    state: State, rows: Iterable[DayRow], now: int, *, in_maintenance: bool
) -> WorkerReport:
    is_recent = now - state.checked_at <= STALE_MS
    return WorkerReport(
        name=state.worker,
        status=current(state, now, in_maintenance=in_maintenance),
        uptime_90d=uptime(rows),
        response_ms=state.response_ms if is_recent else None,
        checked_at=datetime.fromtimestamp(state.checked_at / 1000, UTC)
        if state.checked_at
        else None,
    )
