"""edgekit's own tables: a worker's migrations create those of the features that it uses."""

import sqlite3
from collections.abc import Iterator

from fleet.check import databases, sources
from fleet.check.apps import WorkerApp
from fleet.check.findings import Finding
from fleet.project import Fleet, Worker

Apps = dict[str, WorkerApp]
BINDING = "DB"


def check(fleet: Fleet, workers: list[Worker], apps: Apps) -> Iterator[Finding]:
    """Tables that edgekit would look for in vain, and those without one of its columns."""
    for worker in workers:
        app, where = apps[worker.name], fleet.relative(worker.config_path)
        used = {*app.tables, *_used_by(worker)}
        needed = {name: sql for name, sql in app.schema.items() if name in used}
        for message in _worker(worker, needed):
            yield Finding("error", "tables", where, message)


def _used_by(worker: Worker) -> Iterator[str]:
    """The tables that a worker's sources ask for, as in ``ctx.effects``."""
    for path in worker.sources():
        yield from (use.name for use in sources.read(path).tables)


def _worker(worker: Worker, tables: dict[str, str]) -> Iterator[str]:
    if not tables:
        return
    folder = next((base.migrations for base in worker.databases if base.binding == BINDING), None)
    if folder is None or not folder.is_dir():
        names = ", ".join(tables)
        yield f"It needs a D1 bound as {BINDING}, with migrations, for edgekit's tables: {names}."
        return
    there = databases.schema_of(folder)
    for name, sql in tables.items():
        missing = sorted(_columns(name, sql) - there.get(name, set()))
        if name not in there:
            yield (
                f"It uses what edgekit keeps in the table {name}, which {folder.name} does not "
                f"have: add a migration with edgekit.schema.{name.upper()}."
            )
        elif missing:
            yield (
                f"{folder.name}'s table {name} lacks {', '.join(missing)}, which edgekit uses: "
                f"add a migration after edgekit.schema.{name.upper()}."
            )


def _columns(name: str, sql: str) -> set[str]:
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(sql)
        found = databases.schema(connection)[name]
    connection.close()
    return found
