"""How the world talks to the fleet: requests that are repeated until they are answered."""

import time
from collections import Counter
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from fleet.chaos.record import EventTaken, Record

ANSWER_SECONDS = 10.0
WAITS_SECONDS = (0.2, 0.5, 1.0, 2.0)
ADMIN = {"Authorization": "Bearer dev-admin-token"}
TOO_MANY = 429


@dataclass(frozen=True)
class Reply:
    """An answer: its status, what it says (None if that is no JSON), and its headers."""

    status: int
    said: Any
    headers: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """Whether it is an acknowledgement."""
        return 200 <= self.status < 300


Waits = Generator[float, None, Reply]
"""A request that yields the seconds after which it wants to be resumed, and returns its answer."""


class Desk:
    """Sends requests and counts them. Any number of threads may use it at once."""

    def __init__(self, port: int, record: Record) -> None:
        self.record = record
        self.counts: Counter[str] = Counter()
        self._port = port
        limits = httpx.Limits(max_keepalive_connections=0)  # kills leave connections that are dead
        self._http = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", timeout=ANSWER_SECONDS, limits=limits
        )

    def close(self) -> None:
        """Close what is open."""
        self._http.close()

    def ask(
        self,
        worker: str,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Reply | None:
        """Send a request once, as an operator; None if no answer came."""
        sent = {**ADMIN, "host": f"{worker}.localhost:{self._port}", **(headers or {})}
        if key:
            sent["Idempotency-Key"] = key
        return self._send(method, path, body, sent)

    def insist(
        self,
        worker: str,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Waits:
        """Send a request again and again until its answer is neither missing nor 5xx nor 429."""
        for attempt in range(1_000_000):
            self.counts["repeated" if attempt else "posted"] += method != "GET"
            reply = self.ask(worker, method, path, body, key=key, headers=headers)
            if reply is not None and reply.status < 500 and reply.status != TOO_MANY:
                return reply
            yield WAITS_SECONDS[min(attempt, len(WAITS_SECONDS) - 1)]
        raise AssertionError("It was asked for days.")

    def event(self, provider: str, name: str, event: Mapping[str, Any]) -> Waits:
        """Have a provider post an event until ``webhooks`` has it; ``name`` is its own id."""
        path = f"/__fleet/providers/{provider}/events"
        for attempt in range(1_000_000):
            self.counts["repeated" if attempt else "posted"] += 1
            reply = self._send("POST", path, event, {"host": f"localhost:{self._port}"})
            if reply is not None and reply.ok:
                self.record.events.append(EventTaken(provider, name))
                return reply
            yield WAITS_SECONDS[min(attempt, len(WAITS_SECONDS) - 1)]
        raise AssertionError("It was asked for days.")

    def _send(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Reply | None:
        sent = {"content": body} if isinstance(body, bytes) else {"json": body}
        try:
            answer = self._http.request(method, path, headers=headers, **sent)
        except httpx.HTTPError:
            self.counts["unanswered"] += 1
            return None
        if answer.status_code >= 500:
            self.counts["failed"] += 1
        return Reply(answer.status_code, _json(answer), answer.headers)


def now() -> float:
    """The time, as a record has it."""
    return time.time()


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
