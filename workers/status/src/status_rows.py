"""The SQL of status, and an incident's row."""

import json
from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import BaseModel, Json

from contracts.status import Impact, Incident, IncidentStatus
from edgekit import Lifetime, Statement
from edgekit.dead_letters import LIFETIME as OF_LETTERS
from edgekit.outbox import LIFETIMES as OF_OUTBOX
from edgekit.personal_data import OF_DEAD_LETTERS
from edgekit.personal_data import OF_OUTBOX as PERSONAL_OUTBOX
from status_rules import Probe, State
from status_windows import Window, moment

SHOWN_DAYS = 14
MOST_UPDATES = 100  # of what goes up and down for days
LIFETIMES = (
    Lifetime("runs", "at", days=2),
    Lifetime("days", "day", days="history_days", unit="day", key="worker, day"),
    Lifetime("incidents", "resolved_at", days="history_days", where="resolved_at IS NOT NULL"),
    Lifetime("maintenance", "ends_at", days="history_days"),
    *OF_OUTBOX,
    OF_LETTERS,
)
KEPT = {"states": "a row a worker"}
PERSONAL = (PERSONAL_OUTBOX, OF_DEAD_LETTERS)
NOBODY = {
    "incidents.title": "of an incident, for everybody to read",
    "incidents.updates": "what is said of an incident, for everybody to read",
    "maintenance.title": "of maintenance, for everybody to read",
    "maintenance.message": "what is said of maintenance, for everybody to read",
    "states.detail": "why a worker's probe failed",
}

LAST_RUN = "SELECT coalesce(max(number), 0) AS number FROM runs"
RUN = "INSERT INTO runs (number, at) VALUES (?1, ?2)"
STATES = "SELECT * FROM states"
STORE_STATES = """INSERT OR REPLACE INTO states
  (worker, status, failures, successes, response_ms, checked_at, detail)
SELECT value ->> 'worker', value ->> 'status', value ->> 'failures', value ->> 'successes',
  value ->> 'response_ms', value ->> 'checked_at', value ->> 'detail' FROM json_each(?1)"""
COUNT = """INSERT INTO days (worker, day, up, degraded, down, maintenance, answered, ms)
SELECT value ->> 0, ?2, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
  value ->> 6 FROM json_each(?1) WHERE true
ON CONFLICT (worker, day) DO UPDATE SET up = up + excluded.up,
  degraded = degraded + excluded.degraded, down = down + excluded.down,
  maintenance = maintenance + excluded.maintenance, answered = answered + excluded.answered,
  ms = ms + excluded.ms"""
DAYS = "SELECT * FROM days WHERE day >= ?1 AND day <= ?2"
DAYS_OF_WORKER = "SELECT * FROM days WHERE worker = ?1 AND day >= ?2 ORDER BY day"
INCIDENT = "SELECT * FROM incidents WHERE id = ?1"
SHOWN = """SELECT * FROM (SELECT * FROM incidents WHERE resolved_at IS NULL
  ORDER BY updated_at DESC LIMIT 60)
UNION ALL SELECT * FROM (SELECT * FROM incidents WHERE resolved_at >= ?1
  ORDER BY resolved_at DESC LIMIT 60)
ORDER BY updated_at DESC, id"""
# The rule's, open or over so recently that they would go on.
BY_RULE = """SELECT * FROM incidents WHERE worker IS NOT NULL AND resolved_at IS NULL
UNION ALL SELECT * FROM incidents WHERE worker IS NOT NULL AND resolved_at >= ?1
ORDER BY opened_at"""
OPEN = """INSERT INTO incidents
  (id, worker, workers, title, impact, status, opened_at, updated_at, resolved_at, updates)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, json_array(json(?9))) ON CONFLICT DO NOTHING"""
