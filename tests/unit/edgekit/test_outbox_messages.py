"""What an outbox message stores, by SQLite itself."""

import json
import sqlite3
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pydantic import BaseModel

from edgekit import Statement, schema
from edgekit.outbox import Outbox
from edgekit.scope import Scope


class Dish(BaseModel):
    name: str


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema.OUTBOX)
    connection.execute("CREATE TABLE dishes (name TEXT, version INTEGER) STRICT")
    connection.execute("INSERT INTO dishes VALUES ('roast', 3)")
    yield connection
    connection.close()


def store(db: sqlite3.Connection, key: str, *, when: Statement | None = None) -> list[Any]:
    """Store a message, and read what the outbox holds."""
    scope = SimpleNamespace(outbox_keys=[], started_ms=1000, request_id="req_1")
    outbox = Outbox(cast("Scope", scope), {})
    message = outbox.message("served", Dish(name="roast"), key=key, when=when)
    db.execute(message.sql, message.params)
    assert scope.outbox_keys == [key]
    return db.execute("SELECT key, topic, payload, due_at, request_id FROM outbox").fetchall()


def test_a_key_stores_one_message(db: sqlite3.Connection) -> None:
    expected = [("k", "served", json.dumps({"name": "roast"}).replace(" ", ""), 1000, "req_1")]
    assert store(db, "k") == expected
    assert store(db, "k") == expected


@pytest.mark.parametrize(("version", "stored"), [(3, 1), (4, 0)])
def test_a_message_may_depend_on_what_the_batch_finds(
    db: sqlite3.Connection, version: int, stored: int
) -> None:
    seen = Statement("SELECT 1 FROM dishes WHERE version = ?2 AND name = ?1", ("roast", version))
    assert len(store(db, "k", when=seen)) == stored
    assert len(store(db, "k", when=seen)) == stored, "and its key stores it once"
