"""Logs: one JSON object a line, on standard output, where the platform collects them."""

import json
import traceback
from typing import Any, Protocol

MAX_TRACE_LINES = 30


class Logged(Protocol):
    """The request that a line is about."""

    @property
    def request_id(self) -> str:
        """Its id."""

    @property
    def method(self) -> str:
        """Its method."""

    @property
    def path(self) -> str:
        """Its path."""


class Log:
    """Writes lines for one worker and request."""

    __slots__ = ("_request_id", "_worker")

    def __init__(self, worker: str, request_id: str) -> None:
        self._worker = worker
        self._request_id = request_id

    def info(self, event: str, **fields: Any) -> None:
        """Something worth knowing."""
        self._write("info", event, fields)

    def warning(self, event: str, **fields: Any) -> None:
        """Something went wrong and was dealt with."""
        self._write("warning", event, fields)

    def error(self, event: str, **fields: Any) -> None:
        """Something went wrong and somebody should look."""
        self._write("error", event, fields)

    def exception(self, event: str, error: BaseException) -> None:
        """An unexpected exception, with its trace."""
        self.error(event, error=str(error), type=type(error).__name__, trace=trace_of(error))

    def _write(self, level: str, event: str, fields: dict[str, Any]) -> None:
        line = {"level": level, "worker": self._worker, "event": event}
        print(  # noqa: T201 - standard output is the platform's log
            json.dumps(
                {**line, "request_id": self._request_id, **fields}, ensure_ascii=False, default=str
            )
        )


def trace_of(error: BaseException) -> str:
    """The last lines of an exception's trace."""
    lines = "".join(traceback.format_exception(error)).splitlines()
    return "\n".join(lines[-MAX_TRACE_LINES:])


def request_line(level: str, worker: str, request: Logged, status: int, duration_ms: int) -> str:
    """The line of one answered request; edgekit.mjs makes the same."""
    fields = {
        "level": level,
        "worker": worker,
        "event": "request",
        "request_id": request.request_id,
        "method": request.method,
        "path": request.path,
        "status": status,
        "duration_ms": duration_ms,
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
