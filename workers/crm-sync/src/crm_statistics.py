"""How far leads and the CRM are in step."""

from datetime import date
from typing import Any

from contracts.crm_sync import CrmName, CrmStats
from contracts.days import span_ms
from edgekit import Statement

SYNCED = """SELECT count(*) AS count FROM contacts
WHERE synced_at >= ?1 AND synced_at < ?2 AND erased_at IS NULL"""
OPEN = """SELECT status, count(*) AS count FROM contacts
WHERE status IN ('pending', 'conflict', 'failed') GROUP BY status"""

Rows = list[dict[str, Any]]


def statements(first: date, last: date) -> list[Statement]:
    """The queries of one batch, in the order in which ``stats`` takes their rows.

    Raises ``Problem`` 422 for days that run backwards or are too many.
    """
    return [Statement(SYNCED, span_ms(first, last)), Statement(OPEN)]


def stats(first: date, last: date, crm: CrmName, synced: Rows, waiting: Rows) -> CrmStats:
    """The figures out of the queries' rows."""
    counts = {row["status"]: row["count"] for row in waiting}
    return CrmStats(
        crm=crm,
        date_from=first,
        date_to=last,
        synced=synced[0]["count"],
        pending=counts.get("pending", 0),
        conflicts=counts.get("conflict", 0),
        failed=counts.get("failed", 0),
    )
