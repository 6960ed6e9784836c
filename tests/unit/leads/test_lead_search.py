"""Leads are found by beginnings of words, and every way of listing them reads from an index."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from edgekit import Statement, encode_cursor
from lead_choices import distinct
from lead_filters import Chosen
from lead_listing import select
from lead_search import COUNT, RARE, conditions
from lead_words import LAST, TO_INDEX, Term, add_words, searched, words_of

MIGRATIONS = Path(__file__).resolve().parents[3] / "wrangler" / "migrations" / "leads-db"
ADA = SimpleNamespace(
    name="Ada Lovelace-Byron",
    address="8021 21st Avenue NW, Apt 4, Seattle, WA 98117",
    email="ada.love@example.com",
    phone="+12065550142",
)
JOSE = SimpleNamespace(
    name="José Núñez", address="12 N Main St, Kent, WA 98032", email=None, phone="+442079460000"
)


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    """The migrated database with both leads in it."""
    connection = sqlite3.connect(":memory:")
    for migration in sorted(MIGRATIONS.glob("*.sql")):
        connection.executescript(migration.read_text())
    for number, lead in enumerate((ADA, JOSE)):
        connection.execute(
            "INSERT INTO leads (id, created_at, updated_at, name, email, phone, address, score, "
            "channel, agent, source) VALUES (?, ?, 0, ?, ?, ?, ?, 50, '#hot-leads', ?, 'web')",
            (f"lead_{number}", number, lead.name, lead.email, lead.phone, lead.address, "Dana"),
        )
    for statement in add_words({"lead_0": ADA, "lead_1": JOSE}):
        run(connection, statement)
    yield connection
    connection.close()


def run(db: sqlite3.Connection, statement: Statement) -> list[tuple[Any, ...]]:
    return db.execute(statement.sql, statement.params).fetchall()


def found(db: sqlite3.Connection, text: str) -> list[str]:
    """The leads that a search finds, whichever of its words lead to them."""
    terms, ways = searched(text), set()
    for rare in range(2 ** len(terms)):
        counts = [1 if rare >> place & 1 else RARE + 1 for place in range(len(terms))]
        chosen = Chosen().also(*conditions(terms, counts))
        rows = run(db, select(chosen, None, 10))
        ways.add(tuple(row[0] for row in rows))
    (same,) = ways
    return list(same)


@pytest.mark.parametrize(
    "text",
    [
        "ada", "LOVELACE", "byron ada", "lovel", "98117 ada", "8021 21st", "8021 21st Ave NW",
        "8021 21st Avenue", "avenue", "unit 4", "ada.love@example.com", "ADA.LOVE@", "example.com",
        "love@example", "(206) 555-0142", "206-555-0142", "+1 206 555 0142", "1-206-555-0142",
        "2065550142", "206555", "555-0142", "0142", "(206)", "ada 0142 seattle",
    ],
)  # fmt: skip
def test_a_lead_is_found_by_what_people_type(db: sqlite3.Connection, text: str) -> None:
    if text == "love@example":
        assert found(db, text) == []  # an e-mail address is found by its beginning
    else:
        assert found(db, text) == ["lead_0"]


@pytest.mark.parametrize(
    "text", ["jose nunez", "NÚÑEZ", "main street", "north main", "+44 20 7946"]
)
def test_accents_and_the_spelling_of_addresses_do_not_matter(
    db: sqlite3.Connection, text: str
) -> None:
    assert found(db, text) == ["lead_1"]


@pytest.mark.parametrize("text", ["grace", "ada hopper", "98101", "206-555-0143", "' OR 1=1 --"])
def test_a_lead_that_lacks_one_of_the_words_is_not_found(db: sqlite3.Connection, text: str) -> None:
    assert found(db, text) == []


def test_both_are_found_by_what_both_have(db: sqlite3.Connection) -> None:
    assert found(db, "wa") == ["lead_1", "lead_0"]


@pytest.mark.parametrize("text", ["", "  ", "!?", "…"])
def test_a_text_without_a_word_asks_for_nothing(text: str) -> None:
    assert searched(text) == []


def test_only_six_words_count_the_longest_first() -> None:
    terms = searched("a bb ccc dddd eeeee ffffff ggggggg")
    assert [term.beginning for term in terms] == [
        "ggggggg", "ffffff", "eeeee", "dddd", "ccc", "bb",
    ]  # fmt: skip


def test_a_house_number_and_a_street_are_no_phone_number() -> None:
    assert searched("1200 15th") == [Term("1200", "1200"), Term("15th", "15th")]


def test_words_of_a_lead_are_no_more_than_what_it_says() -> None:
    assert words_of(SimpleNamespace(name="Ann", address="1 A St", email=None, phone=None)) == {
        "ann", "1", "a", "st",
    }  # fmt: skip


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen(),
        Chosen(status="new", min_score=81),
        Chosen(agent="Dana"),
        Chosen(assigned=False),
        Chosen(source="web"),
        Chosen(date_from=date(2026, 1, 1), date_to=date(2026, 1, 31)),
        Chosen().also(*conditions([Term("ada", "ada")], [3])),
        Chosen().also(*conditions([Term("ada", "ada"), Term("s", "s")], [3, RARE + 1])),
        Chosen().also(*conditions([Term("ada", "ada"), Term("s", "s")], [3, 3])),
        Chosen().also(*conditions([Term("s", "s")], [RARE + 1])),
    ],
)
def test_every_list_is_read_from_an_index_without_sorting_all(
    db: sqlite3.Connection, chosen: Chosen
) -> None:
    cursor = encode_cursor((5, "lead_5"))
    for sql, parameters in (select(chosen, None, 26), select(chosen, cursor, 26)):
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
        # What a subquery has found is gone through; tables are read from an index.
        tables = [step for step in plan if step.startswith(("SCAN lead", "SEARCH"))]
        assert tables, plan
        assert all("USING" in step for step in tables), plan
        narrow = any("(id=?)" in step for step in plan)
        assert narrow or "USE TEMP B-TREE FOR ORDER BY" not in plan


def test_counting_choosing_and_indexing_read_from_an_index(db: sqlite3.Connection) -> None:
    for sql, parameters in (
        (COUNT, ("a", f"a{LAST}", "a")), distinct("agent"), distinct("source"), (TO_INDEX, (1, 9)),
    ):  # fmt: skip
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
        assert not [step for step in plan if step.startswith(("SCAN leads", "SCAN lead_words"))]


def test_each_agent_and_source_is_told_once(db: sqlite3.Connection) -> None:
    assert run(db, distinct("agent")) == [("Dana",)]
    assert run(db, distinct("source")) == [("web",)]


def test_an_erased_lead_gets_no_words(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM lead_words")
    db.execute(
        "UPDATE leads SET erased_at = 1, name = NULL, email = NULL, phone = NULL, address = NULL"
    )
    for statement in add_words({"lead_0": ADA}):
        run(db, statement)
    assert db.execute("SELECT count(*) FROM lead_words").fetchone() == (0,)
