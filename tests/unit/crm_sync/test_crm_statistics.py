"""What is counted of contacts: those synced on some days, and those that wait or need somebody."""

from datetime import UTC, date, datetime

from contracts.crm_sync import CrmStats
from crm_statistics import statements, stats
from edgekit import Statement
from fleet.story.scratch import Scratch, scratch

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 2)
INSERT = """INSERT INTO contacts (lead_id, id, version, updated_at, status, synced_at, erased_at)
VALUES (?1, ?1, 0, 0, ?2, ?3, ?4)"""


def counted(database: Scratch) -> CrmStats:
    rows = (database.run(each) for each in statements(FIRST, LAST))
    return stats(FIRST, LAST, "hubspot", *rows)


def at(day: int, hour: int = 12) -> int:
    return int(datetime(2026, 12, day, hour, tzinfo=UTC).timestamp() * 1000)


def test_contacts_are_counted_by_their_last_sync_and_by_what_is_open() -> None:
    rows = (
        ("in", "synced", at(1, 0), None),
        ("in, and clashing", "conflict", at(2, 23), None),
        ("later", "synced", at(3, 0), None),
        ("waiting again", "pending", at(1), None),
        ("never", "pending", None, None),
        ("refused", "failed", None, None),
        ("erased", "erased", at(1), at(2)),
    )
    with scratch("crm-db") as database:
        for row in rows:
            database.run(Statement(INSERT, row))
        found = counted(database)
    assert (found.synced, found.pending, found.conflicts, found.failed) == (3, 2, 1, 1)


def test_no_figure_reads_the_whole_table() -> None:
    indexes = ("contacts_by_sync", "contacts_open")
    with scratch("crm-db") as database:
        for (sql, params), index in zip(statements(FIRST, LAST), indexes, strict=True):
            assert index in database.explained(sql, params)
