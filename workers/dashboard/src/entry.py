"""dashboard: how the business is doing, for whoever holds the admin token."""

import hmac
from datetime import date
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from contracts.dashboard import Summary
from edgekit import HTML, App, Body, Header, PlatformError, Problem, Query, Response
from edgekit.auth import require_bearer
from pages import DASHBOARD, HEADERS, SEE_DASHBOARD, sign_in_page
from sessions import Session, cookie_of, issue, set_cookie, verify
from summary_range import span_of
from summary_sources import Ctx, Services, summarize

app = App(
    "dashboard",
    version="1.0.0",
    summary="The business at a glance.",
    services=Services,
    essential=(),
)


@app.get("/api/summary", errors=(401, 403, 422))
async def read_summary(
    ctx: Ctx,
    range_: Annotated[str, Query("range")] = "7d",
    date_from: Annotated[date | None, Query("from")] = None,
    date_to: Annotated[date | None, Query("to")] = None,
    cookie: Annotated[str | None, Header("Cookie")] = None,
) -> Summary:
    """The figures of all sources over some days (`7d`, `4w`, or `from` and `to`).

    Wants the admin token as a bearer, or a session's cookie. A source that fails or is late is
    named in `partial`, and its parts are null.
    """
    if await _session(ctx, cookie) is None:
        require_bearer(ctx.authorization, ctx.secret("ADMIN_TOKEN"))
    return await summarize(ctx, span_of(range_, date_from, date_to, ctx.now().date()))


@app.get("/", tags=("pages",), media_type=HTML)
async def read_page(ctx: Ctx, cookie: Annotated[str | None, Header("Cookie")] = None) -> Response:
    """The dashboard; a sign-in form for whoever has no session."""
    if await _session(ctx, cookie) is None:
        return Response(sign_in_page(), media_type=HTML, headers=HEADERS)
    return Response(DASHBOARD, media_type=HTML, headers=HEADERS)


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
    """Start a session with the admin token, and show the dashboard."""
    _check_origin(ctx)
    token = ctx.secret("ADMIN_TOKEN")
    given = parse_qs(body).get("token", [""])[0]
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        reason = (
            "That is not the admin token." if token else "ADMIN_TOKEN is not set: it is closed."
        )
        return Response(sign_in_page(reason), status=403, media_type=HTML, headers=HEADERS)
    seconds = ctx.var("SESSION_HOURS", 12) * 3600
    _, value = issue(token, _now(ctx), seconds)
    return _to_page(set_cookie(value, seconds, secure=_is_https(ctx)))


@app.post("/sign-out", status=303, tags=("pages",), media_type=HTML, errors=(403,))
async def sign_out(ctx: Ctx, cookie: Annotated[str | None, Header("Cookie")] = None) -> Response:
    """End the session, also for whoever has a copy of its cookie."""
    _check_origin(ctx)
    session = await _session(ctx, cookie)
    if session is not None:
        left = session.ends - _now(ctx)
        await ctx.kv("SESSIONS_KV").put(f"ended:{session.id}", "1", ttl=max(left, 60))
    return _to_page(set_cookie("", 0, secure=_is_https(ctx)))


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


def _to_page(cookie: str) -> Response:
    headers = {"Location": "/", "Set-Cookie": cookie, "Cache-Control": "no-store"}
    return Response(SEE_DASHBOARD, status=303, media_type=HTML, headers=headers)


def _is_https(ctx: Ctx) -> bool:
    return ctx.url.startswith("https:")


def _now(ctx: Ctx) -> int:
    return ctx.started_ms // 1000


on_fetch = app.on_fetch
