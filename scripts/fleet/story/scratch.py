"""A scratch database: a real one's migrations, filled by a worker's own statements, then copied.

The workers' modules are imported from their folders, as the tests and the training do it.
"""

import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from edgekit import Statement

ROOT = Path(__file__).resolve().parents[3]
ROWS_A_STATEMENT = 500


def use_workers(*names: str) -> None:
    """Let the domain modules of these workers be imported."""
    for name in names:
        folder = str(ROOT / "workers" / name / "src")
        if folder not in sys.path:
            sys.path.append(folder)


class Scratch:
    """A database in memory."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, *statements: Statement) -> list[dict[str, Any]]:
        """Run statements; answers the rows of the last."""
        rows: list[dict[str, Any]] = []
        for statement in statements:
            cursor = self._connection.execute(statement.sql, statement.params)
            names = [column[0] for column in cursor.description or ()]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return rows

    def explained(self, sql: str, params: Sequence[object]) -> str:
        """How SQLite would run a query, a step a line."""
        rows = self._connection.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return "\n".join(str(row[3]) for row in rows)

    def fill(self, sql: str, params: Sequence[str]) -> None:
        """Run a statement of a chapter."""
        self._connection.execute(sql, params)

    def table(self, name: str) -> list[dict[str, Any]]:
        """Every row of a table."""
        return self.run(Statement(f'SELECT * FROM "{name}"'))  # noqa: S608 - a name of ours

    def copied(self, *tables: str) -> Iterator[tuple[str, list[str]]]:
        """Statements with their parameters that put the tables' rows into another database."""
        for table in tables:
            cursor = self._connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            columns = [column[0] for column in cursor.description]
            while rows := cursor.fetchmany(ROWS_A_STATEMENT):
                yield _insert(table, columns, rows)


@contextmanager
def scratch(database: str) -> Iterator[Scratch]:
    """An empty database as the migrations make it."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for path in sorted((ROOT / "wrangler" / "migrations" / database).glob("*.sql")):
            connection.executescript(path.read_text(encoding="utf-8"))
        yield Scratch(connection)


def _insert(table: str, columns: Sequence[str], rows: Iterable[Any]) -> tuple[str, list[str]]:
    values = ", ".join(f"value ->> {place}" for place in range(len(columns)))
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f'INSERT OR REPLACE INTO "{table}" ({names}) SELECT {values} FROM json_each(?1)'  # noqa: S608
    return statement, [json.dumps(list(rows), ensure_ascii=False)]
