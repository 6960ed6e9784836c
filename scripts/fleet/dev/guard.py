"""Only pages of this very server, and programs of this machine, may use the control endpoints.

A page of another origin is told by its ``Origin`` (Fetch standard, section 3.2), or where it sends
none by ``Sec-Fetch-Site`` (W3C Fetch Metadata); a page that DNS rebinding lent our address is told
by its ``Host``.
"""

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

OWN_SITES = ("same-origin", "none", "")
SAFE_METHODS = ("GET", "HEAD")  # none of them changes anything here, and links may lead to a page


class Guard:
    """ASGI middleware that answers 403 to strangers. ``host`` is the address served on."""

    def __init__(self, app: ASGIApp, host: str = "127.0.0.1") -> None:
        self._app = app
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it in one sentence."""
        refusal = self._refusal(scope["method"], Headers(scope=scope))
        if refusal is None:
            await self._app(scope, receive, send)
            return
        problem = {"title": "Forbidden", "status": 403, "detail": refusal, "error": refusal}
        await JSONResponse(problem, 403, media_type="application/problem+json")(
            scope, receive, send
        )

    def _refusal(self, method: str, headers: Headers) -> str | None:
        host, origin = headers.get("host", ""), headers.get("origin")
        if not self._is_local(_split(f"//{host}")):
            return f"The control endpoints are not served to the host name “{host}”."
        if origin is not None and not self._is_own(_split(origin), _split(f"//{host}")):
            return f"The control endpoints are closed to pages of {origin}."
        if method not in SAFE_METHODS and headers.get("sec-fetch-site", "") not in OWN_SITES:
            return "The control endpoints are closed to pages of other origins."
        return None

    def _is_own(self, origin: SplitResult | None, host: SplitResult | None) -> bool:
        if origin is None or host is None or not self._is_local(origin):
            return False
        return origin.port == host.port

    def _is_local(self, url: SplitResult | None) -> bool:
        name = (url and url.hostname) or ""
        return name in (self._host, "localhost") or _is_loopback(name)


def _split(url: str) -> SplitResult | None:
    """Return the parts of a URL; None for one that has no port that could be."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
