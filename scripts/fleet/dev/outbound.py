"""Where every outbound request of a worker arrives: answered by the outbox, or let out."""

import asyncio
from collections.abc import AsyncIterator, Callable, Set

import anyio
import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from fleet.dev.outbox import Outbox
from fleet.dev.providers import Exchange, StandIn

WORKER, URL = "x-pyworkerd-worker", "x-pyworkerd-url"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
# They belong to one connection (RFC 9110, section 7.6.1), or no longer fit what is passed on.
CONNECTION = {"connection", "content-encoding", "content-length", "host", "transfer-encoding"}
LIVE_SECONDS = 30.0


class Outbound:
    """The ASGI application behind the workers' ``fetch``.

    ``keys`` gives the names of the secrets that were really given; with ``live``, a provider whose
    key is among them, or that needs none, is called for real. So is ``open_to``, a base address,
    unless a rule answers in its place.
    """

    def __init__(
        self,
        outbox: Outbox,
        *,
        live: bool = False,
        keys: Callable[[], Set[str]] = frozenset,
        open_to: str = "",
    ) -> None:
        self._outbox = outbox
        self._open_to = f"{open_to.rstrip('/')}/" if open_to else ""
        self._live = live
        self._keys = keys
        self.app = Starlette(routes=[Route("/{path:path}", self._take, methods=METHODS)])

    async def _take(self, request: Request) -> Response:
        if WORKER not in request.headers:
            return PlainTextResponse("Only workers send requests here.", 403)
        exchange = await _exchange(request)
        stand_in = self._outbox.directory.find(exchange)
        if self._is_let_out(exchange, stand_in):
            return await self._send(exchange, stand_in)
        answer = await self._outbox.answer(exchange)
        return Response(answer.body, answer.status, answer.headers)

    def _is_let_out(self, exchange: Exchange, stand_in: StandIn) -> bool:
        if self._open_to and exchange.url.startswith(self._open_to):
            return not self._outbox.has_rule(stand_in, exchange)
        return self._live and self._has_key(stand_in)

    def _has_key(self, stand_in: StandIn) -> bool:
        return not stand_in.secrets or not self._keys().isdisjoint(stand_in.secrets)

    async def _send(self, exchange: Exchange, stand_in: StandIn) -> Response:
        """Send a request on. The answer's body is passed on as it comes, however slowly."""
        headers = {k: v for k, v in exchange.headers.items() if k not in CONNECTION}
        client = httpx.AsyncClient(timeout=LIVE_SECONDS, follow_redirects=False)
        request = client.build_request(
            exchange.method, exchange.url, headers=headers, content=exchange.body
        )
        try:
            async with asyncio.timeout(LIVE_SECONDS):
                answer = await client.send(request, stream=True)
        except (httpx.HTTPError, TimeoutError) as error:
            await client.aclose()
            self._outbox.record(exchange, stand_in.name, 502)
            return PlainTextResponse(f"{exchange.host} can't be reached: {error}", 502)
        self._outbox.record(exchange, stand_in.name, answer.status_code)
        kept = {k: v for k, v in answer.headers.items() if k.lower() not in CONNECTION}
        return StreamingResponse(_passed_on(client, answer), answer.status_code, kept)


async def _passed_on(client: httpx.AsyncClient, answer: httpx.Response) -> AsyncIterator[bytes]:
    """A body's bytes, until its end or until nobody listens any more."""
    try:
        async for part in answer.aiter_bytes():
            yield part
    finally:
        with anyio.CancelScope(shield=True):
            await client.aclose()


async def _exchange(request: Request) -> Exchange:
    own = (WORKER, URL, "host")
    return Exchange(
        worker=request.headers[WORKER],
        method=request.method,
        url=request.headers.get(URL, str(request.url)),
        headers={name: value for name, value in request.headers.items() if name not in own},
        body=await request.body(),
    )
