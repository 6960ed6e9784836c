"""dashboard: how the business is doing, for whoever holds the admin token."""

import hmac
import re
from datetime import date
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from contracts.dashboard import Summary
from contracts.leads import LeadRef
from dashboard_vars import DashboardVars
from edgekit import (
    HTML,
    App,
    Body,
    Header,
    PlatformError,
    Problem,
    Query,
    Response,
    ServiceError,
)
from edgekit.auth import require_bearer
from lead_page import lead_page
from pages import DASHBOARD, HEADERS, notice_page, open_again, see, sign_in_page
from sessions import Session, cookie_of, issue, set_cookie, verify
from summary_range import span_of
from summary_sources import Ctx, Services, summarize

LEAD_ID = re.compile("lead_[a-z2-7]{26}")
Cookie = Annotated[str | None, Header("Cookie")]

app = App(
    "dashboard",
    version="1.0.0",
    summary="The business at a glance.",
    services=Services,
    vars=DashboardVars,
    essential=(),
)


@app.get("/api/summary", errors=(401, 403, 422))
async def read_summary(
    ctx: Ctx,
    range_: Annotated[str, Query("range")] = "7d",
    date_from: Annotated[date | None, Query("from")] = None,
    date_to: Annotated[date | None, Query("to")] = None,
    cookie: Cookie = None,
) -> Summary:
    """The figures of all sources over some days (`7d`, `4w`, or `from` and `to`).

    Wants the admin token as a bearer, or a session's cookie. A source that fails or is late is
    named in `partial`, and its parts are null.
    """
    if await _session(ctx, cookie) is None:
        require_bearer(ctx.authorization, ctx.secret("ADMIN_TOKEN"))
    return await summarize(ctx, span_of(range_, date_from, date_to, ctx.now().date()))


@app.get("/", tags=("pages",), media_type=HTML)
async def read_page(ctx: Ctx, cookie: Cookie = None) -> Response:
    """The dashboard; a sign-in form for whoever has no session."""
    return _page(sign_in_page() if await _session(ctx, cookie) is None else DASHBOARD)


@app.get("/leads/{lead_id}", tags=("pages",), media_type=HTML, errors=(404, 502, 503, 504))
async def read_lead(
    lead_id: str,
    ctx: Ctx,
    cookie: Cookie = None,
    site: Annotated[str | None, Header("Sec-Fetch-Site")] = None,
) -> Response:
    """Everything about a lead; a sign-in form, and then the lead, for whoever has no session."""
    known = LEAD_ID.fullmatch(lead_id) is not None
    if await _session(ctx, cookie) is None:
        path = f"/leads/{lead_id}" if known else "/"
        return _page(open_again(path) if site == "cross-site" else sign_in_page(path=path))
    if not known:
        return _no_lead()
    try:
        return _page(lead_page(await ctx.services.leads.detail(LeadRef(lead_id=lead_id))))
    except ServiceError as error:
        if error.upstream_status == 404:
            return _no_lead()
        again = f"{error.detail} Try again in a moment."
        return _page(notice_page("The lead cannot be shown now", again), error.status)


@app.post(
    "/sign-in",
    status=303,
    tags=("pages",),
    media_type=HTML,
    limit="RATE_LIMITER",
    errors=(403, 429),
)
async def sign_in(
    body: Annotated[str, Body("application/x-www-form-urlencoded")], ctx: Ctx
) -> Response:
    """Start a session with the admin token, and show the dashboard, or the lead asked for."""
    _check_origin(ctx)
    token, form = ctx.secret("ADMIN_TOKEN"), parse_qs(body)
    given, path = form.get("token", [""])[0], _path_of(form.get("next", ["/"])[0])
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        reason = (
            "That is not the admin token." if token else "ADMIN_TOKEN is not set: it is closed."
        )
        return _page(sign_in_page(reason, path), 403)
    seconds = ctx.vars.session_hours * 3600
    _, value = issue(token, _now(ctx), seconds)
    return _to(path, set_cookie(value, seconds, secure=_is_https(ctx)))


@app.post("/sign-out", status=303, tags=("pages",), media_type=HTML, errors=(403,))
async def sign_out(ctx: Ctx, cookie: Cookie = None) -> Response:
    """End the session, also for whoever has a copy of its cookie."""
    _check_origin(ctx)
    session = await _session(ctx, cookie)
    if session is not None:
        left = session.ends - _now(ctx)
        await ctx.kv("SESSIONS_KV").put(f"ended:{session.id}", "1", ttl=max(left, 60))
    return _to("/", set_cookie("", 0, secure=_is_https(ctx)))


async def _session(ctx: Ctx, cookie: str | None) -> Session | None:
    """The session that a request belongs to. With KV down, one that was ended still counts."""
    token, value = ctx.secret("ADMIN_TOKEN"), cookie_of(cookie)
    session = verify(value, token, _now(ctx)) if token and value else None
    if session is None:
        return None
    try:
        ended = await ctx.kv("SESSIONS_KV").get(f"ended:{session.id}")
    except PlatformError as error:
        ctx.log.warning("sessions_unknown", error=str(error))
        return session
    return None if ended else session


def _check_origin(ctx: Ctx) -> None:
    """Refuse a form that another site sends (a second lock beside SameSite=Strict)."""
    url = urlsplit(ctx.url)
    if ctx.origin and ctx.origin != f"{url.scheme}://{url.netloc}":
        raise Problem(403, "The form was sent from another site; open the dashboard itself.")


def _path_of(given: str) -> str:
    """Where to go after signing in: a lead's page, or the dashboard; never to another site."""
    start, _, lead_id = given.rpartition("/")
    return given if start == "/leads" and LEAD_ID.fullmatch(lead_id) else "/"


def _page(text: str, status: int = 200) -> Response:
    return Response(text, status=status, media_type=HTML, headers=HEADERS)


def _no_lead() -> Response:
    detail = "It was erased, or its address is not complete."
    return _page(notice_page("There is no such lead", detail), 404)


def _to(path: str, cookie: str) -> Response:
    headers = {"Location": path, "Set-Cookie": cookie, "Cache-Control": "no-store"}
    return Response(see(path), status=303, media_type=HTML, headers=headers)


def _is_https(ctx: Ctx) -> bool:
    return ctx.url.startswith("https:")


def _now(ctx: Ctx) -> int:
    return ctx.started_ms // 1000


on_fetch = app.on_fetch
