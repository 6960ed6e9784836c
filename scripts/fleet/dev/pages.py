"""The console under ``/__fleet/``: its files, and what only it asks for.

Its policy (Content Security Policy Level 3) lets in no script, style or frame but its own. A mail's
HTML part is a stranger: it is served with a policy that runs and loads nothing.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from fleet.dev.engine import Engine
from fleet.dev.outbox import Sent
from fleet.dev.reading import Mail, read
from fleet.graph.svg import drawing

FILES = Path(__file__).with_name("console")
MOST_MESSAGES = 500  # in one answer, the newest
CONSOLE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox"
)


def console_routes(engine: Engine) -> list[BaseRoute]:
    """Return the routes of the page, its files and its questions."""
    page = _Page(engine)
    return [
        Route("/__fleet", lambda _: RedirectResponse("/__fleet/")),
        Route("/__fleet/", page.index),
        Route("/__fleet/graph.svg", page.graph),
        Route("/__fleet/messages", page.messages),
        Route("/__fleet/messages/{id}/html", page.mail),
        Mount("/__fleet/console", _files),
    ]


class _Page:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def index(self, request: Request) -> Response:
        """Serve the page."""
        return await _files.get_response("index.html", request.scope)

    async def graph(self, _: Request) -> Response:
        """Draw who calls whom, to be shown within the page."""
        workers = self._engine.workers
        calls = {
            name: [target for target in info.calls if target in workers and target != name]
            for name, info in workers.items()
        }
        private = {worker.name for worker in self._engine.roster.wanted.values() if worker.private}
        return Response(drawing(calls, private), media_type="image/svg+xml")

    async def messages(self, request: Request) -> Response:
        """Answer what was sent after the id ``since``, as people read it, and what is kept."""
        outbox = self._engine.outbox
        kept = outbox.sent()
        since = request.query_params.get("since", "")
        fresh = [sent for sent in kept if sent.id > since][-MOST_MESSAGES:]
        oldest = kept[0].id if kept else None
        return JSONResponse({"oldest": oldest, "messages": [_told(sent) for sent in fresh]})

    async def mail(self, request: Request) -> Response:
        """Serve the HTML part of a mail, powerless."""
        sent = self._engine.outbox.find(request.path_params["id"])
        mail = read(sent) if sent else None
        if not isinstance(mail, Mail) or not mail.html:
            raise HTTPException(404, "The outbox holds no mail of that id with an HTML part.")
        return HTMLResponse(mail.html, headers=_headers(MAIL_POLICY))


def _told(sent: Sent) -> dict[str, Any]:
    reading = asdict(read(sent))
    request_id = sent.headers.get("x-request-id", "")
    return {**asdict(sent), "request_id": request_id, "reading": reading}


class _Files(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_headers(CONSOLE_POLICY))
        return response


def _headers(policy: str) -> dict[str, str]:
    return {
        "content-security-policy": policy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "no-cache",
    }


_files = _Files(directory=FILES, check_dir=False)
