"""Facts go into D1 together with the entries that follow from them, or not at all."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from edgekit import Problem, Statement, new_id
from edgekit.platform import PlatformError
from payment_facts import Fact, gathered
from payment_ledger import Due, Entry, due, postings
from payments_vars import Ctx

ATTEMPTS = 10
# The intent and its charge are one group: an event may name either of them.
GROUP = """WITH names AS (SELECT ?1 AS name UNION SELECT ?2
  UNION SELECT book FROM facts WHERE charge = ?2
  UNION SELECT charge FROM facts WHERE book = ?1)"""
FACTS = f"{GROUP} SELECT * FROM facts WHERE book IN (SELECT name FROM names)"  # noqa: S608
WRITTEN = f"""{GROUP} SELECT kind, currency, sum(amount) AS amount FROM entries
WHERE book IN (SELECT name FROM names) GROUP BY kind, currency"""  # noqa: S608
VERSION = "SELECT version FROM books WHERE book = ?1"
OPEN = "INSERT INTO books (book, version, payment_id) VALUES (?1, 1, ?2)"
# NULL is refused: whoever has read an old version writes nothing.
NEXT = """UPDATE books SET version = iif(version = ?3, version + 1, NULL),
  payment_id = coalesce(payment_id, ?2) WHERE book = ?1"""
STORE = """INSERT INTO facts (kind, object, book, charge, currency, amount, rank, made_at, at)
SELECT value ->> 'kind', value ->> 'object', value ->> 'book', value ->> 'charge',
  value ->> 'currency', value ->> 'amount', value ->> 'rank', value ->> 'made_at', value ->> 'at'
FROM json_each(?1) WHERE true
ON CONFLICT (kind, object) DO UPDATE SET book = excluded.book, charge = excluded.charge,
  currency = excluded.currency, amount = excluded.amount, rank = excluded.rank,
  made_at = excluded.made_at, at = excluded.at"""
ENTRY = "INSERT INTO entries (id, book, at, kind, currency, amount) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
LINES = """INSERT INTO ledger_lines (entry_id, number, account, amount)
SELECT ?1, key, value ->> 0, value ->> 1 FROM json_each(?2)"""


async def post(facts: Sequence[Fact], payment_id: str | None, at_ms: int, ctx: Ctx) -> None:
    """Add facts of one book, and the entries that they make necessary.

    Raises ``Problem`` 503 where others write in the same book all the time: nothing has happened.
    """
    book = next((fact.book for fact in facts), None)
    if book is None:
        return
    charge = next((fact.charge for fact in facts if fact.charge), None)
    for _ in range(ATTEMPTS):
        known, written, version = await _read(book, charge, ctx)
        statements = additions(facts, known, written, book, at_ms)
        raised = Statement(NEXT, (book, payment_id, version)) if version else None
        try:
            await ctx.db.batch(raised or Statement(OPEN, (book, payment_id)), *statements)
        except PlatformError as error:
            if "constraint" not in str(error).lower():
                raise
            continue
        return
    raise Problem(503, "Others write in the same book; try again.", headers={"Retry-After": "1"})


async def _read(book: str, charge: str | None, ctx: Ctx) -> tuple[list[Fact], Due, int]:
    group = (book, charge)
    facts, sums, versions = await ctx.db.batch(
        Statement(FACTS, group), Statement(WRITTEN, group), Statement(VERSION, (book,))
    )
    written: Due = {(row["kind"], row["currency"]): row["amount"] for row in sums}
    return [Fact.model_validate(row) for row in facts], written, _version(versions)


def _version(rows: list[dict[str, Any]]) -> int:
    return rows[0]["version"] if rows else 0


def additions(
    facts: Sequence[Fact], known: list[Fact], written: Due, book: str, at_ms: int
) -> list[Statement]:
    """The statements that add facts to those that are known, and the entries that follow."""
    together = gathered([*known, *facts])
    changed = [fact for fact in together.values() if fact not in known]
    stored = Statement(STORE, (json.dumps([fact.model_dump() for fact in changed]),))
    entries = postings(due(together.values()), written)
    return [stored, *(each for entry in entries for each in _entry(entry, book, at_ms))]


def _entry(entry: Entry, book: str, at_ms: int) -> tuple[Statement, Statement]:
    name = new_id("entry")
    return (
        Statement(ENTRY, (name, book, at_ms, entry.kind, entry.currency, entry.amount)),
        Statement(LINES, (name, json.dumps(entry.lines))),
    )


def utc(at_ms: int) -> datetime:
    """Epoch milliseconds as a time."""
    return datetime.fromtimestamp(at_ms / 1000, UTC)
