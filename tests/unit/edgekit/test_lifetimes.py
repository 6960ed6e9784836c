"""Lifetimes, in SQLite, which D1 is: what is over goes, in bounded runs, and nothing else does."""

import sqlite3

import pytest

from edgekit import dead_letters, outbox, schema
from edgekit.lifetimes import DAY_MS, ROWS_A_RUN, Lifetime, Lifetimes
from edgekit.vars import Vars

NOW = 1_790_000_000_000  # 2026-09-21


@pytest.fixture
def db() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript("""
        CREATE TABLE logs (at INTEGER NOT NULL, told INTEGER NOT NULL DEFAULT 1) STRICT;
        CREATE TABLE days (day TEXT, site TEXT, PRIMARY KEY (day, site)) STRICT, WITHOUT ROWID;
    """)
    return connection


class LogVars(Vars):
    log_days: int = 30
    """Days."""


NO_VARS = Vars({}.get)


def run(db: sqlite3.Connection, lifetime: Lifetime, given: Vars = NO_VARS) -> int:
    (statement,) = Lifetimes((lifetime,)).statements(NOW, given)
    return db.execute(statement.sql, statement.params).rowcount


def times(db: sqlite3.Connection) -> list[int]:
    return [at for (at,) in db.execute("SELECT at FROM logs ORDER BY at")]


def test_rows_go_from_the_millisecond_on_at_which_they_are_over(db: sqlite3.Connection) -> None:
    border = NOW - 30 * DAY_MS
    db.executemany("INSERT INTO logs (at) VALUES (?)", [(border + away,) for away in (-1, 0, 1)])
    run(db, Lifetime("logs", "at", days=30))
    assert times(db) == [border + 1]


def test_the_days_may_come_from_a_var(db: sqlite3.Connection) -> None:
    db.executemany("INSERT INTO logs (at) VALUES (?)", [(NOW - 3 * DAY_MS,), (NOW - DAY_MS,)])
    run(db, Lifetime("logs", "at", days="log_days"), LogVars({"LOG_DAYS": "2"}.get))
    assert times(db) == [NOW - DAY_MS]


def test_only_rows_that_may_go_do(db: sqlite3.Connection) -> None:
    db.executemany("INSERT INTO logs VALUES (?, ?)", [(1, 0), (2, 1)])
    run(db, Lifetime("logs", "at", where="told = 1"))
    assert times(db) == [1]


def test_a_run_is_bounded_and_the_next_ones_go_on(db: sqlite3.Connection) -> None:
    db.executemany("INSERT INTO logs (at) VALUES (?)", [(1,)] * (2 * ROWS_A_RUN + 7))
    lifetime = Lifetime("logs", "at")
    assert [run(db, lifetime) for _ in range(4)] == [ROWS_A_RUN, ROWS_A_RUN, 7, 0]


def test_days_and_tables_without_a_rowid_go_too(db: sqlite3.Connection) -> None:
    rows = [("2026-09-18", "a"), ("2026-09-18", "b"), ("2026-09-19", "a"), ("2026-09-21", "a")]
    db.executemany("INSERT INTO days VALUES (?, ?)", rows)
    run(db, Lifetime("days", "day", days=2, unit="day", key="day, site"))
    assert db.execute("SELECT day FROM days").fetchall() == [("2026-09-21",)]


def test_a_dead_message_goes_with_its_letter_and_a_delivered_one_after_a_week(
    db: sqlite3.Connection,
) -> None:
    db.executescript(schema.OUTBOX + schema.DEAD_LETTERS)
    ends = Lifetimes((*outbox.LIFETIMES, dead_letters.LIFETIME))
    message = """INSERT INTO outbox (key, topic, payload, created_at, due_at, delivered_at, dead_at)
VALUES (?, 't', '{}', 0, 0, ?, ?)"""
    for days in (6, 8, 89, 91):
        at = NOW - days * DAY_MS
        db.execute(message, (f"delivered-{days}", at, None))
        db.execute(message, (f"dead-{days}", None, at))
        letter = dead_letters.store_letter(
            "outbox", "t", f"dead-{days}", "{}", "", attempts=20, now=at
        )
        db.execute(letter.sql, letter.params)
    db.execute(message, ("open", None, None))
    for statement in ends.statements(NOW, NO_VARS):
        db.execute(statement.sql, statement.params)
    left = [key for (key,) in db.execute("SELECT key FROM outbox ORDER BY key")]
    assert left == ["dead-6", "dead-8", "dead-89", "delivered-6", "open"]
    letters = [key for (key,) in db.execute("SELECT key FROM dead_letters ORDER BY key")]
    assert letters == ["dead-6", "dead-8", "dead-89"]
