"""Talk to a running fleet over HTTP, as a test or a script does."""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self, TypeVar

import httpx

from fleet.dev.usage import Usage

REQUEST_SECONDS = 60.0
# Node closes a connection that has been idle for five seconds, as httpx does, too: whoever uses it
# again at that moment finds it closed.
LIMITS = httpx.Limits(keepalive_expiry=2.0)
T = TypeVar("T")


def eventually(look: Callable[[], T], seconds: float = 90) -> T:
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


class Fault:
    """A worker that is broken until `end`, or until the end of a ``with`` block."""

    def __init__(self, fleet: "FleetClient", worker: str) -> None:
        self._fleet = fleet
        self._worker = worker

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Let calls reach the worker again."""
        self._fleet.clear_faults(self._worker)


class FleetClient:
    """A fleet that serves on a port of this machine: its workers, and its control endpoints."""

    def __init__(self, port: int) -> None:
        self.port = port
        address = f"http://127.0.0.1:{port}"
        # Its calls are few: none of them may meet a connection that is just being closed.
        alone = httpx.Limits(max_keepalive_connections=0)
        self._http = httpx.Client(base_url=address, timeout=REQUEST_SECONDS, limits=alone)

    def worker(self, name: str) -> httpx.Client:
        """Return a client whose requests go to one worker; close it after use."""
        host = f"{name}.localhost:{self.port}"
        return httpx.Client(
            base_url=self._http.base_url,
            headers={"host": host},
            timeout=REQUEST_SECONDS,
            limits=LIMITS,
        )

    def control(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send a request to ``/__fleet`` + ``path``."""
        return self._http.request(method, f"/__fleet{path}", **options)

    def workers(self) -> dict[str, dict[str, Any]]:
        """Return what is known of each worker, by name."""
        return {entry["name"]: entry for entry in self._json("GET", "/workers")}

    def outbox(
        self, *, provider: str = "", worker: str = "", since: str = ""
    ) -> list[dict[str, Any]]:
        """Return what was sent out; ``since`` is a time or an id."""
        asked = {"provider": provider, "worker": worker, "since": since}
        sent: list[dict[str, Any]] = self._json("GET", "/outbox", params=asked)
        return sent

    def rule(self, provider: str, **rule: Any) -> None:
        """Make a provider misbehave: ``status``, ``body``, ``headers``, ``delay_ms``, ``times``."""
        self._json("POST", "/outbox/rules", json={"provider": provider, **rule})

    def clear_rules(self) -> None:
        """Let every provider answer as usual again."""
        self._json("DELETE", "/outbox/rules")

    def event(self, provider: str, **asked: Any) -> dict[str, Any]:
        """Have a provider post a signed event to ``webhooks``; return what was sent and answered.

        What is asked takes the place of the same in the provider's usual event.
        """
        told: dict[str, Any] = self._json("POST", f"/providers/{provider}/events", json=asked)
        return told

    def cron(self, worker: str, *, cron: str | None = None, at: str | None = None) -> None:
        """Run a worker's schedule now: its first one, unless ``cron`` and ``at`` say otherwise."""
        asked = {"cron": cron, "at": at}
        params = {name: value for name, value in asked.items() if value is not None}
        self._json("POST", f"/cron/{worker}", params=params)

    def flush_queues(self) -> None:
        """Wait until every queue is empty."""
        self._json("POST", "/queues/flush")

    def fault(self, worker: str, mode: str, times: int | None = None) -> Fault:
        """Break calls to a worker from now on, until the fault ends: ``with`` ends it."""
        self._json("POST", "/faults", json={"worker": worker, "mode": mode, "times": times})
        return Fault(self, worker)

    def clear_faults(self, worker: str | None = None) -> None:
        """End the fault of a worker, or every fault."""
        self._json("DELETE", "/faults", params={"worker": worker} if worker else {})

    def d1(self, worker: str, sql: str) -> list[dict[str, Any]]:
        """Return the rows of a reading statement on a worker's database; `insert` writes."""
        rows: list[dict[str, Any]] = self._json("GET", f"/d1/{worker}", params={"sql": sql})
        return rows

    def insert(self, worker: str, table: str, *rows: Mapping[str, Any]) -> None:
        """Write rows into a table of a worker's database, all of them or none."""
        self._batch(worker, [_insertion(table, row) for row in rows])

    def write(self, worker: str, sql: str, *params: Any) -> list[dict[str, Any]]:
        """Run one statement on a worker's database and return its rows; ``?1`` is the first."""
        [rows] = self._batch(worker, [{"sql": sql, "params": params}])
        return rows

    def _batch(
        self, worker: str, statements: Sequence[Mapping[str, Any]]
    ) -> list[list[dict[str, Any]]]:
        done: list[list[dict[str, Any]]]
        done = self._json("POST", f"/d1/{worker}", json={"statements": statements})
        return done

    def kv(self, worker: str, prefix: str = "") -> dict[str, str]:
        """Return a worker's KV entries by key."""
        entries = self._json("GET", f"/kv/{worker}", params={"prefix": prefix})
        return {entry["name"]: entry["value"] for entry in entries}

    def logs(self, *, worker: str = "", since: int = 0) -> list[dict[str, Any]]:
        """Return log lines, oldest first; ``since`` is the number of a line that is known."""
        asked = {"worker": worker, "since": since}
        lines: list[dict[str, Any]] = self._json("GET", "/logs", params=asked)
        return lines

    def usage(self, *, worker: str = "", event: str = "", request_id: str = "") -> list[Usage]:
        """Return what events used of Cloudflare's limits, with all that they called, oldest first.

        ``event`` is ``fetch``, ``scheduled`` or ``queue``.
        """
        asked = {"worker": worker, "event": event, "request_id": request_id}
        return [Usage(**each) for each in self._json("GET", "/usage", params=asked)]

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


def _insertion(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    columns = ", ".join(_quoted(name) for name in row)
    places = ", ".join(f"?{number}" for number in range(1, len(row) + 1))
    sql = f"INSERT INTO {_quoted(table)} ({columns}) VALUES ({places})"  # noqa: S608
    return {"sql": sql, "params": list(row.values())}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