UPDATE = f"""UPDATE incidents SET status = ?2, updated_at = max(?3, updated_at + 1),
  resolved_at = ?4, updates = CASE WHEN json_array_length(updates) < {MOST_UPDATES}
    THEN json_insert(updates, '$[#]', json(?5)) ELSE updates END
WHERE id = ?1 AND (resolved_at IS NULL OR ?6) RETURNING *"""  # noqa: S608 - a number of ours
WINDOWS = """SELECT * FROM maintenance WHERE ends_at IS NULL OR ends_at > ?1
ORDER BY starts_at, id LIMIT 100"""
STORE_WINDOW = """INSERT INTO maintenance
  (id, title, message, workers, tz, first_wall, starts_at, minutes, repeat, ends_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"""
END_WINDOW = "DELETE FROM maintenance WHERE id = ?1 RETURNING id"


class UpdateRow(BaseModel):
    """A member of an incident's ``updates``; ``at`` is epoch milliseconds."""

    status: IncidentStatus
    message: str
    at: int


class IncidentRow(BaseModel):
    """A row of ``incidents``; ``worker`` is there where the rule opened it."""

    id: str
    worker: str | None
    workers: Json[tuple[str, ...]]
    title: str
    impact: Impact
    status: IncidentStatus
    opened_at: int
    updated_at: int
    resolved_at: int | None
    updates: Json[tuple[UpdateRow, ...]]

    def told(self) -> Incident:
        """The incident as it is answered."""
        facts = self.model_dump()
        updates = [{**each.model_dump(), "at": moment(each.at)} for each in self.updates]
        ended = None if self.resolved_at is None else moment(self.resolved_at)
        times = {"opened_at": moment(self.opened_at), "updated_at": moment(self.updated_at)}
        by = "rule" if self.worker else "hand"
        return Incident.model_validate(
            facts | times | {"updates": updates, "resolved_at": ended, "by": by}
        )


def counted(probes: Iterable[Probe], states: Iterable[State], day: date) -> Statement:
    """Count what probes found, each into its worker's day; one that could not be made counts not.

    What fails in maintenance counts as that, and as no failure.
    """
    rows = []
    for probe, state in zip(probes, states, strict=True):
        if probe.outcome == "unknown":
            continue
        kind = "maintenance" if (state.status, probe.outcome) == ("maintenance", "down") else None
        found = kind or probe.outcome
        kinds = [int(found == each) for each in ("up", "degraded", "down", "maintenance")]
        took = probe.response_ms if found in ("up", "degraded") else None
        rows.append([probe.worker, *kinds, int(took is not None), took or 0])
    return Statement(COUNT, (json.dumps(rows), day.isoformat()))


def stored(states: Sequence[State]) -> Statement:
    """Store what workers are now."""
    return Statement(STORE_STATES, (json.dumps([state.model_dump() for state in states]),))


def opening(
    incident_id: str,
    first: UpdateRow,
    *,
    title: str,
    impact: Impact,
    workers: Sequence[str],
    by_rule_for: str | None = None,
) -> Statement:
    """Store an incident; a second one of the rule for the same worker is left out."""
    resolved = first.at if first.status == "resolved" else None
    names = json.dumps(workers)
    known = (incident_id, by_rule_for, names, title, impact, first.status, first.at, resolved)
    return Statement(OPEN, (*known, first.model_dump_json()))


def updating(
    incident_id: str, update: UpdateRow, *, resolved_at: int | None, also_resolved: bool = False
) -> Statement:
    """Add an update to an incident; to one that is over only with ``also_resolved``."""
    known = (incident_id, update.status, update.at, resolved_at)
    return Statement(UPDATE, (*known, update.model_dump_json(), int(also_resolved)))


def planning(window: Window) -> Statement:
    """Store a window of maintenance."""
    return Statement(
        STORE_WINDOW,
        (
            window.id,
            window.title,
            window.message,
            json.dumps(window.workers),
            window.tz,
            window.first_wall.isoformat(),
            window.starts_at,
            window.minutes,
            window.repeat,
            window.ends_at,
        ),
    )
