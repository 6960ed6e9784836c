"""A server on loopback that speaks like an OpenAI-compatible API, and says what it is told to.

Also what it should not: nothing for a while, half an answer, no answer at all.
"""

import http.server
import json
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

CUT = None
"""A step at which the connection is lost."""
Step = bytes | float | None
"""Bytes to be sent, seconds to wait, or ``CUT``."""
EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True)
class Asked:
    """A request that came; header names are in lower case."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What is answered; it breaks off where a step is ``CUT``."""

    steps: Sequence[Step]
    status: int = 200
    media_type: str = EVENT_STREAM
    headers: dict[str, str] = field(default_factory=dict)


def event(value: Any) -> bytes:
    """One server-sent event: JSON, or a text as it is."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"data: {text}\n\n".encode()


def delta(text: str, finish: str | None = None) -> bytes:
    """An event that says a piece of an answer."""
    return event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]})


def usage(prompt: int, completion: int) -> bytes:
    """The event that tells what an answer cost."""
    counts = {"prompt_tokens": prompt, "completion_tokens": completion}
    return event({"choices": [], "usage": counts | {"total_tokens": prompt + completion}})


DONE = event("[DONE]")


def spoken(*pieces: str) -> Reply:
    """A whole answer, as it should be."""
    said = [delta(piece) for piece in pieces]
    return Reply([*said, delta("", "stop"), usage(7, len(pieces)), DONE])


class ScriptedModel:
    """The server, while the block lasts. ``reply`` is what every request is answered with."""

    def __init__(self) -> None:
        self.reply = spoken("Hello.")
        self.asked: list[Asked] = []
        self.left = threading.Event()
        """Set once a client has gone before all was sent."""
        model = self

        class Handler(_Handler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = json.loads(self.rfile.read(length))
                model.asked.append(Asked(self.path, headers, body))
                try:
                    self.give(model.reply)
                except OSError:
                    model.left.set()

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def reset(self) -> None:
        """Forget what was asked, and say hello again."""
        self.reply = spoken("Hello.")
        self.asked.clear()
        self.left.clear()

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


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def give(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("content-type", reply.media_type)
        self.send_header("transfer-encoding", "chunked")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        for step in reply.steps:
            if step is CUT:
                self.close_connection = True
                return
            if isinstance(step, float):
                time.sleep(step)
                continue
            self._chunk(step)
        self._chunk(b"")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
