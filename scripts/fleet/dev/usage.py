"""What each request, cron run and batch used of Cloudflare's limits, with all that it called."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

KEPT = 2_000
SUMS = ("invocations", "d1_queries", "subrequests")
COUNTERS = (*SUMS, "d1_most")


@dataclass
class Usage:
    """One event from outside, and what it has used so far; work behind its answer counts too.

    ``event`` is ``fetch``, ``scheduled``, ``queue``…; ``invocations`` are of workers, its own
    among them, over service bindings (Cloudflare allows 32); ``d1_queries`` are those of all
    workers together, ``d1_most`` those of a single invocation (1,000); ``subrequests`` went to
    providers.
    """

    chain: str
    worker: str = ""
    event: str = ""
    request_id: str | None = None
    invocations: int = 0
    d1_queries: int = 0
    d1_most: int = 0
    subrequests: int = 0


class UsageLedger:
    """Adds up what the runtime tells of each chain, and keeps the latest."""

    def __init__(self) -> None:
        self._chains: dict[str, Usage] = {}

    def take(self, entries: Iterable[dict[str, Any]]) -> None:
        """Take in entries of ``Runtime.usage``."""
        for entry in entries:
            usage = self._chains.setdefault(entry["chain"], Usage(entry["chain"]))
            for name in SUMS:
                setattr(usage, name, getattr(usage, name) + entry[name])
            usage.d1_most = max(usage.d1_most, entry["d1_most"])
            for name in ("worker", "event", "request_id"):
                setattr(usage, name, entry.get(name) or getattr(usage, name))
        while len(self._chains) > KEPT:
            del self._chains[next(iter(self._chains))]

    def list(self, worker: str = "", event: str = "", request_id: str = "") -> list[Usage]:
        """Return the events that fit what is given, oldest first."""
        asked = {"worker": worker, "event": event, "request_id": request_id}
        wanted = {name: value for name, value in asked.items() if value}
        return [each for each in self._began() if wanted.items() <= vars(each).items()]

    def with_requests(self, requests: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Add to each request what it used; nothing to one that another worker made."""
        latest = {(each.worker, each.request_id): each for each in self._began()}
        for request in requests:
            usage = latest.get((request["worker"], request["request_id"]))
            yield request | {name: getattr(usage, name, None) for name in COUNTERS}

    def clear(self) -> None:
        """Forget all events."""
        self._chains.clear()

    def _began(self) -> Iterator[Usage]:
        # Where an event began may be told after what it called.
        return (each for each in self._chains.values() if each.worker)
