"""Ask every source at once, each with its own deadline, and keep what arrived.

One summary makes one call a figure (analytics' reports come in one) and one a source for its
health, and none of them makes another, but to report that it was slow: Cloudflare lets a request
go through 32 invocations of workers, calls of calls counted.
"""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any

from contracts.analytics import FunnelQuery, ReportQuery, Reports, ReportsQuery
from contracts.dashboard import Missing, Summary
from contracts.days import DaysQuery
from contracts.market import CompareQuery, RatesQuery, TrendQuery
from contracts.payments import SummaryQuery
from contracts.sentiment import RegionSentimentQuery
from contracts.slack_intel import LogQuery
from contracts.status import StatusQuery
from edgekit import ServiceError
from fleet_health import health_of, itself, silent, told
from sources import Ctx, services_of
from summary_range import Span

LATEST_MS = 2200  # nothing is waited for longer; the longest deadline of a source is 2 s
FLEET = "status:fleet"


async def summarize(ctx: Ctx, span: Span) -> Summary:
    """The summary of some days; a source that fails or is late is only missing from it."""
    parts = _parts(ctx, span)
    checks = {worker: health_of(service) for worker, service in services_of(ctx).items()}
    fleet = {FLEET: ctx.services.status.report(StatusQuery())}
    arrived, failed = await _all(ctx, parts | fleet | checks)
    report = arrived.get(FLEET)
    others = told(report, {ctx.worker.name, *checks}) if report else ()
    reasons = {(_source(name), why) for name, why in failed.items() if name not in checks}
    return Summary(
        range=span.text,
        date_from=span.first,
        date_to=span.last,
        generated_at=ctx.now(),
        partial=sorted({source for source, _ in reasons}),
        missing=[Missing(source=source, detail=why) for source, why in sorted(reasons)],
        workers=[
            itself(ctx.worker.version),
            *(arrived.get(worker) or silent(worker) for worker in checks),
            *others,
        ],
        **_fields(parts, arrived),
    )


def _parts(ctx: Ctx, span: Span) -> dict[str, Coroutine[Any, Any, Any]]:
    """What is asked for, by ``source:field of the summary``; reports fill a field each."""
    ask, days = ctx.services, {"date_from": span.first, "date_to": span.last}
    regions, region = ctx.vars.market_regions, ctx.vars.sentiment_region
    market = ask.market_intelligence
    reports = [
        ReportQuery(metric="visitors", group="day", **days),
        ReportQuery(metric="pageviews", group="day", **days),
        ReportQuery(metric="visitors", group="source", limit=10, **days),
    ]
    return {
        "leads:leads": ask.leads.stats(DaysQuery(**days)),
        "analytics:visitors,pageviews,sources": ask.analytics.reports(
            ReportsQuery(reports=reports)
        ),
        "analytics:funnel": ask.analytics.funnel(FunnelQuery(steps=ctx.vars.funnel_steps, **days)),
        "market-intelligence:market": market.compare(CompareQuery(regions=regions)),
        "market-intelligence:trend": market.trend(TrendQuery(region=regions.split(",")[0])),
        "market-intelligence:rates": market.rates(RatesQuery()),
        "payments:revenue": ask.payments.summary(SummaryQuery(**days)),
        "calendar:bookings": ask.calendar.stats(DaysQuery(**days)),
        "crm-sync:contacts": ask.crm_sync.stats(DaysQuery(**days)),
        "partner-hooks:partners": ask.partner_hooks.stats(DaysQuery(**days)),
        "sentiment:sentiment": ask.sentiment.region(RegionSentimentQuery(region=region, **days)),
        "slack-intel:errors": ask.slack_intel.page(LogQuery(level="error", limit=10)),
    }


def _source(name: str) -> str:
    return name.partition(":")[0]


def _fields(parts: Iterable[str], arrived: dict[str, Any]) -> dict[str, Any]:
    """What arrived, by the fields of the summary; null where nothing did."""
    fields: dict[str, Any] = {}
    for name in parts:
        names, answer = name.partition(":")[2].split(","), arrived.get(name)
        answers = answer.reports if isinstance(answer, Reports) else [answer] * len(names)
        fields |= zip(names, answers, strict=True)
    return fields


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
