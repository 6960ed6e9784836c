"""D1: one owner a database, and migrations that apply in order and take nothing away.

Migrations run in an in-memory SQLite, the same engine that D1 is, and the schema is compared before
and after each one; so a rebuilt table that keeps its columns passes and a lost column does not.
"""

import contextlib
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fleet.check import environments
from fleet.check.findings import Finding
from fleet.check.sql_scripts import refused_by_d1, statements, without_comments
from fleet.project import Database, Fleet, Worker

FILE = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
TRANSACTION = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT)\b", re.IGNORECASE)
Schema = dict[str, set[str]]


def check(fleet: Fleet, workers: list[Worker]) -> Iterator[Finding]:
    """Databases with two owners, migrations out of order, broken or destructive, loose tables."""
    for worker in workers:
        yield from environments.each(worker, partial(_worker, fleet))
        everywhere = (worker, *worker.environments)
        folders = {base.migrations for each in everywhere for base in each.databases}
        for folder in sorted(folder for folder in folders if folder and folder.is_dir()):
            yield from check_migrations(fleet, folder)


def _worker(fleet: Fleet, worker: Worker) -> Iterator[Finding]:
    for database in worker.databases:
        where = f"{fleet.relative(worker.config_path)}:{database.line}"
        for message in _ownership(fleet, worker, database):
            yield Finding("error", "d1", where, message)
        if database.migrations is None or not database.migrations.is_dir():
            message = f"{database.name} has no folder of migrations: point migrations_dir at "
            message += f"../../wrangler/migrations/{database.name}."
            yield Finding("error", "d1", where, message)


def _ownership(fleet: Fleet, worker: Worker, database: Database) -> Iterator[str]:
    """Environments of one worker may share a database, two workers may not."""
    for other in fleet.workers.values():
        if other.name == worker.name:
            continue
        for theirs in (base for each in (other, *other.environments) for base in each.databases):
            if theirs.name == database.name:
                yield f"{database.name} belongs to {other.name} too; ask its owner over a binding."
            elif theirs.id == database.id:
                yield f"The id of {database.name} is also that of {theirs.name}: give it its own."


def check_migrations(fleet: Fleet, folder: Path) -> Iterator[Finding]:
    """Apply one folder's migrations in order; stops at the first that fails."""
    with sqlite3.connect(":memory:", isolation_level=None) as connection:
        before: Schema = {}
        for number, path in enumerate(sorted(folder.glob("*.sql")), start=1):
            where = fleet.relative(path)
            match = FILE.fullmatch(path.name)
            if match is None or int(match[1]) != number:
                message = f"Migrations count up without gaps: call this one {number:04}_….sql."
                yield Finding("error", "migrations", where, message)
            for line, reason in refused_by_d1(path.read_bytes().decode("utf-8", "replace")):
                yield Finding("error", "migrations", f"{where}:{line}", reason)
            failure = _apply(connection, path)
            if failure is not None:
                yield Finding("error", "migrations", f"{where}:{failure.line}", failure.reason)
                return
            after = schema(connection)
            for loss in _losses(before, after):
                yield Finding("error", "migrations", where, loss)
            before = after
        yield from _loose_tables(fleet, folder, connection)
    connection.close()


@contextlib.contextmanager
def migrated(folders: Iterable[Path]) -> Iterator[sqlite3.Connection]:
    """An empty database with the migrations of these folders applied, as far as they can be."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for path in (path for folder in folders for path in sorted(folder.glob("*.sql"))):
            if _apply(connection, path) is not None:
                break
        yield connection


@dataclass(frozen=True)
class _Failure:
    line: int
    reason: str


def _apply(connection: sqlite3.Connection, path: Path) -> _Failure | None:
    try:
        script = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return _Failure(line, "This is not valid UTF-8: save the file in UTF-8.")
    for line, statement in statements(script):
        if TRANSACTION.match(without_comments(statement)):
            return _Failure(line, "D1 makes the transaction itself: remove this statement.")
        try:
            connection.execute(statement)
        except sqlite3.Error as error:
            first = without_comments(statement).strip().splitlines()[0]
            return _Failure(line, f"SQLite refuses “{first[:80]}”: {error}.")
    return None


def schema_of(folder: Path) -> Schema:
    """The tables and columns after all of a folder's migrations, as far as they apply."""
    with migrated([folder]) as connection:
        return schema(connection)


def schema(connection: sqlite3.Connection) -> Schema:
    """The tables of a database, and their columns."""
    tables = connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main'")
    return {
        name: {
            row[0] for row in connection.execute("SELECT name FROM pragma_table_xinfo(?)", [name])
        }
        for (name,) in tables.fetchall()
        if not name.startswith("sqlite_")
    }


def _losses(before: Schema, after: Schema) -> Iterator[str]:
    for table, columns in before.items():
        if table not in after:
            yield f"It drops {table}, which the running version still uses: leave it in place."
        for column in sorted(columns - after.get(table, columns)):
            yield f"It drops {table}.{column}, which the running version still uses: leave it."


def _loose_tables(fleet: Fleet, folder: Path, connection: sqlite3.Connection) -> Iterator[Finding]:
    loose = connection.execute(
        "SELECT name FROM pragma_table_list"
        " WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'"
    )
    for (name,) in loose.fetchall():
        message = f"The table {name} takes any type: end its CREATE TABLE with STRICT."
        yield Finding("error", "migrations", fleet.relative(folder), message)
