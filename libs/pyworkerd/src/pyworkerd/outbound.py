"""Capture what workers send out, and answer it: the far end of ``Options.outbound_url``."""

import fnmatch
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

WORKER, URL = "x-pyworkerd-worker", "x-pyworkerd-url"
Message = dict[str, Any]


@dataclass(frozen=True)
class Captured:
    """A request that a worker sent out; header names are lower case."""

    worker: str
    method: str
    url: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body read as JSON."""
        return json.loads(self.body)


@dataclass
class Stub:
    """How requests to a URL are answered. ``url`` may hold ``*``; ``times`` None is for good."""

    url: str
    method: str = "*"
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    times: int | None = None

    def matches(self, request: Captured) -> bool:
        """Say whether the stub is for a request, and not used up."""
        named = fnmatch.fnmatchcase(request.url, self.url)
        return named and self.method in ("*", request.method) and self.times != 0


class Outbound:
    """An ASGI application that keeps requests in `requests` and answers from stubs, else 502."""

    def __init__(self) -> None:
        self.requests: list[Captured] = []
        self._stubs: list[Stub] = []

    def stub(
        self,
        url: str,
        *,
        method: str = "*",
        status: int = 200,
        json_body: Any = None,
        body: bytes | str = b"",
        headers: dict[str, str] | None = None,
        times: int | None = None,
    ) -> None:
        """Answer requests to ``url`` (``*`` stands for anything); the newest stub wins."""
        content = body.encode() if isinstance(body, str) else body
        told = dict(headers or {})
        if json_body is not None:
            content, told = (
                json.dumps(json_body).encode(),
                {"content-type": "application/json"} | told,
            )
        self._stubs.insert(0, Stub(url, method.upper(), status, content, told, times))

    def reset(self) -> None:
        """Forget requests and stubs."""
        self.requests.clear()
        self._stubs.clear()

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Take one request."""
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        own = {name: headers.pop(name, "") for name in (WORKER, URL)}
        headers.pop("host", None)
        body = await _read(receive)
        request = Captured(own[WORKER], scope["method"], own[URL], headers, body)
        self.requests.append(request)
        await _answer(send, self._find(request))

    def _find(self, request: Captured) -> Stub:
        found = next((stub for stub in self._stubs if stub.matches(request)), None)
        if found is None:
            told = f"Nothing answers {request.method} {request.url}: stub it with outbound.stub(…)."
            return Stub(request.url, status=502, body=told.encode())
        if found.times is not None:
            found.times -= 1
        return found


async def _read(receive: Callable[[], Awaitable[Message]]) -> bytes:
    parts: list[bytes] = []
    more = True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = bool(message.get("more_body"))
    return b"".join(parts)


async def _answer(send: Callable[[Message], Awaitable[None]], stub: Stub) -> None:
    headers = [(name.lower().encode(), value.encode()) for name, value in stub.headers.items()]
    await send({"type": "http.response.start", "status": stub.status, "headers": headers})
    await send({"type": "http.response.body", "body": stub.body})
