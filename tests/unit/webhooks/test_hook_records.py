"""What the database itself makes of events that are over."""

import json
import sqlite3
from collections.abc import Iterator

import pytest

from fleet.story.scratch import ROOT
from hook_records import AGAIN, INSERT, OVER

PAYLOAD = json.dumps({"events": [{"propertyName": "firstname", "propertyValue": "Ada"}]})
STATES = ("pending", "delivered", "waiting", "stored", "dead")
MIGRATIONS = sorted((ROOT / "wrangler/migrations/webhooks-db").glob("*.sql"))


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for path in MIGRATIONS:
        connection.executescript(path.read_text())
    for provider in ("hubspot", "stripe"):
        for state in STATES:
            facts = (provider, state, None, "a.type", 1, 1, PAYLOAD, "{}", "crm-sync", state)
            connection.execute(INSERT, facts)
    yield connection
    connection.close()


def saying(database: sqlite3.Connection, provider: str) -> set[str]:
    """The events that still say something, which are named by their states."""
    rows = database.execute(
        "SELECT id FROM events WHERE provider = ? AND payload <> ''", (provider,)
    )
    return {name for (name,) in rows}


def test_only_an_event_that_nobody_is_still_to_be_given_is_emptied(
    database: sqlite3.Connection,
) -> None:
    for state in STATES:
        database.execute(OVER, ("hubspot", state))
    assert saying(database, "hubspot") == {"pending", "waiting", "dead"}
    assert saying(database, "stripe") == {*STATES}


def test_an_update_empties_what_crms_have_said_before(database: sqlite3.Connection) -> None:
    (update,) = [path for path in MIGRATIONS if "over" in path.name]
    database.executescript(update.read_text())
    assert saying(database, "hubspot") == {"pending", "waiting", "dead"}
    assert saying(database, "stripe") == {*STATES}


def test_what_says_nothing_any_more_is_not_delivered_again(database: sqlite3.Connection) -> None:
    database.execute(OVER, ("hubspot", "delivered"))
    for name in ("delivered", "dead"):
        database.execute(AGAIN, ("hubspot", name, "crm-sync", 1))
    rows = database.execute(
        "SELECT id, status, replays FROM events WHERE provider = 'hubspot' AND replays > 0"
    )
    assert rows.fetchall() == [("dead", "pending", 1)]
