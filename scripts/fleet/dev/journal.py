"""What has happened in the running fleet: log lines, requests, latencies, boots."""

import itertools
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from pyworkerd.logs import LogRecord

LOGS_KEPT = 5_000
REQUESTS_KEPT = 2_000
PROBED = "/health"  # asked by the console, ready, status and doctor, by nobody with a wish
DURATIONS_KEPT = 2_000  # a worker; percentiles are over these
Event = dict[str, Any]


@dataclass
class WorkerRecord:
    """What is known of one worker's life. Times are milliseconds; probes are no requests."""

    status: str = "starting"
    boot_ms: float | None = None
    error: str | None = None
    logs_requests: bool = False
    requests: int = 0
    errors: int = 0
    durations: deque[float] = field(default_factory=lambda: deque(maxlen=DURATIONS_KEPT))

    def percentile(self, share: float) -> float | None:
        """Return the duration that ``share`` of the latest requests stayed within."""
        if not self.durations:
            return None
        ordered = sorted(self.durations)
        return round(ordered[ceil(share * len(ordered)) - 1], 2)


class Journal:
    """Listens to the runtime's events and remembers the latest of each kind."""

    def __init__(self) -> None:
        self.workers: defaultdict[str, WorkerRecord] = defaultdict(WorkerRecord)
        self.listeners: list[Callable[[LogRecord], None]] = []
        self._logs: deque[dict[str, Any]] = deque(maxlen=LOGS_KEPT)
        self._requests: deque[dict[str, Any]] = deque(maxlen=REQUESTS_KEPT)
        self._numbers = itertools.count(1)

    def hear(self, event: Event) -> None:
        """Take in one event of the runtime."""
        kind = event["event"]
        if kind == "log":
            self._log(LogRecord.from_event(event))
        elif kind == "booted":
            self._booted(event)
        elif kind == "worker_error":
            self._error(event)
        elif kind == "progress":
            self.note(event["text"])
        elif kind == "restarting":
            self.note("workerd ended and is started again.", level="warning")

    def note(self, text: str, *, worker: str = "", level: str = "info") -> None:
        """Write a line of our own into the log."""
        self._log(LogRecord.from_event({"worker": worker, "level": level, "text": text}))

    def logs(self, since: int = 0, worker: str = "") -> list[dict[str, Any]]:
        """Return log lines with a number above ``since``, oldest first."""
        return _later(self._logs, since, worker)

    def requests(self, since: int = 0, worker: str = "") -> list[dict[str, Any]]:
        """Return requests with a number above ``since``, oldest first."""
        return _later(self._requests, since, worker)

    def clear(self) -> None:
        """Forget lines, requests and latencies; boots stay known."""
        self._logs.clear()
        self._requests.clear()
        for record in self.workers.values():
            record.requests = record.errors = 0
            record.durations.clear()

    def _booted(self, event: Event) -> None:
        record = self.workers[event["worker"]]
        record.boot_ms = event.get("boot_ms")
        if event.get("error"):
            record.status, record.error = "failed", str(event["error"])

    def _error(self, event: Event) -> None:
        worker, error = event["worker"], str(event.get("error"))
        self.note(error, worker=worker, level="error")
        if event.get("phase") == "start":
            self.workers[worker].status, self.workers[worker].error = "failed", error

    def _log(self, record: LogRecord) -> None:
        entry = {
            "seq": next(self._numbers),
            "at": record.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "worker": record.worker,
            "level": record.level,
            "request_id": record.request_id,
            "message": record.message,
        }
        is_request = record.fields.get("event") == "request"
        entry["probe"] = is_request and record.fields.get("path") == PROBED
        self._logs.append(entry)
        if is_request:
            self._request(record, entry)
        for listener in self.listeners:
            listener(record)

    def _request(self, record: LogRecord, entry: dict[str, Any]) -> None:
        seen = {name: record.fields.get(name) for name in ("method", "path", "status")}
        took = record.fields.get("duration_ms")
        self._requests.append({**entry, **seen, "duration_ms": took})
        worker = self.workers[record.worker]
        worker.logs_requests = True
        if entry["probe"]:
            return
        worker.requests += 1
        worker.errors += int(seen["status"] or 0) >= 500
        if isinstance(took, int | float):
            worker.durations.append(float(took))


def _later(entries: deque[dict[str, Any]], since: int, worker: str) -> list[dict[str, Any]]:
    wanted = (entry for entry in entries if entry["seq"] > since)
    return [entry for entry in wanted if worker in ("", entry["worker"])]
