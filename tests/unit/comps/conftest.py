"""The sales database, filled from the shipped King County sales, in SQLite's own memory."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "workers" / "comps" / "src")]

from every_sale import Everything, searched  # noqa: E402

from comp_adjustment import Sale  # noqa: E402
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


@pytest.fixture(scope="session")
def table() -> Iterator[sqlite3.Connection]:
    """The migrated database for sales that come and go."""
    connection = _migrated()
    yield connection
    connection.close()


@pytest.fixture
def empty() -> Iterator[sqlite3.Connection]:
    """The migrated database without sales, a test's own."""
    connection = _migrated()
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def find(sales: sqlite3.Connection) -> Find:
    """Searches as the worker does, among the shipped sales."""
    return lambda query, as_of: searched(sales, query, as_of)


@pytest.fixture(scope="session")
def everything(sales: sqlite3.Connection) -> Everything:
    """Looks at every shipped sale, as nobody could among a million."""
    rows = sales.execute("SELECT * FROM sales ORDER BY sold_on")
    return Everything([dict(row) for row in rows])
