"""The market database, filled from the shipped seeds, in SQLite's own memory."""

import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "workers" / "market-intelligence" / "src"))

from edgekit import Statement  # noqa: E402
from fleet.seeds import market  # noqa: E402

MIGRATIONS = ROOT / "wrangler" / "migrations" / "market-db"
Rows = list[dict[str, Any]]
Run = Callable[[Sequence[Statement]], list[Rows]]


def _empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    for migration in sorted(MIGRATIONS.glob("*.sql")):
        connection.executescript(migration.read_text())
    return connection


@pytest.fixture(scope="session")
def seeds() -> list[tuple[str, list[str]]]:
    """The statements that seed the database; made once, because that takes a second."""
    return list(market.statements())


@pytest.fixture(scope="session")
def seeded(seeds: list[tuple[str, list[str]]]) -> Iterator[sqlite3.Connection]:
    """Every shipped row; read only, because all tests share it."""
    connection = _empty()
    for sql, params in seeds:
        connection.execute(sql, params)
    connection.execute("PRAGMA query_only = 1")
    yield connection
    connection.close()


@pytest.fixture
def empty() -> Iterator[sqlite3.Connection]:
    """The migrated database without rows, a test's own."""
    connection = _empty()
    yield connection
    connection.close()


def run(connection: sqlite3.Connection, statements: Sequence[Statement]) -> list[Rows]:
    """What D1's batch answers: the rows of each statement."""
    return [[dict(r) for r in connection.execute(s.sql, s.params)] for s in statements]


@pytest.fixture
def ask(seeded: sqlite3.Connection) -> Run:
    """Runs statements on the seeded database."""
    return lambda statements: run(seeded, statements)


@pytest.fixture
def store(empty: sqlite3.Connection) -> Run:
    """Runs statements on the test's own database."""
    return lambda statements: run(empty, statements)
