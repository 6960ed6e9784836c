"""A chat API that answers as it is told to, and the pages of strangers that embed its widget.

It keeps what chatbot promises: a turn by its ``Idempotency-Key`` counts once, a session's id is
in bodies only, and a stream ends with ``done`` or ``error`` unless the connection is lost.
"""

import http.server
import json
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

WIDGET = Path(__file__).parents[2] / "workers" / "chatbot" / "src" / "widget.js"
CUT = None
"""A step at which the connection is lost."""
END = b""
"""A step at which the answer ends as it should, but for what was to come."""
Step = bytes | float | None


def event(name: str, value: Any) -> bytes:
    """One server-sent event with JSON in it."""
    return f"event: {name}\ndata: {json.dumps(value)}\n\n".encode()


def delta(text: str) -> bytes:
    """An event with a piece of an answer."""
    return event("delta", {"text": text})


@dataclass(frozen=True)
class Behaviour:
    """How one turn goes: the steps of its stream, or a refusal by its status.

    Where the steps do not end by themselves, the whole answer follows.
    """

    reply: str = "We pay the closing costs."
    sources: Sequence[dict[str, str]] = ()
    steps: Sequence[Step] = ()
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    detail: str = "Something went wrong here; it has been reported."


class Served:
    """A server on loopback, while the block lasts."""

    def __init__(self) -> None:
        served = self

        class Handler(_Handler):
            def do_GET(self) -> None:
                served.get(self)

            def do_POST(self) -> None:
                served.post(self)

            def do_OPTIONS(self) -> None:
                self.begin(
                    204,
                    {
                        "access-control-allow-methods": "GET, POST",
                        "access-control-allow-headers": "content-type, accept, idempotency-key",
                    },
                )

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"

    def get(self, request: "_Handler") -> None:
        """Answer a GET."""
        request.text(404, "text/plain", "There is nothing here.")

    def post(self, request: "_Handler") -> None:
        """Answer a POST."""
        request.text(404, "text/plain", "There is nothing here.")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class ScriptedChat(Served):
    """The chat. ``coming`` are the behaviours of the turns to come, the usual one after those."""

    def __init__(self) -> None:
        super().__init__()
        self.coming: list[Behaviour] = []
        self.urls: list[str] = []
        self.keys: list[str] = []
        self.messages: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self.transcript: list[dict[str, Any]] = []
        self.sessions: set[str] = set()

    def get(self, request: "_Handler") -> None:
        self.urls.append(request.path)
        if request.path != "/widget.js":
            super().get(request)
            return
        request.text(200, "text/javascript; charset=utf-8", WIDGET.read_text(encoding="utf-8"))

    def post(self, request: "_Handler") -> None:
        self.urls.append(request.path)
        body = request.json()
        session = body.get("session_id")
        if session is not None and session not in self.sessions:
            request.problem(404, "There is no such conversation.")
        elif request.path == "/api/chat/transcript":
            request.text(200, "application/json", json.dumps({"messages": self.transcript}))
        else:
            self._turn(request, body)

    def _turn(self, request: "_Handler", body: dict[str, Any]) -> None:
        key = request.headers["idempotency-key"]
        self.bodies.append(body)
        if key not in self.keys:
            self.messages.append(body["message"])
        self.keys.append(key)
        behaviour = self.coming.pop(0) if self.coming else Behaviour()
        if behaviour.status != 200:
            request.problem(behaviour.status, behaviour.detail, behaviour.headers)
            return
        session = body.get("session_id") or f"chat_{len(self.sessions)}secret"
        self.sessions.add(session)
        request.begin(200, {"content-type": "text/event-stream", "transfer-encoding": "chunked"})
        for step in behaviour.steps:
            if step is CUT:
                request.close_connection = True
                return
            if isinstance(step, float):
                time.sleep(step)
                continue
            request.send(step)
            if step == END:
                return
        answer = {"session_id": session, "reply": behaviour.reply, "intent": "question"}
        answer |= {"sources": list(behaviour.sources), "handoff": False}
        request.send(event("done", answer))
        request.send(b"")


class Shop(Served):
    """A site of somebody else's: one page, whose body and policy a test may set."""

    def __init__(self, chat: str) -> None:
        super().__init__()
        self.chat = chat
        self.attributes = ""
        self.policy = (
            f"default-src 'none'; script-src {chat}; connect-src {chat}; base-uri 'none'; "
            f"frame-src 'self'; form-action 'none'; require-trusted-types-for 'script'"
        )

    def page(self) -> str:
        """The page that embeds the widget."""
        return (
            '<!doctype html><html lang="en"><head><title>A shop</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
            "<body><main><h1>A shop</h1><p>Homes, and more of them.</p></main>"
            f'<script src="{self.chat}/widget.js" defer {self.attributes}></script></body></html>'
        )

    def get(self, request: "_Handler") -> None:
        if request.path == "/framed":
            frame = '<iframe title="Help" src="/" width="420" height="640" sandbox="allow-scripts">'
            page = (
                f'<!doctype html><html lang="en"><title>Around</title><main>{frame}</main></html>'
            )
            request.text(200, "text/html; charset=utf-8", page)
            return
        headers = {"content-security-policy": self.policy}
        request.text(200, "text/html; charset=utf-8", self.page(), headers)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def begin(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"access-control-allow-origin": "*", **headers}.items():
            self.send_header(name, value)
        if status == 204:
            self.send_header("content-length", "0")
        self.end_headers()

    def text(
        self, status: int, media_type: str, text: str, headers: dict[str, str] | None = None
    ) -> None:
        data = text.encode()
        more = {"content-type": media_type, "content-length": str(len(data)), **(headers or {})}
        self.begin(status, more)
        self.wfile.write(data)

    def problem(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        exposed = {"access-control-expose-headers": "retry-after", **(headers or {})}
        self.text(status, "application/problem+json", json.dumps({"detail": detail}), exposed)

    def json(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["content-length"])))
        return body

    def send(self, data: bytes) -> None:
        """Send a chunk; an empty one is the last."""
        with suppress(OSError):
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
