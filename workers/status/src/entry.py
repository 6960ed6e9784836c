"""status: whether each worker of the fleet works, and how it was for ninety days."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field

from contracts.slack_intel import WorkerName
from contracts.status import (
    History,
    Incident,
    Maintenance,
    NewIncident,
    NewMaintenance,
    NewUpdate,
    StatusReport,
    Summary,
)
from edgekit import HTML, App, Delivery, Problem, Response, not_modified
from status_badge import MEDIA_TYPE as SVG
from status_badge import badge
from status_feed import MEDIA_TYPE as ATOM
from status_feed import atom
from status_incidents import (
    end_maintenance,
    find,
    open_incident,
    plan_maintenance,
    update_incident,
)
from status_page import HEADERS, page
from status_report import days, history, report
from status_rows import KEPT, LIFETIMES, NOBODY, PERSONAL
from status_services import Ctx, Services
from status_summary import summary
from status_telling import TOPIC, Telling, tell
from status_vars import StatusVars
from status_watch import watch

SHORT = "public, max-age=30"
ALL = "all"
Days = Annotated[int, Field(ge=1, le=365)]
Label = Annotated[str, Field(max_length=100, description="What it says on the left.")]

app = App(
    "status",
    version="1.0.0",
    summary="Whether each worker works, and how it was.",
    services=Services,
    vars=StatusVars,
    cors="*",
)
app.lifetimes(*LIFETIMES, kept=KEPT)
app.personal_data(*PERSONAL, nobody=NOBODY)


@app.get("/", also=(304,), tags=("pages",), media_type=HTML, limit="RATE_LIMITER")
async def read_page(ctx: Ctx) -> Response:
    """How the fleet is, for people."""
    found = await report(ctx)
    text = page(found, await days(ctx), ctx.vars.business_name, ctx.started_ms)
    return _kept(ctx, text, HTML, HEADERS)


@app.get("/api/status", limit="RATE_LIMITER")
async def read_status(ctx: Ctx) -> StatusReport:
    """How the fleet is now, each worker's uptime over 90 days, incidents and maintenance.

    It may be a minute old.
    """
    return await report(ctx)


@app.get("/api/history/{worker}", errors=(404,), limit="RATE_LIMITER")
async def read_history(worker: WorkerName, ctx: Ctx, days: Days = 90) -> History:
    """A worker's days until today, the oldest first; minutes without a probe are unknown."""
    return await history(worker, days, ctx)


@app.get("/api/summary.json", limit="RATE_LIMITER")
async def read_summary(ctx: Ctx) -> Summary:
    """The same in the shape of Statuspage's summary."""
    return summary(await report(ctx), ctx.vars.business_name, _page_url(ctx))


@app.get("/feed.xml", also=(304,), media_type="application/atom+xml", limit="RATE_LIMITER")
async def read_feed(ctx: Ctx) -> Response:
    """Incidents as an Atom feed; an entry moves up with each update."""
    found = await report(ctx)
    name, url = ctx.vars.business_name, _page_url(ctx)
    return _kept(ctx, atom(found.incidents, name, url, f"{url}feed.xml"), ATOM)


@app.get(
    "/badge/{worker}.svg",
    also=(304,),
    errors=(404,),
    media_type="image/svg+xml",
    limit="RATE_LIMITER",
)
async def read_badge(worker: WorkerName, ctx: Ctx, label: Label | None = None) -> Response:
    """A worker's status as an image; that of the fleet is called `all`."""
    found = await report(ctx)
    known = {each.name: each.status for each in found.workers}
    status = found.status if worker == ALL else known.get(worker)
    if status is None:
        raise Problem(404, f"There is no worker {worker}; GET /api/status lists them.")
    named = label or (ctx.vars.business_name if worker == ALL else worker)
    safe = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}
    return _kept(ctx, badge(named, status), SVG, safe)


@app.get("/api/incidents/{incident_id}", errors=(404,), limit="RATE_LIMITER")
async def read_incident(incident_id: str, ctx: Ctx) -> Incident:
    """Read an incident with all that was said of it."""
    return (await find(incident_id, ctx)).told()


@app.post("/api/incidents", status=201, admin=True)
async def create_incident(body: NewIncident, ctx: Ctx) -> Incident:
    """Open an incident by hand, and tell Slack."""
    return await open_incident(body, ctx)


@app.post("/api/incidents/{incident_id}/updates", status=201, admin=True, errors=(404, 409))
async def create_update(incident_id: str, body: NewUpdate, ctx: Ctx) -> Incident:
    """Say more of an incident; with `resolved` it is over."""
    return await update_incident(incident_id, body, ctx)


@app.post("/api/maintenance", status=201, admin=True)
async def create_maintenance(body: NewMaintenance, ctx: Ctx) -> Maintenance:
    """Announce maintenance, once or each day or week; what fails during it is no incident."""
    return await plan_maintenance(body, ctx)


@app.delete("/api/maintenance/{window_id}", status=204, admin=True, errors=(404,))
async def delete_maintenance(window_id: str, ctx: Ctx) -> None:
    """Call maintenance off, or end it now."""
    await end_maintenance(window_id, ctx)


@app.deliver(TOPIC)
async def deliver(message: Telling, delivery: Delivery, ctx: Ctx) -> None:
    """Tell Slack of an incident."""
    await tell(message, delivery, ctx)


@app.scheduled
async def tick(cron: str, at: datetime, ctx: Ctx) -> None:
    """Ask every worker how it is, and tell what there is to tell."""
    await watch(at, ctx)
    await ctx.outbox.drain()


def _kept(ctx: Ctx, text: str, media_type: str, more: Mapping[str, str] | None = None) -> Response:
    """An answer that may be kept for a short time, or 304 if the client has it."""
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
    headers = {"ETag": etag, "Cache-Control": SHORT, **(more or {})}
    if not_modified(ctx.header("if-none-match"), etag):
        return Response(status=304, headers=headers)
    return Response(text, media_type=media_type, headers=headers)


def _page_url(ctx: Ctx) -> str:
    """Where the page is, with a slash at its end."""
    if ctx.vars.public_url:
        return ctx.vars.public_url.rstrip("/") + "/"
    url = urlsplit(ctx.url)
    return f"{url.scheme}://{url.netloc}/"


on_fetch = app.on_fetch
on_scheduled = app.on_scheduled
