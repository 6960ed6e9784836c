"""What the database itself refuses: two bookings of one minute, one too many on a day."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from appointment_slots import Occupied
from booking_storage import FULL, KEY_USED, TAKEN, cancel, erase, move, place, store, submit
from edgekit import Statement
from fleet.story.scratch import ROOT

FACTS = {"tz": "UTC", "name": "Ann", "base_url": "https://calendar.example"}
DAY = date(2026, 12, 1)
MINUTE_MS = 60_000


class Calendar:
    """calendar-db, with batches as D1 runs them: all of one or nothing."""

    def __init__(self) -> None:
        self._database = sqlite3.connect(":memory:", isolation_level=None)
        self._database.row_factory = sqlite3.Row
        for path in sorted((ROOT / "wrangler/migrations/calendar-db").glob("*.sql")):
            self._database.executescript(path.read_text())

    def batch(self, *statements: Statement) -> list[list[dict[str, Any]]]:
        self._database.execute("BEGIN")
        try:
            rows = [self.rows(*statement) for statement in statements]
        except sqlite3.Error:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")
        return rows

    def rows(self, sql: str, params: tuple[Any, ...] = ()) -> list[dict[str, Any]]:
        return [dict(row) for row in self._database.execute(sql, params).fetchall()]

    def close(self) -> None:
        self._database.close()


@pytest.fixture
def calendar() -> Iterator[Calendar]:
    database = Calendar()
    yield database
    database.close()


def where(start: int, *, before: int = 0, minutes: int = 60, after: int = 0) -> Any:
    return place(Occupied(start, start - before, start + minutes + after), minutes, DAY)


def book(
    calendar: Calendar, name: str, start: int, per_day: int | None = None, **more: int
) -> None:
    calendar.batch(*store(name, where(start, **more), FACTS, per_day, 1))


def test_two_bookings_share_no_minute_of_theirs_or_their_buffers(calendar: Calendar) -> None:
    book(calendar, "a", 600, before=10, after=20)
    for start in (570, 589, 600, 661, 689):
        with pytest.raises(sqlite3.IntegrityError, match=TAKEN):
            book(calendar, "b", start, before=10, after=20)
    book(calendar, "c", 690, before=10, after=20)
    book(calendar, "d", 510, before=10, after=20)
    assert len(calendar.rows("SELECT * FROM bookings")) == 3
    assert len(calendar.rows("SELECT * FROM occupied")) == 270


def test_a_full_day_takes_no_more_and_what_it_refused_occupies_nothing(calendar: Calendar) -> None:
    book(calendar, "a", 600, per_day=2)
    book(calendar, "b", 700, per_day=2)
    with pytest.raises(sqlite3.IntegrityError, match=FULL):
        book(calendar, "c", 800, per_day=2)
    assert calendar.batch(*cancel("a", 0, 2))[-1]
    book(calendar, "c", 800, per_day=2)
    assert calendar.batch(*move("c", 0, where(900), 2, 3))[-1]


def test_a_booking_moves_over_its_own_time_and_frees_what_it_leaves(calendar: Calendar) -> None:
    book(calendar, "a", 600)
    (moved,) = calendar.batch(*move("a", 0, where(630), None, 2))[-1]
    assert (moved["sequence"], moved["starts_at"]) == (1, 630 * MINUTE_MS)
    assert (moved["was_at"], moved["updated_at"]) == (600 * MINUTE_MS, 2)
    book(calendar, "b", 570)


def test_a_move_to_a_taken_time_leaves_everything_as_it_was(calendar: Calendar) -> None:
    book(calendar, "a", 600)
    book(calendar, "b", 700)
    before = calendar.rows("SELECT * FROM bookings"), calendar.rows("SELECT * FROM occupied")
    with pytest.raises(sqlite3.IntegrityError, match=TAKEN):
        calendar.batch(*move("a", 0, where(670), None, 2))
    after = calendar.rows("SELECT * FROM bookings"), calendar.rows("SELECT * FROM occupied")
    assert after == before


def test_a_change_of_what_has_changed_meanwhile_does_nothing(calendar: Calendar) -> None:
    book(calendar, "a", 600)
    assert calendar.batch(*move("a", 0, where(700), None, 2))[-1]
    for late in (move("a", 0, where(800), None, 3), cancel("a", 0, 3)):
        assert calendar.batch(*late)[-1] == []
    assert calendar.batch(*cancel("a", 1, 4))[-1]
    for late in (move("a", 2, where(800), None, 5), cancel("a", 2, 5)):
        assert calendar.batch(*late)[-1] == []
    assert calendar.rows("SELECT * FROM occupied") == []


def test_a_key_is_used_once(calendar: Calendar) -> None:
    calendar.batch(submit("k", "d", "a", "{}", 1))
    with pytest.raises(sqlite3.IntegrityError, match=KEY_USED):
        calendar.batch(submit("k", "d", "b", "{}", 1), *store("b", where(600), FACTS, None, 1))
    assert calendar.rows("SELECT * FROM bookings") == []


def test_an_erasure_takes_all_of_a_booking_and_nothing_of_others(calendar: Calendar) -> None:
    for name in ("booking_a", "booking_ab"):
        book(calendar, name, 600 if name.endswith("a") else 700)
        calendar.batch(submit(name, "d", name, "{}", 1))
        for table, columns in (
            ("outbox", "key, topic, payload, created_at, due_at"),
            ("dead_letters", "key, id, source, name, payload, error, attempts, died_at"),
        ):
            count = columns.count(",")
            places = ", ".join(str(number) for number in range(count))
            sql = f"INSERT INTO {table} ({columns}) VALUES ('{name}:0:mail', {places})"
            calendar.batch(
                Statement(sql.replace("0, 1, 2, 3, 4, 5, 6", f"'{name}', 1, 2, 3, 4, 5, 6"))
            )
    calendar.batch(*erase(["booking_a"]))
    for table in ("bookings", "occupied", "submissions", "outbox", "dead_letters"):
        rows = calendar.rows(f"SELECT * FROM {table}")
        assert rows, table
        assert "booking_a'" not in str(rows), table
        assert "booking_a:" not in str(rows), table


def test_the_way_to_what_is_in_the_way_has_an_index(calendar: Calendar) -> None:
    from booking_storage import BOOKING, IN_THE_WAY

    for sql in (BOOKING, IN_THE_WAY):
        plan = calendar.rows(f"EXPLAIN QUERY PLAN {sql}", (1, 2)[: 2 if "?2" in sql else 1])
        assert not any(step["detail"].startswith("SCAN") for step in plan), plan


class Bookings(RuleBasedStateMachine):
    """Books, moves and cancels at random, and holds the database against a list of spans."""

    starts = st.integers(0, 400)
    names = st.sampled_from("abcdefgh")
    buffers = st.sampled_from((0, 15))

    @initialize()
    def begin(self) -> None:
        self.calendar = Calendar()
        self.booked: dict[str, tuple[int, int]] = {}
        self.sequence: dict[str, int] = {}

    def fits(self, name: str, span: tuple[int, int]) -> bool:
        others = [other for key, other in self.booked.items() if key != name]
        return all(span[1] <= since or until <= span[0] for since, until in others)

    @rule(name=names, start=starts, before=buffers, after=buffers)
    def book(self, name: str, start: int, before: int, after: int) -> None:
        if name in self.sequence:
            return
        span = (start - before, start + 60 + after)
        try:
            book(self.calendar, name, start, before=before, after=after)
        except sqlite3.IntegrityError:
            assert not self.fits(name, span)
            return
        assert self.fits(name, span)
        self.booked[name], self.sequence[name] = span, 0

    @rule(name=names, start=starts, before=buffers, after=buffers)
    def move(self, name: str, start: int, before: int, after: int) -> None:
        if name not in self.booked:
            return
        span = (start - before, start + 60 + after)
        there = where(start, before=before, after=after)
        try:
            rows = self.calendar.batch(*move(name, self.sequence[name], there, None, 1))
        except sqlite3.IntegrityError:
            assert not self.fits(name, span)
            return
        assert rows[-1]
        assert self.fits(name, span)
        self.booked[name] = span
        self.sequence[name] += 1

    @rule(name=names)
    def cancel(self, name: str) -> None:
        if name in self.booked:
            assert self.calendar.batch(*cancel(name, self.sequence[name], 1))[-1]
            del self.booked[name]

    @invariant()
    def minutes_are_those_of_the_bookings(self) -> None:
        minutes = {m: name for name, span in self.booked.items() for m in range(*span)}
        rows = self.calendar.rows("SELECT at, booking_id FROM occupied")
        assert {row["at"] // MINUTE_MS: row["booking_id"] for row in rows} == minutes

    def teardown(self) -> None:
        self.calendar.close()


TestBookings = Bookings.TestCase
TestBookings.settings = settings(max_examples=60, stateful_step_count=25)
