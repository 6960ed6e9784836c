"""What a status is called, for people."""

from datetime import datetime

from contracts.status import FleetStatus, IncidentStatus, StatusReport, WorkerStatus
from status_rules import overall

FLEET: dict[FleetStatus, str] = {
    "up": "All systems work",
    "degraded": "Some systems are slow or limited",
    "partial_outage": "Some systems are down",
    "major_outage": "Most systems are down",
    "maintenance": "Maintenance is under way",
    "unknown": "The status is not known now",
}
# Where an incident is worse than what the workers show.
OPEN_INCIDENT: dict[FleetStatus, str] = {
    "degraded": "There is an incident",
    "partial_outage": "There is a major incident",
    "major_outage": "There is a critical incident",
}
WORKER: dict[WorkerStatus, str] = {
    "up": "Up",
    "degraded": "Degraded",
    "down": "Down",
    "maintenance": "Maintenance",
    "unknown": "Unknown",
}
INCIDENT: dict[IncidentStatus, str] = {
    "investigating": "Investigating",
    "identified": "Identified",
    "monitoring": "Monitoring",
    "resolved": "Resolved",
}
HOUR, DAY = 60, 1440


def headline(report: StatusReport) -> str:
    """The fleet in a sentence."""
    shown = overall([worker.status for worker in report.workers])
    worse = None if shown == report.status else OPEN_INCIDENT.get(report.status)
    return worse or FLEET[report.status]


def lasting(minutes: int) -> str:
    """A length of time.

    >>> lasting(80), lasting(60), lasting(3 * 1440)
    ('1 h 20 min', '1 h', '3 d')
    """
    days, rest = divmod(minutes, DAY)
    parts = ((days, "d"), (rest // HOUR, "h"), (rest % HOUR, "min"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "under 1 min"


def between(begun: datetime, ended: datetime) -> str:
    """How long something lasted, by the clock that no zone puts forward."""
    return lasting(int((ended - begun).total_seconds()) // 60)
