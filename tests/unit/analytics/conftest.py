"""The analytics database in SQLite's own memory, and the worker's modules on the path."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "workers" / "analytics" / "src"))

MIGRATIONS = ROOT / "wrangler" / "migrations" / "analytics-db"


def _empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    for migration in sorted(MIGRATIONS.glob("*.sql")):
        connection.executescript(migration.read_text())
    return connection


@pytest.fixture(scope="session")
def new_database() -> Callable[[], sqlite3.Connection]:
    """Makes an empty analytics-db."""
    return _empty


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    """An empty analytics-db."""
    connection = _empty()
    yield connection
    connection.close()
