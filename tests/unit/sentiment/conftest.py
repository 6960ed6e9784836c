"""The sentiment database in SQLite's own memory, and the worker's modules on the path."""

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "workers" / "sentiment" / "src"))

MIGRATIONS = ROOT / "wrangler" / "migrations" / "sentiment-db"


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    """An empty sentiment-db."""
    connection = sqlite3.connect(":memory:")
    connection.row_factory = sqlite3.Row
    for migration in sorted(MIGRATIONS.glob("*.sql")):
        connection.executescript(migration.read_text())
    yield connection
    connection.close()
