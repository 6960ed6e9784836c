"""The sales database, filled from the shipped King County sales, in SQLite's own memory."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "workers" / "comps" / "src"))

from comp_adjustment import Sale  # noqa: E402
from comp_search import rings_within, search, wanted  # noqa: E402
from contracts.comps import CompsQuery  # noqa: E402
from fleet.seeds import sales as seeds  # noqa: E402

Find = Callable[[CompsQuery, date], list[Sale]]
MIGRATIONS = ROOT / "wrangler" / "migrations" / "sales-db"


def _migrated() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    for migration in sorted(MIGRATIONS.glob("*.sql")):
        connection.executescript(migration.read_text())
    return connection


@pytest.fixture(scope="session")
def sales() -> Iterator[sqlite3.Connection]:
    """Every shipped sale; read only, because all tests share it."""
    connection = _migrated()
    for statement, parameters in seeds.statements():
        connection.execute(statement, parameters)
    connection.execute("PRAGMA query_only = 1")
    yield connection
    connection.close()


@pytest.fixture
def empty() -> Iterator[sqlite3.Connection]:
    """The migrated database without sales, a test's own."""
    connection = _migrated()
    yield connection
    connection.close()


@pytest.fixture
def find(sales: sqlite3.Connection) -> Find:
    """Searches ring by ring, as the worker does, among the shipped sales."""
    return lambda query, as_of: searched(sales, query, as_of)


def searched(connection: sqlite3.Connection, query: CompsQuery, as_of: date) -> list[Sale]:
    """The sales that the worker would find."""
    found: list[Sale] = []
    for ring in rings_within(query.lat, query.radius_km):
        statement, parameters = search(ring, query, as_of)
        found = [Sale(**row) for row in connection.execute(statement, parameters)]
        if len(found) >= wanted(query.limit):
            break
    return found
