"""What people said of texts, by the worker's own statements in SQLite, in every order."""

import sqlite3
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.sms import Source
from edgekit import Statement
from sms_people import PERSON, Person, digest, said, stopped_for_good

MIGRATIONS = Path(__file__).resolve().parents[3] / "wrangler" / "migrations" / "sms-db"
ANN = "+12065550142"
DIGEST = digest(ANN, "key")
Said = tuple[bool, Source, int]


def person(statements: list[Statement]) -> Person:
    database = sqlite3.connect(":memory:")
    for path in sorted(MIGRATIONS.glob("*.sql")):
        database.executescript(path.read_text())
    for statement in statements:
        database.execute(statement.sql, statement.params)
    database.row_factory = sqlite3.Row
    row = database.execute(PERSON, (ANN, DIGEST)).fetchone()
    found = Person.model_validate(dict(row))
    database.close()
    return found


def words(*history: Said) -> list[Statement]:
    return [
        statement
        for granted, source, at in history
        for statement in said(ANN, granted=granted, source=source, text="…", at=at, digested=DIGEST)
    ]


STOP: Callable[[int], Said] = lambda at: (False, "text", at)  # noqa: E731
START: Callable[[int], Said] = lambda at: (True, "text", at)  # noqa: E731
TICK: Callable[[int], Said] = lambda at: (True, "web", at)  # noqa: E731
UNTICK: Callable[[int], Said] = lambda at: (False, "agent", at)  # noqa: E731
CARRIER: Callable[[int], Said] = lambda at: (False, "carrier", at)  # noqa: E731


@pytest.mark.parametrize(
    ("history", "opted_out", "marketing", "needs_start"),
    [
        ((), False, False, False),
        ((TICK(1),), False, True, False),
        ((START(1),), False, True, False),
        ((TICK(1), STOP(2)), True, False, True),
        ((TICK(1), STOP(2), TICK(3)), True, False, True),
        ((TICK(1), STOP(2), TICK(3), START(4)), False, True, False),
        ((STOP(2), START(4), STOP(5)), True, False, True),
        ((START(4), CARRIER(5), TICK(6)), True, False, True),
        ((TICK(1), UNTICK(2)), True, False, False),
        ((TICK(1), UNTICK(2), TICK(3)), False, True, False),
        ((TICK(1), UNTICK(2), START(3)), False, True, False),
        ((STOP(5), START(5)), True, False, True),
    ],
)
def test_the_latest_word_counts_in_whatever_order_it_arrives(
    history: tuple[Said, ...], opted_out: bool, marketing: bool, needs_start: bool
) -> None:
    for order in permutations(history):
        found = person(words(*order))
        assert (found.is_opted_out, found.takes_marketing, found.needs_start) == (
            opted_out,
            marketing,
            needs_start,
        )


def test_an_erased_person_is_blocked_until_start_comes() -> None:
    erased = [*words(TICK(1)), Statement("DELETE FROM people"), stopped_for_good(DIGEST, 10)]
    assert person(erased).needs_start
    assert person(erased).is_erased
    assert person([*erased, *words(TICK(11))]).is_opted_out
    assert not person([*erased, *words(START(12))]).is_opted_out
    assert ANN not in DIGEST
    assert digest(ANN, "another key") != DIGEST


HISTORY = st.lists(
    st.tuples(
        st.booleans(),
        st.sampled_from(["text", "web", "form", "agent", "carrier"]),
        st.integers(1, 9),
    ),
    max_size=6,
)


@given(HISTORY)
def test_after_a_stop_nothing_but_a_later_start_makes_texts_possible(history: list[Said]) -> None:
    stops = [at for granted, source, at in history if not granted and source in ("text", "carrier")]
    starts = [at for granted, source, at in history if granted and source in ("text", "carrier")]
    found = person(words(*history))
    if stops and max(stops) >= max(starts, default=0):
        assert found.is_opted_out
        assert not found.takes_marketing
    if found.takes_marketing:
        assert any(granted for granted, _, _ in history)
