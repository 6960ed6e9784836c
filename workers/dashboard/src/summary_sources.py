"""Ask every source at once, each with its own deadline, and keep what arrived."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, get_type_hints

from pydantic import BaseModel

from contracts.analytics import AnalyticsService, FunnelQuery, ReportQuery
from contracts.dashboard import Missing, Summary, WorkerHealth
from contracts.leads import LeadsService, LeadStatsQuery
from contracts.market import CompareQuery, MarketIntelligenceService, RatesQuery, TrendQuery
from contracts.sentiment import RegionSentimentQuery, SentimentService
from contracts.slack_intel import LogQuery, SlackIntelService
from dashboard_vars import DashboardVars
from edgekit import Context, Operation, Service, ServiceError
from edgekit.health import Health
from summary_range import Span

LATEST_MS = 2200  # nothing is waited for longer; the longest deadline of a source is 2 s
NOT_YET = ("payments", "status")


class Services:
    """The sources."""

    leads: LeadsService
    analytics: AnalyticsService
    market_intelligence: MarketIntelligenceService
    sentiment: SentimentService
    slack_intel: SlackIntelService


class HealthQuery(BaseModel):
    """Asks for a worker's health and that of its bindings."""

    deep: int = 1


Ctx = Context[Services, DashboardVars]
SOURCES: dict[str, type[Service]] = get_type_hints(Services)
READ_HEALTH = Operation("GET", "/health", HealthQuery, Health, deadline_ms=1500)


async def summarize(ctx: Ctx, span: Span) -> Summary:
    """The summary of some days; a source that fails or is late is only missing from it."""
    parts = _parts(ctx, span)
    checks = {worker: _health(service) for worker, service in _services(ctx).items()}
    arrived, failed = await _all(ctx, parts | checks)
    reasons = {(_source(name), why) for name, why in failed.items() if name in parts}
    return Summary(
        range=span.text,
        date_from=span.first,
        date_to=span.last,
        generated_at=ctx.now(),
        partial=sorted({source for source, _ in reasons}),
        missing=[Missing(source=source, detail=why) for source, why in sorted(reasons)],
        not_yet=list(NOT_YET),
        workers=[arrived.get(worker) or _silent(worker) for worker in checks],
        **{_field(name): arrived.get(name) for name in parts},
    )


def _parts(ctx: Ctx, span: Span) -> dict[str, Coroutine[Any, Any, Any]]:
    """What is asked for, by ``source:field of the summary``."""
    ask, days = ctx.services, {"date_from": span.first, "date_to": span.last}
    regions, region = ctx.vars.market_regions, ctx.vars.sentiment_region
    report, market = ask.analytics.report, ask.market_intelligence
    return {
        "leads:leads": ask.leads.stats(LeadStatsQuery(**days)),
        "analytics:visitors": report(ReportQuery(metric="visitors", group="day", **days)),
        "analytics:pageviews": report(ReportQuery(metric="pageviews", group="day", **days)),
        "analytics:sources": report(
            ReportQuery(metric="visitors", group="source", limit=10, **days)
        ),
        "analytics:funnel": ask.analytics.funnel(FunnelQuery(steps=ctx.vars.funnel_steps, **days)),
        "market-intelligence:market": market.compare(CompareQuery(regions=regions)),
        "market-intelligence:trend": market.trend(TrendQuery(region=regions.split(",")[0])),
        "market-intelligence:rates": market.rates(RatesQuery()),
        "sentiment:sentiment": ask.sentiment.region(RegionSentimentQuery(region=region, **days)),
        "slack-intel:errors": ask.slack_intel.page(LogQuery(level="error", limit=10)),
    }


def _source(name: str) -> str:
    return name.partition(":")[0]


def _field(name: str) -> str:
    return name.partition(":")[2]


def _services(ctx: Ctx) -> dict[str, Service]:
    """The services by their workers' names."""
    return {service.worker: service(ctx) for service in SOURCES.values()}


async def _health(service: Service) -> WorkerHealth:
    """What a worker says of itself; a worker that is down says so with a 503."""
    started = time.time()
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
        answer_ms=round((time.time() - started) * 1000),
        down=sorted(name for name, binding in bindings.items() if binding.status == "down"),
    )


def _silent(worker: str) -> WorkerHealth:
    return WorkerHealth(worker=worker, status="unreachable", version=None, answer_ms=0, down=[])


async def _all(
    ctx: Ctx, calls: dict[str, Coroutine[Any, Any, Any]]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The calls' answers, and why the others have none. A straggler ends behind the answer."""
    tasks = {name: asyncio.ensure_future(_outcome(call)) for name, call in calls.items()}
    _, late = await asyncio.wait(tasks.values(), timeout=LATEST_MS / 1000)
    if late:
        ctx.wait_until(_end(late))
    arrived: dict[str, Any] = {}
    failed: dict[str, str] = {}
    for name, task in tasks.items():
        outcome = ServiceError(504, "It did not answer in time.") if task in late else task.result()
        if isinstance(outcome, ServiceError):
            failed[name] = outcome.detail
        else:
            arrived[name] = outcome
    return arrived, failed


async def _outcome(call: Coroutine[Any, Any, Any]) -> Any:
    """What a call answers, or its error as a value, so that no task is left with one."""
    try:
        return await call
    except ServiceError as error:
        return error


async def _end(tasks: set[asyncio.Task[Any]]) -> None:
    await asyncio.wait(tasks)
