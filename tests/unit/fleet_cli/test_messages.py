"""What edgekit's messages need of a worker: its tables, and queues that let nothing fall."""

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from edgekit import schema
from fleet.check import contracts, queues, tables
from fleet.check.findings import Finding

Only = Callable[..., Finding]
HEADER = """
from pydantic import BaseModel
from edgekit import App, Context, Response

class Card(BaseModel):
    x: int

app = App("leads")
on_fetch = app.on_fetch
"""
OUTBOX = """
@app.deliver("announce", invocations=3)
async def announce(message: Card, delivery, ctx) -> None: ...
"""
QUEUE = """
@app.queue(Card)
async def take(messages, ctx) -> None: ...
on_queue = app.on_queue
"""
ONCE = """
@app.post("/cards", idempotent=True)
async def create(body: Card) -> Card: ...
"""
EFFECTS = """
@app.post("/cards")
async def pay(body: Card, ctx: Context) -> None:
    await ctx.effects.once(f"card:{body.x}")
"""
INBOUND = """
@app.inbound("stripe")
async def paid(event, ctx): ...
"""
DATABASE = {
    "binding": "DB",
    "database_name": "leads-db",
    "database_id": "00000000-0000-4000-8000-000000000013",
    "migrations_dir": "../../wrangler/migrations/leads-db",
}


def write(sample: Any, body: str, *created: str, **config: Any) -> None:
    sample.migration("leads-db", "0001_tables.sql", "\n".join(created) or "SELECT 1;")
    sample.worker("leads", entry=HEADER + body, **{"d1_databases": [DATABASE], **config})


def queue(retries: int | None = 100, producer: str = "cards") -> dict[str, Any]:
    consumer = {"queue": "cards"} | ({} if retries is None else {"max_retries": retries})
    return {"consumers": [consumer], "producers": [{"binding": "QUEUE", "queue": producer}]}


@pytest.mark.parametrize(
    ("body", "created"),
    [
        (OUTBOX, [schema.OUTBOX, schema.DEAD_LETTERS]),
        (QUEUE, [schema.DEAD_LETTERS]),
        (ONCE, [schema.IDEMPOTENCY_KEYS]),
        (EFFECTS, [schema.EFFECTS]),
        (INBOUND, [schema.EFFECTS]),
        ("", []),
    ],
)
def test_a_worker_with_the_tables_of_what_it_uses_is_sound(
    sample: Any, body: str, created: list[str]
) -> None:
    write(sample, body, *created)
    assert sample.imported(tables.check) == []
    write(sample, body, *created[1:])
    assert len(sample.imported(tables.check)) == min(1, len(created))


def test_a_missing_table_is_named_with_its_sql(sample: Any, only: Only) -> None:
    write(sample, OUTBOX, schema.OUTBOX)
    message = only(sample.imported(tables.check)).message
    assert "table dead_letters, which leads-db does not have" in message
    assert "edgekit.schema.DEAD_LETTERS" in message


def test_a_missing_column_is_named(sample: Any, only: Only) -> None:
    old = schema.OUTBOX.replace("  dead_at INTEGER,\n", "").partition("CREATE INDEX")[0]
    write(sample, OUTBOX, old, schema.DEAD_LETTERS)
    assert "table outbox lacks dead_at" in only(sample.imported(tables.check)).message


def test_a_worker_without_a_database_is_told_to_bind_one(sample: Any, only: Only) -> None:
    write(sample, QUEUE, d1_databases=None)
    assert "needs a D1 bound as DB" in only(sample.imported(tables.check)).message


@pytest.mark.parametrize("retries", [None, 3, 50])
def test_a_message_must_outlive_an_outage_of_d1(
    sample: Any, only: Only, retries: int | None
) -> None:
    write(sample, QUEUE, queues=queue(retries))
    assert "set 100" in only(sample.imported(queues.check)).message
    write(sample, QUEUE, queues=queue())
    assert sample.imported(queues.check) == []


def test_a_dead_letter_must_find_its_way_into_the_queue_again(sample: Any, only: Only) -> None:
    write(sample, QUEUE, queues=queue(producer="others"))
    assert "goes back through QUEUE" in only(sample.imported(queues.check)).message


def test_an_outboxs_own_queue_may_end_early_and_is_taken_piece_by_piece(
    sample: Any, only: Only
) -> None:
    own = queue(3)
    own["producers"][0]["binding"] = "OUTBOX_QUEUE"
    write(sample, OUTBOX, queues=own)
    assert "set max_batch_size to 1" in only(sample.imported(queues.check)).message
    own["consumers"][0]["max_batch_size"] = 1
    write(sample, OUTBOX, queues=own)
    assert sample.imported(queues.check) == []


@pytest.mark.parametrize("table", schema.TABLES)
def test_each_published_table_is_strict_sql(table: str) -> None:
    with sqlite3.connect(":memory:") as connection:
        connection.executescript(schema.TABLES[table])
        sql = "SELECT strict FROM pragma_table_list WHERE name = ?"
        assert connection.execute(sql, [table]).fetchone() == (1,)
    connection.close()


CALLER = """
from contracts.dead_letters import listing, replaying
from contracts.inbound import delivering
from edgekit.services import Service

class LeadsService(Service, worker="leads"):
    dead = listing()
    replay = replaying()
    inbound = delivering()

class Services:
    leads: LeadsService

from edgekit import App
app = App("console", services=Services)
on_fetch = app.on_fetch
"""


def test_the_contracts_are_what_a_worker_serves(sample: Any) -> None:
    write(sample, OUTBOX + INBOUND)
    sample.worker("console", entry=CALLER)
    assert sample.imported(contracts.check) == []
