"""Links that open what they name and nothing else, until they end."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from edgekit.signed_links import LinkKeys
from media_vars import Ctx

PURPOSE = "media"
WIDTH = "w="
"""Begins the parameter that is no part of what is signed to be read: of that it shows less."""


class Signed:
    """The links of one request's worker."""

    def __init__(self, ctx: Ctx) -> None:
        self._keys = LinkKeys(ctx.secret("LINK_SECRET") or "", PURPOSE)
        self._ctx = ctx

    def url(self, method: str, path: str, expires_at: int, **bound: str | int) -> str:
        """A link for one method until ``expires_at`` (epoch seconds), with what is bound to it."""
        query = self._keys.query(method, path, expires_at, **bound)
        return f"{self._base()}{path}?{query}"

    def check(self) -> dict[str, str]:
        """What is bound to the link by which this request came.

        Raises ``Problem`` 403 where anything is not as it was signed, 410 when it is over. HEAD is
        permitted where GET is.
        """
        ctx = self._ctx
        method = "GET" if ctx.method == "HEAD" else ctx.method
        signed = _without_width(ctx.query) if method == "GET" else ctx.query
        return self._keys.check_query(method, ctx.path, signed, ctx.started_ms / 1000)

    def _base(self) -> str:
        if self._ctx.vars.public_url:
            return self._ctx.vars.public_url.rstrip("/")
        url = urlsplit(self._ctx.url)
        return f"{url.scheme}://{url.netloc}"


def _without_width(query: str) -> str:
    return "&".join(each for each in query.split("&") if not each.startswith(WIDTH))


def ends(ctx: Ctx, seconds: int) -> int:
    """So many seconds from now, in epoch seconds."""
    return ctx.started_ms // 1000 + seconds


def at(expires_at: int) -> datetime:
    """Epoch seconds as a time."""
    return datetime.fromtimestamp(expires_at, UTC)
