"""What an outbox message stores, by SQLite itself."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, cast

import pytest
from pydantic import BaseModel

from edgekit import Statement, schema
from edgekit.database import Followed
from edgekit.outbox import LEASE_MS, Outbox
from edgekit.outbox_messages import OwnMessages
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


class Request:
    """A request, or an event, at 1000 ms; as far as a message asks."""

    started_ms = 1000
    request_id = "req_1"

    def __init__(self, *, event: bool = False) -> None:
        self.request = None if event else object()
        self.own_messages = OwnMessages()

    def elapsed_ms(self) -> int:
        """Milliseconds since it came in."""
        return 5


def store(
    db: sqlite3.Connection,
    key: str,
    *,
    when: Statement | None = None,
    not_before_ms: int | None = None,
    request: Request | None = None,
) -> list[Any]:
    """Store a message, and read what the outbox holds."""
    outbox = Outbox(cast("Scope", request or Request()), {})
    message = outbox.message(
        "served", Dish(name="roast"), key=key, when=when, not_before_ms=not_before_ms
    )
    rows = db.execute(message.sql, message.params).fetchall()
    if isinstance(message, Followed):
        message.then([{"attempts": attempts} for (attempts,) in rows])
    columns = "key, topic, payload, due_at, attempts, request_id"
    return db.execute(f"SELECT {columns} FROM outbox").fetchall()


def test_a_key_stores_one_message(db: sqlite3.Connection) -> None:
    payload = json.dumps({"name": "roast"}).replace(" ", "")
    expected = [("k", "served", payload, 1005 + LEASE_MS, 1, "req_1")]
    assert store(db, "k") == expected
    assert store(db, "k") == expected


@pytest.mark.parametrize(("version", "stored"), [(3, 1), (4, 0)])
def test_a_message_may_depend_on_what_the_batch_finds(
    db: sqlite3.Connection, version: int, stored: int
) -> None:
    seen = Statement("SELECT 1 FROM dishes WHERE version = ?2 AND name = ?1", ("roast", version))
    assert len(store(db, "k", when=seen)) == stored
    again = Request()
    assert len(store(db, "k", when=seen, request=again)) == stored, "and its key stores it once"
    assert not again.own_messages, "there is nothing to look for"


def test_a_request_delivers_what_it_has_stored_without_claiming_it(db: sqlite3.Connection) -> None:
    first, again = Request(), Request()
    store(db, "k", request=first)
    [(message, until)] = first.own_messages.leased
    assert (message.key, message.attempts, until) == ("k", 1, 1005 + LEASE_MS)
    assert first.own_messages.take_keys() == []
    store(db, "k", request=again)
    assert again.own_messages.leased == [], "it is another's, until its lease ends"
    assert again.own_messages.take_keys() == ["k"]


def test_what_an_event_stores_is_due_for_everybody(db: sqlite3.Connection) -> None:
    event = Request(event=True)
    [(*_, due_at, attempts, _)] = store(db, "k", request=event)
    assert (due_at, attempts) == (1000, 0)
    assert event.own_messages.leased == []
    assert event.own_messages.take_keys() == ["k"]


def test_what_is_for_later_is_nobodys_now(db: sqlite3.Connection) -> None:
    request = Request()
    [(*_, due_at, attempts, _)] = store(db, "k", not_before_ms=90_000, request=request)
    assert (due_at, attempts) == (90_000, 0)
    assert not request.own_messages
