"""What is counted of bookings: by the day they were made, and what is still to come."""

from datetime import UTC, date, datetime

from appointment_slots import Occupied
from booking_statistics import statements, stats
from booking_storage import cancel, move, place, store
from contracts.calendar import BookingStats
from fleet.story.scratch import Scratch, scratch

FACTS = {"tz": "UTC", "name": "Ann", "base_url": "https://calendar.example"}
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 2)
NOW = datetime(2026, 12, 2, 12, tzinfo=UTC)


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def book(database: Scratch, name: str, made: datetime, starts: datetime) -> None:
    start = ms(starts) // 60_000
    there = place(Occupied(start, start, start + 60), 60, starts.date())
    database.run(*store(name, there, FACTS, None, ms(made)))


def counted(database: Scratch) -> BookingStats:
    return stats(FIRST, LAST, *(database.run(each) for each in statements(FIRST, LAST, ms(NOW))))


def test_days_are_utc_and_the_last_one_counts_whole() -> None:
    with scratch("calendar-db") as database:
        book(database, "a", datetime(2026, 11, 30, 23, 59, tzinfo=UTC), NOW.replace(day=3))
        book(database, "b", datetime(2026, 12, 1, 0, 0, tzinfo=UTC), NOW.replace(day=4))
        book(database, "c", datetime(2026, 12, 2, 23, 59, tzinfo=UTC), NOW.replace(day=5))
        book(database, "d", datetime(2026, 12, 3, 0, 0, tzinfo=UTC), NOW.replace(day=6))
        found = counted(database)
    assert [(day.date, day.count) for day in found.by_day] == [(FIRST, 1), (LAST, 1)]
    assert (found.total, found.ahead) == (2, 4)
    assert found.next_start == NOW.replace(day=3)


def test_what_was_moved_or_cancelled_is_told_apart() -> None:
    with scratch("calendar-db") as database:
        for number, name in enumerate(("stays", "moves", "ends", "moves and ends")):
            book(database, name, NOW, NOW.replace(day=10 + number))
        start = ms(NOW.replace(day=20)) // 60_000
        there = place(Occupied(start, start, start + 60), 60, date(2026, 12, 20))
        database.run(*move("moves", 0, there, None, ms(NOW)))
        database.run(*cancel("ends", 0, ms(NOW)))
        there = place(Occupied(start + 90, start + 90, start + 150), 60, date(2026, 12, 20))
        database.run(*move("moves and ends", 0, there, None, ms(NOW)))
        database.run(*cancel("moves and ends", 1, ms(NOW)))
        found = counted(database)
    assert (found.total, found.cancelled, found.moved, found.ahead) == (4, 2, 1, 2)
    assert found.next_start == NOW.replace(day=10)


def test_a_calendar_that_is_empty_has_no_next_appointment() -> None:
    with scratch("calendar-db") as database:
        found = counted(database)
    assert (found.total, found.by_day, found.ahead, found.next_start) == (0, [], 0, None)


def test_no_figure_reads_the_whole_table() -> None:
    with scratch("calendar-db") as database:
        for sql, params in statements(FIRST, LAST, ms(NOW)):
            plan = database.explained(sql, params)
            assert "SCAN" not in plan, plan
