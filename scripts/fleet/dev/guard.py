"""Only pages of this very server, and programs of this machine, may use the control endpoints.

A page of another origin is told by its ``Origin`` (Fetch standard, section 3.2); a page that DNS
rebinding lent our address is told by its ``Host``.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send


class Guard:
    """ASGI middleware that answers 403 to strangers. ``host`` is the address served on."""

    def __init__(self, app: ASGIApp, host: str = "127.0.0.1") -> None:
        self._app = app
        self._host = host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it in one sentence."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_local(f"//{host}"):
            refusal = f"The control endpoints are not served to the host name “{host}”."
        elif "origin" in headers and not self._is_own(headers["origin"], host):
            refusal = f"The control endpoints are closed to pages of {headers['origin']}."
        else:
            await self._app(scope, receive, send)
            return
        problem = {"title": "Forbidden", "status": 403, "detail": refusal, "error": refusal}
        await JSONResponse(problem, 403, media_type="application/problem+json")(
            scope, receive, send
        )

    def _is_own(self, origin: str, host: str) -> bool:
        return self._is_local(origin) and urlsplit(origin).port == urlsplit(f"//{host}").port

    def _is_local(self, url: str) -> bool:
        try:
            name = urlsplit(url).hostname or ""
        except ValueError:
            return False
        return name == self._host or name == "localhost" or _is_loopback(name)


def _is_loopback(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
