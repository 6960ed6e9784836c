"""Every table of a worker's database says when its rows go, or why they stay.

The statements that find old rows are planned by SQLite, the engine that D1 is, against the migrated
schema: one that must read the whole table would cost more each day.
"""

import sqlite3
from collections.abc import Iterator, Mapping

from fleet.check import databases
from fleet.check.apps import WorkerApp
from fleet.check.findings import Finding
from fleet.project import Fleet, Worker

TABLES = """SELECT name FROM pragma_table_list
WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite_%' ORDER BY name"""


def check(
    fleet: Fleet, workers: list[Worker], declared: Mapping[str, WorkerApp]
) -> Iterator[Finding]:
    """Tables without a lifetime, lifetimes without a table, an index or a cron."""
    for worker in workers:
        app = declared[worker.name]
        folders = [base.migrations for base in worker.databases if base.migrations]
        if app.failure or not folders:
            continue
        with databases.migrated(folders) as schema:
            for message in _messages(worker, app, schema):
                yield Finding("error", "lifetimes", fleet.relative(worker.main), message)


def _messages(worker: Worker, app: WorkerApp, schema: sqlite3.Connection) -> Iterator[str]:
    tables = [name for (name,) in schema.execute(TABLES)]
    said = [lifetime.table for lifetime in app.lifetimes] + list(app.kept)
    for table in tables:
        if table not in said:
            yield f"Nothing says how long rows of {table} live: add it to app.lifetimes(…)."
    for table in app.kept:
        if table not in tables:
            yield f"app.lifetimes(…) keeps {table}, which no migration creates: remove it."
    for lifetime in app.lifetimes:
        failure = _plan_failure(schema, lifetime.over)
        if failure:
            yield f"The lifetime of {lifetime.table}: {failure}"
    if app.lifetimes and not worker.crons:
        yield "Lifetimes are kept by cron, and this worker has none: add one under triggers."


def _plan_failure(schema: sqlite3.Connection, sql: str) -> str | None:
    try:
        plan = schema.execute(f"EXPLAIN QUERY PLAN {sql}", ("", 1)).fetchall()
    except sqlite3.Error as error:
        return f"SQLite refuses it: {error}."
    if any(detail.startswith("SCAN") for *_, detail in plan):
        return "it reads the whole table at each run: add an index on its column."
    return None
