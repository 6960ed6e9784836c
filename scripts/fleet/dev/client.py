"""Talk to a running fleet over HTTP, as a test or a script does."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx

from fleet.dev.usage import Usage

REQUEST_SECONDS = 30.0
T = TypeVar("T")


def eventually(look: Callable[[], T], seconds: float = 20) -> T:
    """Return the first true answer of ``look``; what happens behind an answer takes a moment.

    Raises:
        AssertionError: there was none in time.
    """
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"Nothing came within {seconds} s.")
        time.sleep(0.05)
    return found


class FleetClient:
    """A fleet that serves on a port of this machine: its workers, and its control endpoints."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=REQUEST_SECONDS)

    def worker(self, name: str) -> httpx.Client:
        """Return a client whose requests go to one worker; close it after use."""
        host = f"{name}.localhost:{self.port}"
        return httpx.Client(
            base_url=self._http.base_url, headers={"host": host}, timeout=REQUEST_SECONDS
        )

    def control(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request to ``/__fleet`` + ``path``."""
        return self._http.request(method, f"/__fleet{path}", **options)

    def workers(self) -> dict[str, dict[str, Any]]:
        """Return what is known of each worker, by name."""
        return {entry["name"]: entry for entry in self._json("GET", "/workers")}

    def outbox(self, **filters: str) -> list[dict[str, Any]]:
        """Return what was sent out; filters are ``provider``, ``worker``, ``since``."""
        sent: list[dict[str, Any]] = self._json("GET", "/outbox", params=filters)
        return sent

    def rule(self, provider: str, **rule: Any) -> None:
        """Make a provider misbehave: ``status``, ``body``, ``headers``, ``delay_ms``, ``times``."""
        self._json("POST", "/outbox/rules", json={"provider": provider, **rule})

    def cron(self, worker: str, **when: str) -> None:
        """Run a worker's schedule now; ``cron`` and ``at`` may say otherwise."""
        self._json("POST", f"/cron/{worker}", params=when)

    def flush_queues(self) -> None:
        """Wait until every queue is empty."""
        self._json("POST", "/queues/flush")

    @contextmanager
    def fault(self, worker: str, mode: str, times: int | None = None) -> Iterator[None]:
        """Break calls to a worker while the block lasts."""
        self._json("POST", "/faults", json={"worker": worker, "mode": mode, "times": times})
        try:
            yield
        finally:
            self.clear_faults()

    def clear_faults(self) -> None:
        """End every fault."""
        self._json("DELETE", "/faults")

    def d1(self, worker: str, sql: str) -> list[dict[str, Any]]:
        """Return the rows of a reading statement on a worker's database."""
        rows: list[dict[str, Any]] = self._json("GET", f"/d1/{worker}", params={"sql": sql})
        return rows

    def kv(self, worker: str, prefix: str = "") -> dict[str, str]:
        """Return a worker's KV entries by key."""
        entries = self._json("GET", f"/kv/{worker}", params={"prefix": prefix})
        return {entry["name"]: entry["value"] for entry in entries}

    def logs(self, **filters: str) -> list[dict[str, Any]]:
        """Return log lines, oldest first; filters are ``worker`` and ``since``."""
        lines: list[dict[str, Any]] = self._json("GET", "/logs", params=filters)
        return lines

    def usage(self, **filters: str) -> list[Usage]:
        """Return what events used of Cloudflare's limits, with all that they called, oldest first.

        Filters are ``worker``, ``event`` (``fetch``, ``scheduled``, ``queue``) and ``request_id``.
        """
        return [Usage(**each) for each in self._json("GET", "/usage", params=filters)]

    def reset(self) -> None:
        """Put everything back to how it was after the start."""
        self._json("POST", "/reset")

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _json(self, method: str, path: str, **options: Any) -> Any:
        answer = self.control(method, path, **options)
        if answer.is_error:
            raise AssertionError(f"{method} /__fleet{path}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None
