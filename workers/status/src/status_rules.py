"""What a probe makes of a worker, and when an incident begins and ends."""

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from pydantic import BaseModel

from contracts.status import FleetStatus, Impact, WorkerStatus

FAILURES_TO_OPEN, SUCCESSES_TO_CLOSE = 3, 2
STALE_MS = 5 * 60_000
Outcome = Literal["up", "degraded", "down", "unknown"]
# From the least to the worst.
FLEET_ORDER: tuple[FleetStatus, ...] = (
    "up", "maintenance", "unknown", "degraded", "partial_outage", "major_outage"
)  # fmt: skip
WORKER_ORDER: tuple[WorkerStatus, ...] = ("up", "unknown", "degraded", "down")
# An open incident's least status for the fleet, and for the workers that it names.
OF_FLEET: dict[Impact, FleetStatus] = {
    "none": "up",
    "minor": "degraded",
    "major": "partial_outage",
    "critical": "major_outage",
}
OF_WORKER: dict[Impact, WorkerStatus] = {
    "none": "up",
    "minor": "degraded",
    "major": "degraded",
    "critical": "down",
}


class Probe(NamedTuple):
    """What a probe found. ``unknown``: it could not be made. ``response_ms`` only of answers."""

    worker: str
    outcome: Outcome
    response_ms: int | None = None
    detail: str | None = None


class State(BaseModel):
    """A worker after its last probe; ``failures`` and ``successes`` are how many in a row."""

    worker: str
    status: WorkerStatus = "unknown"
    failures: int = 0
    successes: int = 0
    response_ms: int | None = None
    checked_at: int = 0
    detail: str | None = None

    @property
    def opens(self) -> bool:
        """Whether it is down for so long that there is an incident."""
        return self.failures >= FAILURES_TO_OPEN

    @property
    def closes(self) -> bool:
        """Whether it is up again for so long that an incident is over."""
        return self.successes >= SUCCESSES_TO_CLOSE


def after(state: State, probe: Probe, at_ms: int, *, in_maintenance: bool) -> State:
    """The state after a probe.

    One that could not be made says nothing, so it neither ends a row nor goes on with it. A failure
    during maintenance is expected: it starts no row of failures.
    """
    failures, successes = state.failures, state.successes
    status: WorkerStatus = probe.outcome
    if probe.outcome == "down":
        failures, successes = (0 if in_maintenance else failures + 1), 0
    elif probe.outcome != "unknown":
        failures, successes = 0, successes + 1
    if in_maintenance and probe.outcome in ("down", "degraded"):
        status = "maintenance"
    return State(
        worker=state.worker,
        status=status,
        failures=failures,
        successes=successes,
        response_ms=probe.response_ms,
        checked_at=at_ms,
        detail=probe.detail,
    )


def current(state: State, now_ms: int, *, in_maintenance: bool) -> WorkerStatus:
    """How a worker is now; what was found too long ago says nothing any more."""
    if in_maintenance:
        return "maintenance"
    return "unknown" if now_ms - state.checked_at > STALE_MS else state.status


def overall(statuses: Collection[WorkerStatus]) -> FleetStatus:
    """The fleet in a word: a major outage is half of what is known, or more."""
    known = [status for status in statuses if status != "unknown"]
    if not known:
        return "unknown"
    down = known.count("down")
    if down:
        return "major_outage" if down * 2 >= len(known) else "partial_outage"
    if "degraded" in known:
        return "degraded"
    return "maintenance" if "maintenance" in known else "up"


def with_impacts(status: WorkerStatus, impacts: Iterable[Impact]) -> WorkerStatus:
    """A worker that open incidents are about, whatever its probe says; maintenance stays that."""
    if status == "maintenance":
        return status
    return max((status, *(OF_WORKER[each] for each in impacts)), key=WORKER_ORDER.index)


def at_least(status: FleetStatus, impacts: Iterable[Impact]) -> FleetStatus:
    """The fleet's status while these incidents are open: never better than the worst of them."""
    return max((status, *(OF_FLEET[each] for each in impacts)), key=FLEET_ORDER.index)
