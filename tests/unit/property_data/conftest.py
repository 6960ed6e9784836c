"""property-db, filled from the shipped seeds, in SQLite's own memory."""

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "workers" / "property-data" / "src"))

from fleet.seeds import properties as seeds  # noqa: E402


@pytest.fixture
def homes() -> Iterator[sqlite3.Connection]:
    """Every shipped home."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    for migration in sorted((ROOT / "wrangler" / "migrations" / "property-db").glob("*.sql")):
        connection.executescript(migration.read_text())
    for statement, parameters in seeds.statements():
        connection.execute(statement, parameters)
    yield connection
    connection.close()
