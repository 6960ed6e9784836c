"""dashboard: how the business is doing, for whoever holds the admin token."""

import hmac
from datetime import date
from typing import Annotated

import lead_work
from access import (
    barred,
    foreign_form,
    form_refused,
    is_foreign,
    is_https,
    now,
    page,
    path_of,
    session_of,
    to,
)
from contracts.dashboard import Summary
from dashboard_vars import DashboardVars
from edgekit import HTML, App, Body, Header, Query, Response, require_admin
from lead_forms import fields_of
from leads_list import Filters
from pages import OPERATIONS, OVERVIEW, sign_in_page
from sessions import COOKIE, issue, set_cookie
from sources import Ctx, Services
from summary_cache import recent_summary
from summary_range import span_of

FORM = "application/x-www-form-urlencoded"
Cookie = Annotated[str | None, Header("Cookie")]
Site = Annotated[str | None, Header("Sec-Fetch-Site")]
Form = Annotated[str, Body(FORM)]

app = App(
    "dashboard",
    version="1.0.0",
    summary="The business at a glance.",
    services=Services,
    vars=DashboardVars,
    essential=(),
)


@app.get("/api/summary", session=COOKIE)
async def read_summary(
    ctx: Ctx,
    range_: Annotated[str, Query("range")] = "7d",
    date_from: Annotated[date | None, Query("from")] = None,
    date_to: Annotated[date | None, Query("to")] = None,
    cookie: Cookie = None,
) -> Summary:
    """The figures of all sources over some days (`7d`, `4w`, or `from` and `to`).

    Wants the admin token as a bearer, or a session's cookie. A source that fails or is late is
    named in `partial`, and its parts are null. What is answered may be ten seconds old.
    """
    if await session_of(ctx, cookie) is None:
        await require_admin(ctx)
    return await recent_summary(ctx, span_of(range_, date_from, date_to, ctx.now().date()))


@app.get("/", tags=("pages",), media_type=HTML)
async def read_page(ctx: Ctx, cookie: Cookie = None, site: Site = None) -> Response:
    """How the business is doing; a sign-in form for whoever has no session."""
    return await barred(ctx, cookie, site) or page(OVERVIEW)


@app.get("/operations", tags=("pages",), media_type=HTML)
async def read_operations(ctx: Ctx, cookie: Cookie = None, site: Site = None) -> Response:
    """How the workers are doing, and their latest errors."""
    return await barred(ctx, cookie, site) or page(OPERATIONS)


@app.get("/leads", tags=("pages",), media_type=HTML, also=(422, 502, 503, 504))
async def read_leads(
    ctx: Ctx,
    q: str = "",
    status: str = "",
    score: str = "",
    agent: str = "",
    source: str = "",
    date_from: Annotated[str, Query("from")] = "",
    date_to: Annotated[str, Query("to")] = "",
    cursor: str = "",
    cookie: Cookie = None,
    site: Site = None,
) -> Response:
    """The leads, newest first, filtered and searched; 422 shows what is wrong with a filter."""
    filters = Filters(q.strip(), status, score, agent, source, date_from, date_to)
    return await barred(ctx, cookie, site) or await lead_work.show_list(ctx, filters, cursor)


@app.get("/leads/{lead_id}", tags=("pages",), media_type=HTML, also=(404, 502, 503, 504))
async def read_lead(
    lead_id: str, ctx: Ctx, done: str = "", cookie: Cookie = None, site: Site = None
) -> Response:
    """Everything about a lead; a sign-in form, and then the lead, for whoever has no session."""
    return await barred(ctx, cookie, site) or await lead_work.show(ctx, lead_id, done, cookie)


@app.post(
    "/leads/{lead_id}/status",
    status=303,
    tags=("pages",),
    media_type=HTML,
    also=(403, 404, 409, 422, 502, 503, 504),
)
async def change_status(lead_id: str, body: Form, ctx: Ctx, cookie: Cookie = None) -> Response:
    """Change a lead's status; 409 shows what somebody else has changed meanwhile."""
    refused = await form_refused(ctx, cookie, path_of(f"/leads/{lead_id}"))
    return refused or await lead_work.change_status(ctx, lead_id, fields_of(body), cookie)


@app.post(
    "/leads/{lead_id}/agent",
    status=303,
    tags=("pages",),
    media_type=HTML,
    also=(403, 404, 409, 422, 502, 503, 504),
)
async def change_agent(lead_id: str, body: Form, ctx: Ctx, cookie: Cookie = None) -> Response:
    """Give a lead to an agent; 409 shows what somebody else has changed meanwhile."""
    refused = await form_refused(ctx, cookie, path_of(f"/leads/{lead_id}"))
    return refused or await lead_work.change_agent(ctx, lead_id, fields_of(body), cookie)


@app.post(
    "/leads/{lead_id}/notes",
    status=303,
    tags=("pages",),
    media_type=HTML,
    also=(403, 404, 422, 502, 503, 504),
)
async def write_note(lead_id: str, body: Form, ctx: Ctx, cookie: Cookie = None) -> Response:
    """Add a note to a lead; 422 shows what is wrong beside its field."""
    refused = await form_refused(ctx, cookie, path_of(f"/leads/{lead_id}"))
    return refused or await lead_work.write_note(ctx, lead_id, fields_of(body))


@app.post(
    "/sign-in",
    status=303,
    tags=("pages",),
    media_type=HTML,
    limit="RATE_LIMITER",
    also=(403,),
)
async def sign_in(body: Form, ctx: Ctx) -> Response:
    """Start a session with the admin token, and show the page that was asked for."""
    if is_foreign(ctx):
        return foreign_form()
    token, form = ctx.secret("ADMIN_TOKEN"), fields_of(body)
    given, path = form.get("token", ""), path_of(form.get("next", "/"))
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        reason = (
            "That is not the admin token." if token else "ADMIN_TOKEN is not set: it is closed."
        )
        return page(sign_in_page(reason, path), 403)
    seconds = ctx.vars.session_hours * 3600
    _, value = issue(token, now(ctx), seconds)
    return to(path, {"Set-Cookie": set_cookie(value, seconds, secure=is_https(ctx))})


@app.post("/sign-out", status=303, tags=("pages",), media_type=HTML, also=(403,))
async def sign_out(ctx: Ctx, cookie: Cookie = None) -> Response:
    """End the session, also for whoever has a copy of its cookie."""
    if is_foreign(ctx):
        return foreign_form()
    session = await session_of(ctx, cookie)
    if session is not None:
        left = session.ends - now(ctx)
        await ctx.kv("SESSIONS_KV").put(f"ended:{session.id}", "1", ttl=max(left, 60))
    return to("/", {"Set-Cookie": set_cookie("", 0, secure=is_https(ctx))})


on_fetch = app.on_fetch
