"""analytics: events in by a queue, reports and funnels out of roll-ups."""

import secrets
from datetime import date
from typing import Annotated

from pydantic import Field

from analytics_vars import AnalyticsVars, Ctx
from contracts.analytics import (
    Collected,
    Events,
    Funnel,
    Group,
    Metric,
    Report,
    ReportQuery,
    ReportRow,
    Reports,
    ReportsQuery,
)
from edgekit import (
    App,
    Body,
    Header,
    Message,
    PlatformError,
    Problem,
    Query,
    Response,
    Statement,
    check_limit,
    not_modified,
)
from event_store import KEPT, LIFETIMES, NOBODY, PERSONAL, storing
from hits import Hit, Hits, Sender, hit_of, is_spam_of
from sampled_limit import CallSample
from tracking_script import CACHE, ETAG, SCRIPT
from traffic_reports import (
    MAX_DAYS,
    MAX_HOURS_DAYS,
    days_between,
    funnel_of,
    funnel_statement,
    report_of,
    report_statement,
    steps_of,
)
from visitor_identity import device_of, is_bot, visitor_id

app = App(
    "analytics",
    version="1.0.0",
    summary="First-party, cookieless analytics.",
    vars=AnalyticsVars,
)
app.lifetimes(*LIFETIMES, kept=KEPT)
app.personal_data(*PERSONAL, nobody=NOBODY)
sample = CallSample()
salts: dict[str, str] = {}  # today's, so that D1 is asked once a day and isolate


@app.post("/api/events", status=202, errors=(429, 503))
async def collect(
    body: Annotated[
        Events, Body("application/json, text/plain, application/x-www-form-urlencoded")
    ],
    ctx: Ctx,
) -> Collected:
    """Take one event, or up to 100; a beacon's text/plain is JSON, its URLSearchParams one event.

    No address is stored. A bot's events are left out, and those whose source is known spam. An
    event with an `id` counts once, however often it is sent.
    """
    await _limit(ctx)
    user_agent = ctx.header("user-agent") or ""
    if is_bot(user_agent, ctx.header("sec-purpose") or ""):
        return Collected(accepted=0, ignored=len(body.events))
    now = ctx.now()
    sender = Sender(
        visitor_id(await _salt(ctx, now.date()), ctx.client_ip, user_agent),
        device_of(user_agent),
        ctx.header("cf-ipcountry") or "",
    )
    sent = [hit_of(event, sender, now, ctx.vars.zone) for event in body.events]
    hits = [hit for hit in sent if not is_spam_of(hit)]
    if hits:
        await _take(ctx, hits)
    return Collected(accepted=len(hits), ignored=len(sent) - len(hits))


async def _limit(ctx: Ctx) -> None:
    """Ask the rate limit about some of a client's calls; raises ``Problem`` 429."""
    client = ctx.client_ip
    if sample.is_due(client):
        await check_limit(ctx, "RATE_LIMITER", client)
        sample.passed(client)


async def _salt(ctx: Ctx, day: date) -> str:
    """The random salt of a day; the first request of the day makes it."""
    key = day.isoformat()
    if key not in salts:
        make = "INSERT OR IGNORE INTO salts (day, salt) VALUES (?1, ?2)"
        read = "SELECT salt FROM salts WHERE day = ?1"
        _, rows = await ctx.db.batch(
            Statement(make, (key, secrets.token_hex(32))), Statement(read, (key,))
        )
        salts.clear()
        salts[key] = rows[0]["salt"]
    return salts[key]


async def _take(ctx: Ctx, hits: list[Hit]) -> None:
    """Put hits into the queue, or straight into D1 when it is down or they are over its 128 kB."""
    try:
        await ctx.queue().send(Hits(hits=hits))
    except PlatformError as error:
        ctx.log.warning("queue_refused", error=str(error))
        await _store_or_refuse(ctx, hits)


async def _store_or_refuse(ctx: Ctx, hits: list[Hit]) -> None:
    try:
        await _store(ctx, hits)
    except PlatformError as error:
        detail = "The events can't be stored now; send them again with the same ids."
        raise Problem(503, detail, headers={"Retry-After": "5"}) from error


def _today(ctx: Ctx) -> date:
    return ctx.now().astimezone(ctx.vars.zone).date()


async def _report(query: ReportQuery, ctx: Ctx) -> Report:
    metric, group = query.metric, query.group
    most = MAX_HOURS_DAYS if group == "hour" else MAX_DAYS
    days = days_between(query.date_from, query.date_to, _today(ctx), most)
    statement = report_statement(metric, group, days)
    rows = await ctx.db.all(ReportRow, statement.sql, *statement.params)
    total = await ctx.db.value(
        f"SELECT COALESCE(SUM({metric}), 0) FROM roll_ups "  # noqa: S608 - one of three names
        "WHERE dimension = 'total' AND day BETWEEN ?1 AND ?2",
        days.first.isoformat(),
        days.last.isoformat(),
    )
    limit = len(rows) if group == "hour" else query.limit
    return report_of(metric, group, days, rows, int(total), limit)


async def _store(ctx: Ctx, hits: list[Hit]) -> None:
    for statements in storing(hits):
        await ctx.db.batch(*statements)


@app.queue(Hits)
async def consume(messages: list[Message[Hits]], ctx: Ctx) -> None:
    """Store and count what the queue delivers; a failure delivers it again."""
    await _store(ctx, [hit for message in messages for hit in message.body.hits])


@app.get("/api/report", admin=True)
async def read_report(
    ctx: Ctx,
    metric: Metric = "pageviews",
    group: Group = "day",
    date_from: Annotated[date | None, Query("from")] = None,
    date_to: Annotated[date | None, Query("to")] = None,
    limit: Annotated[int, Field(ge=1, le=1000)] = 100,
) -> Report:
    """A metric over days (default: the last 30), grouped by day, hour, path, source and so on."""
    query = ReportQuery(
        metric=metric, group=group, date_from=date_from, date_to=date_to, limit=limit
    )
    return await _report(query, ctx)


@app.post("/api/reports", admin=True)
async def read_reports(body: ReportsQuery, ctx: Ctx) -> Reports:
    """Several reports at once."""
    return Reports(reports=[await _report(query, ctx) for query in body.reports])


@app.get("/api/funnel", admin=True)
async def read_funnel(
    steps: str,
    ctx: Ctx,
    date_from: Annotated[date | None, Query("from")] = None,
    date_to: Annotated[date | None, Query("to")] = None,
) -> Funnel:
    """How many visitors took steps in order: names of events, and paths for page views of them."""
    named = steps_of(steps)
    days = days_between(date_from, date_to, _today(ctx))
    (rows,) = await ctx.db.batch(funnel_statement(named, days, ctx.vars.zone))
    return funnel_of(named, days, list(rows[0].values()))


@app.get("/script.js", also=(304,), media_type="text/javascript")
def read_script(
    if_none_match: Annotated[str | None, Header("If-None-Match")] = None,
) -> Response:
    """The script for pages: page views, also of single-page sites, and `hearth(name, props)`."""
    headers = {"ETag": ETAG, "Cache-Control": CACHE}
    if not_modified(if_none_match, ETAG):
        return Response(status=304, headers=headers)
    return Response(SCRIPT, media_type="text/javascript; charset=utf-8", headers=headers)


on_fetch = app.on_fetch
on_queue = app.on_queue
on_scheduled = app.on_scheduled
