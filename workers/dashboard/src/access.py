"""Who may see the pages: a session's cookie, and forms that come from the pages themselves."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from edgekit import HTML, PlatformError, Response
from pages import HEADERS, open_again, see, sign_in_page
from sessions import Session, cookie_of, verify
from sources import Ctx

# Where signing in may lead to: a page of this site, and whatever its query says.
_PATH = re.compile(r"/(?:(?:leads(?:/lead_[a-z2-7]{26})?|operations)?)(?:\?[\w=&%+.~*@-]*)?", re.A)
SIGN_IN_AGAIN = "Your session has ended. Sign in, and send it again."


async def session_of(ctx: Ctx, cookie: str | None) -> Session | None:
    """The session that a request belongs to. With KV down, one that was ended still counts."""
    token, value = ctx.secret("ADMIN_TOKEN"), cookie_of(cookie)
    session = verify(value, token, now(ctx)) if token and value else None
    if session is None:
        return None
    try:
        ended = await ctx.kv("SESSIONS_KV").get(f"ended:{session.id}")
    except PlatformError as error:
        ctx.log.warning("sessions_unknown", error=str(error))
        return session
    return None if ended else session


async def barred(ctx: Ctx, cookie: str | None, site: str | None) -> Response | None:
    """What to show to who has no session: a form that leads back here; ``None`` for who has one."""
    if await session_of(ctx, cookie) is not None:
        return None
    path = path_of(f"{ctx.path}?{ctx.query}" if ctx.query else ctx.path)
    return page(open_again(path) if site == "cross-site" else sign_in_page(path=path))


async def form_refused(ctx: Ctx, cookie: str | None, back: str) -> Response | None:
    """Why a form is not taken: another site sent it, or the session has ended; else ``None``.

    The session's cookie is SameSite=Strict; ``Origin`` is a second lock beside it.
    """
    if is_foreign(ctx):
        return foreign_form()
    if await session_of(ctx, cookie) is None:
        return page(sign_in_page(SIGN_IN_AGAIN, back), 403)
    return None


def is_foreign(ctx: Ctx) -> bool:
    """Whether another site sent the form."""
    url = urlsplit(ctx.url)
    return bool(ctx.origin) and ctx.origin != f"{url.scheme}://{url.netloc}"


def foreign_form() -> Response:
    """The answer to a form that another site sent."""
    return page(sign_in_page("The form was sent from another site; use this one."), 403)


def path_of(given: str) -> str:
    """Where to go after signing in: a page of this site, never another site."""
    return given if _PATH.fullmatch(given) else "/"


def page(text: str, status: int = 200) -> Response:
    """A page as an answer."""
    return Response(text, status=status, media_type=HTML, headers=HEADERS)


def to(path: str, cookies: Mapping[str, str | list[str]] | None = None) -> Response:
    """Lead on to a page of this site (303), perhaps with cookies to set."""
    headers = {"Location": path, "Cache-Control": "no-store", **(cookies or {})}
    return Response(see(path), status=303, media_type=HTML, headers=headers)


def is_https(ctx: Ctx) -> bool:
    """Whether cookies can be kept to HTTPS."""
    return ctx.url.startswith("https:")


def now(ctx: Ctx) -> int:
    """The time of the request, in epoch seconds."""
    return ctx.started_ms // 1000
